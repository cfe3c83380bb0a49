import { describe, expect, it } from 'vitest'
import { asConversationId } from '@shared/ids'
import type { FakeClock } from '../helpers/fake-clock'
import { AB } from './device'
import { useDevices } from './devices'
import type { ModelServer } from './model-server'
import { must } from '../helpers/results'

let clock: FakeClock
let server: ModelServer
const { device } = useDevices((stage) => ({ clock, server } = stage))

describe('messages both ways', () => {
  it('reach the other person, and the sender sees sent, delivered and read', async () => {
    const [alice, bob] = [device('alice'), device('bob')]
    alice.connect()
    bob.connect()
    await clock.advanceAsync(100)
    const sent = alice.say('你好')
    expect(sent.ok && alice.store.messages.get(sent.value)?.status).toBe('sending')
    await clock.advanceAsync(1000)
    expect(bob.texts()).toEqual(['你好'])
    expect(alice.statuses()).toEqual(['sent'])
    expect(alice.store.conversations.get(AB)).toMatchObject({ lastSeq: 1, peerDeliveredSeq: 1, peerReadSeq: 0 })
    expect(bob.store.conversations.get(AB)?.unread).toBe(1)
    must(bob.engine.markRead(AB, 1))
    await clock.advanceAsync(100)
    expect(alice.store.conversations.get(AB)).toMatchObject({ peerReadSeq: 1 })
    expect(bob.store.conversations.get(AB)?.unread).toBe(0)
    expect(alice.store.outbox.count()).toBe(0)
  })

  it('reach the sender’s other device, whose unread count follows what is read here', async () => {
    const [phone, laptop, bob] = [device('alice'), device('alice'), device('bob')]
    for (const each of [phone, laptop, bob]) each.connect()
    await clock.advanceAsync(100)
    phone.say('from my phone')
    bob.say('got it')
    await clock.advanceAsync(1000)
    expect(laptop.texts()).toEqual(['from my phone', 'got it'])
    expect(laptop.store.conversations.get(AB)?.unread).toBe(1)
    must(phone.engine.markRead(AB, 2))
    await clock.advanceAsync(100)
    expect(laptop.store.conversations.get(AB)?.unread).toBe(0)
  })

  it('are told after they are committed, never before', async () => {
    const alice = device()
    alice.connect()
    await clock.advanceAsync(100)
    const seen: (string | undefined)[] = []
    alice.engine.on('messages', ({ upserted }) => {
      for (const localId of upserted) seen.push(alice.store.messages.get(localId)?.type)
    })
    server.post(AB, 'bob', 'hello')
    await clock.advanceAsync(1000)
    expect(seen).toEqual(['text'])
    expect(server.talks.get(AB)?.marks['alice']?.delivered).toBe(1)
  })

  it('of an unknown type keep their data and close their seq', async () => {
    const alice = device()
    alice.connect()
    await clock.advanceAsync(100)
    server.store(AB, 'bob', { type: 'hologram', data: { depth: 3 } })
    await clock.advanceAsync(5000)
    expect(alice.texts()).toEqual(['hologram'])
    expect(alice.engine.gaps(AB)).toEqual([])
    expect(alice.store.messages.page({ conversationId: AB, anchor: { at: 'end' }, limit: 1 }).rows[0]?.content).toEqual({ depth: 3 })
  })

  it('of a conversation nobody told of make it, and its object is asked for', async () => {
    const alice = device()
    alice.connect()
    await clock.advanceAsync(1000)
    const group = asConversationId(server.addGroup('g1', 'Design', ['alice', 'bob']))
    server.post(group, 'bob', 'welcome')
    await clock.advanceAsync(2000)
    expect(alice.store.conversations.get(group)).toMatchObject({ kind: 'c2g', title: 'Design', unread: 1, hasUnreadMention: false })
  })
})

describe('a recall', () => {
  it('takes the content away on every device, whether it was there or comes later', async () => {
    const [alice, bob] = [device('alice'), device('bob')]
    alice.connect()
    await clock.advanceAsync(100)
    const sent = alice.say('a secret')
    await clock.advanceAsync(100)
    expect(await alice.engine.recall(sent.value)).toMatchObject({ ok: true })
    await clock.advanceAsync(1000)
    expect(alice.texts()).toEqual(['recalled', 'recall'])
    bob.connect()
    await clock.advanceAsync(1000)
    expect(bob.texts()).toEqual(['recalled', 'recall'])
    expect(bob.engine.gaps(AB)).toEqual([])
  })

  it('is not asked of the server later than a policy lets it', async () => {
    const alice = device('alice', { recallMs: 60_000 })
    alice.connect()
    await clock.advanceAsync(100)
    const [early, late] = [alice.say('one'), alice.say('two')]
    await clock.advanceAsync(100)
    const untilTooLate = (sent: typeof early) => alice.store.messages.get(must(sent))!.sentAt! + 60_000 - clock.now()
    await clock.advanceAsync(untilTooLate(early))
    expect(await alice.engine.recall(must(early))).toMatchObject({ ok: true })
    await clock.advanceAsync(untilTooLate(late) + 1)
    expect(await alice.engine.recall(must(late))).toMatchObject({ ok: false, error: { code: 'recall_expired' } })
    expect(alice.texts()).toEqual(['recalled', 'two', 'recall'])
  })
})

