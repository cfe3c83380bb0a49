import { ALL_FEATURES } from '@shared/features'
import { groupOf, peerOf } from '@shared/conversation-id'
import { asConversationId, asUserId, type ConversationId, type UserId } from '@shared/ids'
import { ok } from '@shared/result'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ChatSession } from '../../src/main/kinds/kind/chat-session'
import { followedPeople } from '../../src/main/sync/signals/followed-people'
import { PresenceSync } from '../../src/main/sync/signals/presence-sync'
import { FakeClock } from '../helpers/fake-clock'

const ME = asUserId('alice')
const GROUP = asConversationId('c2g:g')

let clock: FakeClock
let presence: PresenceSync
/** Whom the server was asked to follow, each time. */
let asked: (readonly string[])[]
let shown: UserId[]
let members: readonly UserId[]
let recent: readonly UserId[]

const session = (answer?: () => unknown): ChatSession =>
  ({
    features: ALL_FEATURES,
    watchPresence: (userIds: readonly UserId[]) => {
      asked.push(userIds)
      return Promise.resolve(answer?.() ?? ok(userIds.map((userId) => ({ userId, state: 'online' as const }))))
    },
  }) as unknown as ChatSession

const people = (from: number, to: number): UserId[] => Array.from({ length: to - from + 1 }, (_, i) => asUserId(`u${from + i}`))
const with_ = (userId: string): ConversationId => asConversationId(`c2c:${['alice', userId].sort().join(':')}`)
const followed = (): readonly string[] | undefined => asked.at(-1)

beforeEach(() => {
  clock = new FakeClock()
  asked = []
  shown = []
  members = []
  recent = []
  presence = new PresenceSync({
    clock,
    me: () => ME,
    peerOf: (id) => peerOf(id, ME),
    peopleOf: (id) => (groupOf(id) === undefined ? [peerOf(id, ME)!] : members),
    recentPeers: () => recent,
    onChange: (changed) => shown.push(...changed.map(({ userId }) => userId)),
    onOwn: () => undefined,
  })
})

afterEach(() => {
  presence.close()
  expect(clock.pending).toBe(0)
})

describe('whose presence is followed', () => {
  const ids = (...names: readonly string[]): UserId[] => names.map(asUserId)

  it.each([
    ['those in view before those of the open conversation, of before, of the list', ['v'], ['o'], ['b'], ['r'], ['v', 'o', 'b', 'r']],
    ['everybody once', ['x', 'y'], ['y', 'x'], ['x'], ['y', 'z'], ['x', 'y', 'z']],
    ['never oneself', ['alice', 'v'], ['alice'], ['alice'], ['alice'], ['v']],
    ['nobody, when nobody matters', [], [], [], [], []],
  ])('%s', (_, inView, ofOpen, before, recentPeers, expected) => {
    const chosen = followedPeople(
      { inView: ids(...inView), ofOpen: ids(...ofOpen), before: ids(...before), recent: ids(...recentPeers) },
      ME,
    )
    expect([...chosen]).toEqual(expected)
  })

  it('a thousand at most', () => {
    const none: readonly UserId[] = []
    expect(followedPeople({ inView: people(1, 30), ofOpen: people(31, 2000), before: none, recent: none }, ME).size).toBe(1000)
    expect([...followedPeople({ inView: none, ofOpen: none, before: none, recent: people(1, 5000) }, ME)]).toEqual(people(1, 1000))
  })
})

describe('a server that has had too many questions', () => {
  it('is asked again after the time that it said, once, for all who are followed by then', async () => {
    const answers: unknown[] = [{ ok: false, error: { code: 'rate_limited', message: '', retryAfterMs: 3000 } }]
    presence.online(session(() => answers.shift()))
    presence.focus(with_('bob'))
    await clock.advanceAsync(200)
    expect(asked).toEqual([['bob']])
    presence.inView([asUserId('carol')])
    await clock.advanceAsync(2799)
    expect(asked).toEqual([['bob']])
    await clock.advanceAsync(200)
    expect(asked.slice(1)).toEqual([['carol', 'bob']])
    expect(shown).toEqual(['carol', 'bob'])
    await clock.advanceAsync(60_000)
    expect(asked).toHaveLength(2)
  })

  it('is asked after a second where it says no time, and not at all about anything else', async () => {
    let code = 'rate_limited'
    presence.online(session(() => ({ ok: false, error: { code } })))
    presence.focus(with_('bob'))
    await clock.advanceAsync(100)
    expect(asked).toHaveLength(1)
    code = 'forbidden'
    await clock.advanceAsync(1000)
    expect(asked).toHaveLength(2)
    await clock.advanceAsync(60_000)
    expect(asked).toHaveLength(2)
  })
})

describe('what the server is asked', () => {
  it('is whom the list has room for, and of an open conversation its people before them', async () => {
    recent = people(1, 1500)
    presence.online(session())
    expect(followed()).toEqual(people(1, 1000))
    presence.focus(with_('open'))
    presence.inView([asUserId('in-view')])
    await clock.advanceAsync(200)
    expect(followed()).toEqual(['in-view', 'open', ...people(1, 998)])
    expect(asked).toHaveLength(2)
  })

  it('is said anew when somebody is new, and not when somebody went', async () => {
    presence.online(session())
    presence.inView(people(1, 3))
    await clock.advanceAsync(200)
    presence.inView(people(2, 3))
    presence.inView(people(1, 2))
    await clock.advanceAsync(200)
    expect(asked).toEqual([people(1, 3)])
    presence.inView(people(3, 4))
    await clock.advanceAsync(200)
    expect(followed()).toEqual(['u3', 'u4', 'u2', 'u1'])
  })

  it('has the members of the open group, those too that become known later', async () => {
    presence.online(session())
    presence.focus(GROUP)
    await clock.advanceAsync(200)
    expect(asked).toEqual([])
    members = people(1, 2)
    presence.committed({ conversations: new Set(), members: new Set([asConversationId('c2g:other')]) })
    await clock.advanceAsync(200)
    expect(asked).toEqual([])
    presence.committed({ conversations: new Set(), members: new Set([GROUP]) })
    await clock.advanceAsync(200)
    expect(followed()).toEqual(['u1', 'u2'])
  })

  it('has the peers of conversations that come, as long as there is room', async () => {
    recent = people(1, 999)
    presence.online(session())
    presence.committed({ conversations: new Set([with_('new'), with_('newer')]), members: new Set() })
    await clock.advanceAsync(200)
    expect(followed()).toEqual([...people(1, 999), 'new'])
  })

  it('is said again to the next session', async () => {
    presence.online(session())
    presence.inView(people(1, 2))
    await clock.advanceAsync(200)
    presence.offline()
    recent = people(7, 7)
    presence.online(session())
    expect(asked.slice(1)).toEqual([['u1', 'u2', 'u7']])
  })
})

describe('what is told', () => {
  it('nothing of somebody who is not followed', async () => {
    presence.online(session())
    presence.focus(with_('bob'))
    await clock.advanceAsync(200)
    shown = []
    for (const userId of ['mallory', 'bob']) presence.apply({ userId: asUserId(userId), state: 'away' })
    expect(shown).toEqual(['bob'])
  })

  it('what is known, again, to a window that says anew what it shows', async () => {
    presence.online(session())
    presence.focus(with_('bob'))
    presence.inView(people(1, 1))
    await clock.advanceAsync(200)
    shown = []
    presence.focus(undefined)
    presence.inView([])
    expect(shown).toEqual([])
    presence.focus(with_('bob'))
    presence.inView(people(1, 2))
    expect(shown).toEqual(['bob', 'u1'])
  })
})
