import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPublicAddress } from '../../src/main/transfers/public-address'

/** Slowly: the bits of an address as text, and of a network. */
const bits4 = (address: string): string =>
  address
    .split('.')
    .map((part) => Number(part).toString(2).padStart(8, '0'))
    .join('')
const NETWORKS_4 = ['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24']
NETWORKS_4.push('192.0.2.0/24', '192.31.196.0/24', '192.52.193.0/24', '192.88.99.0/24', '192.168.0.0/16', '192.175.48.0/24')
NETWORKS_4.push('198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4')

function isReserved4(address: string): boolean {
  return NETWORKS_4.some((network) => {
    const [base = '', length] = network.split('/')
    return bits4(address).startsWith(bits4(base).slice(0, Number(length)))
  })
}

/** Bits of eight groups. */
const bits6 = (groups: readonly number[]): string => groups.map((group) => group.toString(2).padStart(16, '0')).join('')
const NETWORKS_6: readonly (readonly [readonly number[], number])[] = [
  [[0x2001, 0, 0, 0, 0, 0, 0, 0], 23],
  [[0x2001, 0xdb8, 0, 0, 0, 0, 0, 0], 32],
  [[0x2002, 0, 0, 0, 0, 0, 0, 0], 16],
  [[0x2620, 0x4f, 0x8000, 0, 0, 0, 0, 0], 48],
  [[0x3fff, 0, 0, 0, 0, 0, 0, 0], 20],
]

describe('an address', () => {
  it.each([
    ['8.8.8.8', true],
    ['100.63.255.255', true],
    ['100.64.0.0', false],
    ['172.15.255.255', true],
    ['172.32.0.0', true],
    ['172.31.255.255', false],
    ['127.0.0.1', false],
    ['0.0.0.0', false],
    ['169.254.169.254', false],
    ['255.255.255.255', false],
    ['::1', false],
    ['::', false],
    ['::ffff:8.8.8.8', false],
    ['::ffff:127.0.0.1', false],
    ['64:ff9b::7f00:1', false],
    ['fe80::1', false],
    ['fe80::1%eth0', false],
    ['2606:4700::1111%eth0', false],
    ['fc00::1', false],
    ['fec0::1', false],
    ['ff02::1', false],
    ['2001:db8::1', false],
    ['2002:7f00:1::', false],
    ['2001::1', false],
    ['2606:4700:4700::1111', true],
    ['2400:3200::1', true],
    ['127.1', false],
    ['2130706433', false],
    ['0x7f.0.0.1', false],
    ['localhost', false],
    ['', false],
  ])('%s is of the public network: %s', (address, isPublic) => {
    expect(isPublicAddress(address)).toBe(isPublic)
  })

  it('of version 4 is what its bits say', () => {
    const part = fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0, 10, 64, 100, 127, 169, 172, 192, 168, 198, 203, 224, 254))
    fc.assert(
      fc.property(fc.tuple(part, part, part, part), (parts) => {
        const address = parts.join('.')
        expect(isPublicAddress(address)).toBe(!isReserved4(address))
      }),
      { numRuns: 3000 },
    )
  })

  it('of version 6 is what its bits say, however it is written', () => {
    const group = fc.oneof(
      fc.integer({ min: 0, max: 0xffff }),
      fc.constantFrom(0, 0x2001, 0x2002, 0xdb8, 0xffff, 0xfe80, 0x2620, 0x4f, 0x8000, 0x3fff),
    )
    fc.assert(
      fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), (groups) => {
        const bits = bits6(groups)
        const isReserved = NETWORKS_6.some(([network, length]) => bits.startsWith(bits6(network).slice(0, length)))
        const long = groups.map((each) => each.toString(16)).join(':')
        const short = new URL(`http://[${long}]/`).hostname.slice(1, -1)
        for (const address of [long, long.toUpperCase(), short])
          expect(isPublicAddress(address)).toBe(bits.startsWith('001') && !isReserved)
      }),
      { numRuns: 2000 },
    )
  })
})
