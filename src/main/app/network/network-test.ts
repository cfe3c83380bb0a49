import type { ServerAddress } from '@shared/account'
import type { LinkTest } from '@shared/network'
import { atPlace, placesOf, placeText } from '@shared/server-places'
import type { Clock } from '../../lib/clock'
import type { Dial } from '../../lib/dial'
import { isKnownForm, kindOf } from '../account/kinds'
import { readCa } from './ca-file'

/** Goes the whole way to a server as a log-in would, without one, to each of its addresses. Says where it ended. */
export async function testNetwork(server: ServerAddress, dial: Dial, clock: Clock): Promise<LinkTest> {
  if (server.others === undefined) return testPlace(server, dial, clock)
  const tests = placesOf(server).map(async (place) => ({
    ...(await testPlace(atPlace(server, place), dial, clock)),
    place: placeText(place),
  }))
  const [first, ...others] = await Promise.all(tests)
  return { ...first!, others }
}

async function testPlace(server: ServerAddress, dial: Dial, clock: Clock): Promise<LinkTest> {
  if (!isKnownForm(server.kind)) return { steps: [], failure: { code: 'other_protocol', reason: 'no chat system is asked so' } }
  const ca = await readCa(server.tls ? server.caFile : '')
  const kind = kindOf(server)
  if (ca.ok) return kind.test(server, { dial, ca: ca.value }, clock)
  // Without the authorities that were asked for nothing is dialled.
  const { code, message: reason } = ca.error
  const stages = kind.testStages(server)
  const at = stages.indexOf('secure')
  const steps = stages.map((stage, i) => ({
    stage,
    state: i < at ? ('passed' as const) : i === at ? ('failed' as const) : ('skipped' as const),
  }))
  return { steps, failure: { code, reason } }
}
