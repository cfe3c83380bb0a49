import { ALL_FEATURES } from '@shared/features'
import { asUserId, type UserId } from '@shared/ids'
import { ok } from '@shared/result'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ChatSession } from '../../src/main/kinds/kind/chat-session'
import { PresenceSync } from '../../src/main/sync/presence-sync'
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
