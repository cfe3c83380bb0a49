import type { PacketOf } from '@protocol/codec'
import type { Credentials } from './credentials'
import { type LinkFailure, linkFailure } from '../../../connection/link-failure'

/**
 * What is wrong with a `B002`: a session object out of its bounds, or somebody else's (PROTOCOL 3, 7.7). `undefined`
 * when nothing is. An account of a plain server does not look at what it has not asked for.
 */
export function brokenOffer(
  { session, error }: Pick<PacketOf<'authAccepted'>, 'session' | 'error'>,
  { kind, clientId }: Pick<Credentials, 'kind' | 'clientId'>,
): LinkFailure | undefined {
  if (kind === 'base') return undefined
  if (error !== undefined) return linkFailure('protocol_error', error.message)
  if (session === undefined || session.user_id === clientId) return undefined
  return linkFailure('protocol_error', `${clientId} signed in, the server took them for ${session.user_id}`)
}
