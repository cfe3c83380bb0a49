import { describe, expect, it } from 'vitest'
import type { ConnectionStatus } from '@shared/status'
import { type LinkEvent, nextStatus } from '../../src/main/connection/connection-state'
import { BARE, FULL } from '../helpers/spoken'

const THEN = 1_000
const NOW = 2_000
const cause = { code: 'reset', reason: 'then' } as const
const fresh = { code: 'closed', reason: 'now' } as const

const STATUSES = {
  stopped: { state: 'stopped', cause, since: THEN },
  offline: { state: 'offline', cause, since: THEN },
  waiting: { state: 'waiting', cause, attempt: 2, retryAt: 1_500, since: THEN },
  resolving: { state: 'resolving', attempt: 2, cause, since: THEN },
  proxying: { state: 'proxying', attempt: 2, cause, since: THEN },
  connecting: { state: 'connecting', attempt: 2, cause, since: THEN },
  securing: { state: 'securing', attempt: 2, cause, since: THEN },
  authenticating: { state: 'authenticating', attempt: 2, cause, since: THEN },
  online: { state: 'online', ...FULL, since: THEN },
} as const satisfies { readonly [S in ConnectionStatus['state']]: ConnectionStatus }
type State = keyof typeof STATUSES

const EVENTS = {
  dialled: { type: 'dialled', attempt: 3 },
  toResolving: { type: 'stage', stage: 'resolving' },
  toProxying: { type: 'stage', stage: 'proxying' },
  toConnecting: { type: 'stage', stage: 'connecting' },
  toSecuring: { type: 'stage', stage: 'securing' },
  opened: { type: 'opened' },
  accepted: { type: 'accepted', spoken: BARE },
  measured: { type: 'measured', rttMs: 12 },
  tokenSuspected: { type: 'token_suspected', isSuspected: true },
  lost: { type: 'lost', cause: fresh, attempt: 3, retryAt: 2_500 },
  moved: { type: 'moved', cause: fresh, attempt: 3 },
  networkDown: { type: 'network_down', cause: fresh },
  stopped: { type: 'stopped', cause: fresh },
} as const satisfies Readonly<Record<string, LinkEvent>>

/** The state after each pair; `·` = the event is late, and the very same status comes back. */
const TABLE: { readonly [E in keyof typeof EVENTS]: { readonly [S in State]: State | '·' } } = {
  dialled: row('resolving', 'resolving', 'resolving', '·', '·', '·', '·', '·', '·'),
  toResolving: row('·', '·', '·', '·', '·', '·', '·', '·', '·'),
  toProxying: row('·', '·', '·', 'proxying', '·', '·', '·', '·', '·'),
  toConnecting: row('·', '·', '·', 'connecting', 'connecting', '·', '·', '·', '·'),
  toSecuring: row('·', '·', '·', 'securing', 'securing', 'securing', '·', '·', '·'),
  opened: row('·', '·', '·', 'authenticating', 'authenticating', 'authenticating', 'authenticating', '·', '·'),
  accepted: row('·', '·', '·', '·', '·', '·', '·', 'online', '·'),
  measured: row('·', '·', '·', '·', '·', '·', '·', '·', 'online'),
  tokenSuspected: row('·', '·', '·', '·', '·', '·', '·', '·', 'online'),
  lost: row('·', '·', 'waiting', 'waiting', 'waiting', 'waiting', 'waiting', 'waiting', 'waiting'),
  moved: row('·', '·', '·', 'resolving', 'resolving', 'resolving', 'resolving', 'resolving', 'resolving'),
  networkDown: row('offline', '·', 'offline', 'offline', 'offline', 'offline', 'offline', 'offline', 'offline'),
  stopped: row('stopped', 'stopped', 'stopped', 'stopped', 'stopped', 'stopped', 'stopped', 'stopped', 'stopped'),
}

function row(...next: (State | '·')[]): { readonly [S in State]: State | '·' } {
  const states = Object.keys(STATUSES) as State[]
  return Object.fromEntries(states.map((state, index) => [state, next[index]])) as { [S in State]: State | '·' }
}

const PAIRS = (Object.keys(EVENTS) as (keyof typeof EVENTS)[]).flatMap((event) =>
  (Object.keys(STATUSES) as State[]).map((state) => ({ state, event, next: TABLE[event][state] })),
)

describe('every state and event', () => {
  it.each(PAIRS)('$state, $event → $next', ({ state, event, next }) => {
    const before = STATUSES[state]
    const after = nextStatus(before, EVENTS[event], NOW)
    if (next === '·') expect(after).toBe(before)
    else expect(after.state).toBe(next)
  })
})

describe('what a status carries', () => {
  it('a dial after a loss still tells why it is needed', () => {
    expect(nextStatus(STATUSES.waiting, EVENTS.dialled, NOW)).toEqual({
      state: 'resolving',
      attempt: 3,
      cause,
      since: NOW,
    })
  })

  it('a dial after a stop is a new beginning', () => {
    expect(nextStatus(STATUSES.stopped, EVENTS.dialled, NOW)).toEqual({ state: 'resolving', attempt: 3, since: NOW })
  })

  it('attempt and cause go with the dial through its stages, since moves', () => {
    const at = { attempt: 2, cause, since: NOW }
    expect(nextStatus(STATUSES.resolving, EVENTS.toSecuring, NOW)).toEqual({ state: 'securing', ...at })
    expect(nextStatus(STATUSES.securing, EVENTS.opened, NOW)).toEqual({ state: 'authenticating', ...at })
  })

  it('online forgets the trouble before it', () => {
    expect(nextStatus(STATUSES.authenticating, EVENTS.accepted, NOW)).toEqual({
      state: 'online',
      ...BARE,
      since: NOW,
    })
  })

  it('a measured round trip does not make the state younger', () => {
    expect(nextStatus(STATUSES.online, EVENTS.measured, NOW)).toEqual({ ...STATUSES.online, rttMs: 12 })
  })

  it('a wait names its cause, its end and the try to come', () => {
    const waiting = { state: 'waiting', cause: fresh, attempt: 3, retryAt: 2_500, since: NOW }
    expect(nextStatus(STATUSES.online, EVENTS.lost, NOW)).toEqual(waiting)
  })
})
