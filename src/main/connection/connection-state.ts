import type { ConnectionStatus, LinkCause, Spoken } from '@shared/status'
import { assertNever } from '@shared/result'
import type { TransportStage } from './transport'

/** What happens to the link; the dial loop (`connection.ts`) says so. */
export type LinkEvent =
  /** `attempt` counts from 1: the dials in a row since the link was last good. */
  | { readonly type: 'dialled'; readonly attempt: number }
  | { readonly type: 'stage'; readonly stage: TransportStage }
  | { readonly type: 'opened' }
  /** `place`: which of the server's addresses it is, where it has several. */
  | { readonly type: 'accepted'; readonly spoken: Spoken; readonly place?: string }
  | { readonly type: 'measured'; readonly rttMs: number }
  | { readonly type: 'token_suspected'; readonly isSuspected: boolean }
  /** `attempt` is the number of the dial to come, `retryAt` its epoch ms. */
  | { readonly type: 'lost'; readonly cause: LinkCause; readonly attempt: number; readonly retryAt: number }
  /** Another address of the server is dialled at once. */
  | { readonly type: 'moved'; readonly cause: LinkCause; readonly attempt: number }
  | { readonly type: 'network_down'; readonly cause: LinkCause }
  | { readonly type: 'stopped'; readonly cause: LinkCause }

const STAGES: readonly ConnectionStatus['state'][] = ['resolving', 'proxying', 'connecting', 'securing', 'authenticating']

/**
 * The link's state machine (diagram at `ConnectionStatus`). An event that does not fit the state is a late one and
 * changes nothing: the very same status comes back. `now` is epoch ms and becomes `since` when the state changes.
 *
 * ```
 *                dialled     stage        opened          accepted  measured (+) lost     network_down  stopped
 *  stopped       resolving   ·            ·               ·         ·            ·        offline (*)   stopped
 *  offline       resolving   ·            ·               ·         ·            ·        ·             stopped
 *  waiting       resolving   ·            ·               ·         ·            waiting  offline       stopped
 *  resolving…    ·           forward only authenticating  ·         ·            waiting  offline       stopped
 *  authenticating·           ·            ·               online    ·            waiting  offline       stopped
 *  online        ·           ·            ·               ·         online       waiting  offline       stopped
 *
 *  moved is lost, and dialled at once: resolving, from wherever a link is up or dialled.
 *
 *  (+) and token_suspected
 *  (*) a start without a network; a link that is to stay stopped is not told of networks
 * ```
 */
export function nextStatus(status: ConnectionStatus, event: LinkEvent, now: number): ConnectionStatus {
  switch (event.type) {
    case 'dialled':
      return dialled(status, event.attempt, now)
    case 'stage':
      return isDialling(status) && STAGES.indexOf(event.stage) > STAGES.indexOf(status.state)
        ? { ...status, state: event.stage, since: now }
        : status
    case 'opened':
      return isDialling(status) && status.state !== 'authenticating' ? { ...status, state: 'authenticating', since: now } : status
    case 'accepted':
      return status.state === 'authenticating'
        ? { state: 'online', ...event.spoken, ...(event.place === undefined ? {} : { place: event.place }), since: now }
        : status
    case 'measured':
      return status.state === 'online' ? { ...status, rttMs: event.rttMs } : status
    case 'token_suspected':
      return status.state === 'online' ? { ...status, isTokenSuspected: event.isSuspected } : status
    case 'lost':
      return status.state === 'stopped' || status.state === 'offline'
        ? status
        : { state: 'waiting', attempt: event.attempt, retryAt: event.retryAt, cause: event.cause, since: now }
    case 'moved':
      return isDialling(status) || status.state === 'online'
        ? { state: 'resolving', attempt: event.attempt, cause: event.cause, since: now }
        : status
    case 'network_down':
      return status.state === 'offline' ? status : { state: 'offline', cause: event.cause, since: now }
    case 'stopped':
      return { state: 'stopped', cause: event.cause, since: now }
    default:
      return assertNever(event)
  }
}

type DiallingState = 'resolving' | 'proxying' | 'connecting' | 'securing' | 'authenticating'
type Dialling = Extract<ConnectionStatus, { readonly state: DiallingState }>

export function isDialling(status: ConnectionStatus): status is Dialling {
  return STAGES.includes(status.state)
}

function dialled(status: ConnectionStatus, attempt: number, now: number): ConnectionStatus {
  if (isDialling(status) || status.state === 'online') return status
  // A dial after a stop is a new beginning; any other still tells why it is needed.
  const cause = status.state === 'stopped' ? undefined : status.cause
  return { state: 'resolving', attempt, cause, since: now }
}
