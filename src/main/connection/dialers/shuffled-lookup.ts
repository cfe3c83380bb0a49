import { lookup as systemLookup, type LookupAddress } from 'node:dns'
import type { LookupFunction } from 'node:net'
import type { Random } from '../../lib/clock'

/**
 * Has the records of a name tried in an order by chance, so that not everybody comes to the first of them; those of the family first that
 * the system would try first, for it knows which of both leads out.
 */
export function shuffledLookup(random: Random, lookup: LookupFunction = systemLookup as LookupFunction): LookupFunction {
  return (host, options, callback) => {
    lookup(host, options, (error, address, family) => callback(error, Array.isArray(address) ? shuffled(address, random) : address, family))
  }
}

function shuffled(addresses: readonly LookupAddress[], random: Random): LookupAddress[] {
  const first = addresses[0]?.family
  const ranked = addresses.map((address) => ({ address, rank: (address.family === first ? 0 : 1) + random() }))
  return ranked.sort((one, other) => one.rank - other.rank).map(({ address }) => address)
}
