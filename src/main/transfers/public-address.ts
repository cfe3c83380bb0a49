import { BlockList, isIP } from 'node:net'

/** Addresses that lead to this computer, its networks, or nowhere (IANA's special-purpose registries). */
const RESERVED_4 = `
  0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.31.196.0/24
  192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4
  240.0.0.0/4`
/** Of IPv6 only what is global at all (2000::/3), without what is for examples or has an IPv4 address in it. */
const GLOBAL_6 = ['2000::', 3] as const
const RESERVED_6 = '2001::/23 2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20'

const reserved = new BlockList()
for (const subnet of RESERVED_4.trim().split(/\s+/)) {
  const [network = '', bits] = subnet.split('/')
  reserved.addSubnet(network, Number(bits), 'ipv4')
}
for (const subnet of RESERVED_6.split(' ')) {
  const [network = '', bits] = subnet.split('/')
  reserved.addSubnet(network, Number(bits), 'ipv6')
}
const global6 = new BlockList()
global6.addSubnet(...GLOBAL_6, 'ipv6')

/** Whether an address is one of the public network's: not of this machine, its neighbours, a reserved range, or no address. */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address)
  if (version === 4) return !reserved.check(address, 'ipv4')
  // A zone is only of use on a link of one's own.
  return version === 6 && !address.includes('%') && global6.check(address, 'ipv6') && !reserved.check(address, 'ipv6')
}