describe('the unread count', () => {
  it('goes down with each message that is taken back, and ends at nothing', async () => {
    const [alice, bob] = [device('alice'), device('bob')]
    alice.connect()
    bob.connect()
    await clock.advanceAsync(100)
    const sent = [1, 2, 3].map((n) => alice.say(`secret ${n}`))
    await clock.advanceAsync(1000)
    const counts = [bob.store.conversations.get(AB)?.unread]
    for (const result of sent) {
      must(await alice.engine.recall(result.value))
      await clock.advanceAsync(1000)
      counts.push(bob.store.conversations.get(AB)?.unread)
    }
    expect(counts).toEqual([3, 2, 1, 0])
    // A device that was away learns it all from the list and from history.
    const laptop = device('bob')
    laptop.connect()
    await clock.advanceAsync(5000)
    expect(laptop.store.conversations.get(AB)).toMatchObject({ lastSeq: 6, unread: 0 })
  })

  it('leaves a group’s own events out, whomever they mention', async () => {
    const alice = device()
    alice.connect()
    await clock.advanceAsync(1000)
    const group = asConversationId(server.addGroup('g1', 'Design', ['alice', 'bob']))
    for (const title of ['Design', 'Designers']) {
      const content = { event: 'renamed', by: { user_id: 'bob', name: 'BOB' }, title }
      server.store(group, 'bob', { type: 'custom', data: { kind: 'group.event', content, mentions: ['*'] } })
    }
    await clock.advanceAsync(2000)
    expect(alice.store.conversations.get(group)).toMatchObject({ lastSeq: 2, unread: 0, hasUnreadMention: false })
  })
})

describe('typing and presence', () => {
  it('shows who types for six seconds, and says so every three at most', async () => {
    const [alice, bob] = [device('alice'), device('bob')]
    alice.connect()
    bob.connect()
    await clock.advanceAsync(100)
    const shown: number[] = []
    alice.engine.on('typing', (people) => shown.push(people.length))
    for (let i = 0; i < 5; i++) bob.engine.typing(AB)
    expect(bob.network.last.said('signal').filter(({ envelope }) => envelope.type === 'typing')).toHaveLength(1)
    await clock.advanceAsync(5999)
    expect(shown).toEqual([1])
    await clock.advanceAsync(1)
    expect(shown).toEqual([1, 0])
  })

  it('follows the people of the conversations', async () => {
    server.post(AB, 'bob', 'hi', false)
    const [alice, bob] = [device('alice'), device('bob')]
    bob.connect()
    await clock.advanceAsync(100)
    const states: string[] = []
    alice.engine.on('presence', (presence) => states.push(...presence.map(({ userId, state }) => `${userId} ${state}`)))
    alice.connect()
    await clock.advanceAsync(2000)
    expect(states).toEqual(['bob online'])
    server.tell('alice', 'presence', { user_id: 'bob', state: 'away' })
    expect(states).toEqual(['bob online', 'bob away'])
  })

  it('of more conversations than can be followed, follows the people of the most recent, and of what is open', async () => {
    // The oldest ones are alphabetically the last.
    const nameOf = (i: number): string => `p${String(9999 - i)}`
    for (let i = 0; i < 1100; i++) server.post(`c2c:alice:${nameOf(i)}`, nameOf(i), 'hi', false)
    const alice = device('alice')
    const asked = (): readonly unknown[] => alice.network.last.said('query').at(-1)?.params['user_ids'] as readonly unknown[]
    alice.connect()
    await clock.advanceAsync(3000)
    expect(asked()).toHaveLength(1000)
    expect([asked().includes(nameOf(1099)), asked().includes(nameOf(100)), asked().includes(nameOf(99))]).toEqual([true, true, false])
    alice.engine.focus(asConversationId(`c2c:alice:${nameOf(0)}`))
    server.cutAll()
    await clock.advanceAsync(3000)
    expect([asked().length, asked().includes(nameOf(0)), asked().includes(nameOf(1099)), asked().includes(nameOf(100))]).toEqual([
      1000,
      true,
      true,
      false,
    ])
  })
})
