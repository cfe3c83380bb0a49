import { ALL_FEATURES } from '@shared/features'
import { asUserId, type UserId } from '@shared/ids'
import { ok } from '@shared/result'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ChatSession } from '../../src/main/kinds/kind/chat-session'
import { PresenceSync } from '../../src/main/sync/signals/presence-sync'
import { FakeClock } from '../helpers/fake-clock'

let clock: FakeClock
let presence: PresenceSync
/** Whom the server was asked to follow, last. */
let followed: readonly string[]
let shown: UserId[]

const session = {
  features: ALL_FEATURES,
  watchPresence: (userIds: readonly UserId[]) => {
    followed = userIds
    return Promise.resolve(ok(userIds.map((userId) => ({ userId, state: 'online' as const }))))
  },
} as unknown as ChatSession

const people = (from: number, to: number): UserId[] => Array.from({ length: to - from + 1 }, (_, i) => asUserId(`u${from + i}`))

beforeEach(() => {
  clock = new FakeClock()
  followed = []
  shown = []
  presence = new PresenceSync({
    clock,
    me: () => asUserId('alice'),
    onChange: (changed) => shown.push(...changed.map(({ userId }) => userId)),
    onOwn: () => undefined,
  })
  presence.online(session)
})

afterEach(() => {
  presence.close()
  expect(clock.pending).toBe(0)
})

describe('a server that has had too many questions', () => {
  it('is asked again after the time that it said, once, for all who are followed by then', async () => {
    const answers: unknown[] = [{ ok: false, error: { code: 'rate_limited', message: '', retryAfterMs: 3000 } }]
    const asked: (readonly string[])[] = []
    presence.online({
      features: ALL_FEATURES,
      watchPresence: (userIds: readonly UserId[]) => {
        asked.push(userIds)
        return Promise.resolve(answers.shift() ?? ok(userIds.map((userId) => ({ userId, state: 'busy' as const }))))
      },
    } as unknown as ChatSession)
    presence.follow([asUserId('bob')])
    await clock.advanceAsync(200)
    expect(asked).toEqual([['bob']])
    presence.follow([asUserId('carol')])
    expect(await presence.subscribe([asUserId('dave')])).toEqual([])
    await clock.advanceAsync(2799)
    expect(asked).toEqual([['bob']])
    await clock.advanceAsync(200)
    expect(asked.slice(1)).toEqual([['bob', 'carol', 'dave']])
    expect(shown).toEqual(['bob', 'carol', 'dave'])
    await clock.advanceAsync(60_000)
    expect(asked).toHaveLength(2)
  })

  it('is asked after a second where it says no time, and not at all about anything else', async () => {
    let asked = 0
    let code = 'rate_limited'
    const refusing = { features: ALL_FEATURES, watchPresence: () => (asked++, Promise.resolve({ ok: false, error: { code } })) }
    presence.online(refusing as unknown as ChatSession)
    presence.follow([asUserId('bob')])
    await clock.advanceAsync(100)
    expect(asked).toBe(1)
    code = 'forbidden'
    await clock.advanceAsync(1000)
    expect(asked).toBe(2)
    await clock.advanceAsync(60_000)
    expect(asked).toBe(2)
  })
})

describe('of more people than can be followed', () => {
  it('the first of the list have the room, whatever comes after them', async () => {
    presence.followIfRoom(people(1, 1500))
    presence.followIfRoom(people(2000, 2100))
    await clock.advanceAsync(200)
    expect(followed).toEqual(people(1, 1000))
  })

  it('those at hand are followed, and stay whatever the list brings later', async () => {
    presence.followIfRoom(people(1, 1000))
    presence.follow([asUserId('open')])
    await presence.subscribe([asUserId('in-view')])
    presence.followIfRoom(people(2000, 3000))
    await clock.advanceAsync(200)
    expect(followed).toHaveLength(1000)
    expect(followed).toEqual(['open', 'in-view', ...people(1, 998)])
  })

  it('what is said of somebody who is not followed is neither kept nor told', async () => {
    presence.follow([asUserId('bob')])
    await clock.advanceAsync(200)
    shown = []
    for (const userId of ['mallory', 'bob']) presence.apply({ userId: asUserId(userId), state: 'away' })
    expect(shown).toEqual(['bob'])
    expect(await presence.subscribe([asUserId('bob')])).toMatchObject([{ userId: 'bob', state: 'away' }])
  })
})
