import { isIPv6 } from 'node:net'

/** A network of IPv6 that one household or machine has to itself: the first four groups of eight. */
const OWN_GROUPS = 4

/**
 * What an address is counted by: an IPv4 address as it is, of an IPv6 address the /64, of which one machine has 2⁶⁴.
 */
export function addressKey(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined) return mapped
  const [plain = ''] = address.split('%')
  if (!isIPv6(plain)) return address
  const [head = '', tail] = plain.split('::')
  const groups = head === '' ? [] : head.split(':')
  const behind = tail === undefined || tail === '' ? [] : tail.split(':')
  // `::` stands for as many zeros as are missing.
  const filled = [...groups, ...Array<string>(Math.max(0, 8 - groups.length - behind.length)).fill('0'), ...behind]
  const network = filled.slice(0, OWN_GROUPS).map((group) => parseInt(group, 16).toString(16))
  return `${network.join(':')}::/64`
}
