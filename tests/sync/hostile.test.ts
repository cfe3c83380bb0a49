import { asConversationId, type ConversationId } from '@shared/ids'
import { describe, expect, it } from 'vitest'
import type { HttpRequest } from '../../src/main/lib/http-client'
import type { FakeClock } from '../helpers/fake-clock'
import { AB, type Device } from './device'
import { useDevices } from './devices'
import type { ModelServer } from './model-server'

/** The largest seq that a frame can carry. */
const ABSURD = Number.MAX_SAFE_INTEGER

let clock: FakeClock
let server: ModelServer
const { device, online } = useDevices((stage) => ({ clock, server } = stage))

const post = (count: number, conversationId = AB, isPushed = false): void => {
  for (let i = 0; i < count; i++)
    server.post(conversationId, 'bob', String(server.talks.get(conversationId)?.messages.length ?? 0), isPushed)
}

const pathOf = ({ url }: HttpRequest): string => decodeURIComponent(new URL(url).pathname)
const lists = (): number => server.requests.filter((request) => pathOf(request) === '/v1/conversations').length
const held = (alice: Device, conversationId = AB) => alice.store.ranges.get(conversationId)
const headOf = (alice: Device, conversationId = AB) => alice.store.conversations.lastSeq(conversationId)
/** The largest number in any column of what is stored of conversations and messages. */
const largest = (alice: Device): number =>
  Math.max(
    ...alice.store.conversations
      .list()
      .flatMap(({ lastSeq, readSeq, peerReadSeq, peerDeliveredSeq }) => [lastSeq, readSeq, peerReadSeq, peerDeliveredSeq]),
    ...alice.store.messages.page({ conversationId: AB, anchor: { at: 'end' }, limit: 200 }).rows.map(({ seq }) => seq ?? 0),
    ...[...alice.store.ranges.all().values()].flat(2),
    ...alice.store.conversations.ids().map((id) => alice.store.conversations.membershipSeq(id)),
  )

describe('an absurd head', () => {
  it.each([ABSURD, ABSURD - 6, 10_004, 1_000_000])(
    'of %i in a conversation’s object is asked about once, and never stored',
    async (seq) => {
      post(3)
      const alice = await online()
      server.tell('alice', 'conversation', {
        ...server.objectOf(AB, 'alice'),
        last_seq: seq,
        read_seq: seq,
        peer_read_seq: seq,
        title: 'Bobby',
      })
      await clock.advanceAsync(0)
      expect(alice.store.conversations.get(AB)).toMatchObject({ title: 'Bobby', lastSeq: 3, unread: 3 })
      await clock.advanceAsync(600_000)
      expect(server.ranges).toEqual([`${seq - 49}-${seq}`])
      expect(largest(alice)).toBe(3)
      expect(alice.store.conversations.get(AB)).toMatchObject({ lastSeq: 3, unread: 3 })
      post(2, AB, true)
      await clock.advanceAsync(1000)
      expect(alice.texts()).toEqual(['0', '1', '2', '3', '4'])
    },
  )

  it('that is said again and again is asked about at a pace that slows down', async () => {
    post(3)
    const alice = await online()
    for (let i = 0; i < 600; i++) {
      server.tell('alice', 'conversation', { ...server.objectOf(AB, 'alice'), last_seq: ABSURD - i })
      await clock.advanceAsync(100)
    }
    expect(server.ranges.length).toBeLessThan(20)
    post(1, AB, true)
    await clock.advanceAsync(0)
    expect(alice.texts()).toEqual(['0', '1', '2', '3'])
    expect(largest(alice)).toBe(4)
  })

  it('of a live message is no reason to show it, nor to miss the next', async () => {
    post(3)
    const alice = await online()
    const real = server.talks.get(AB)?.messages[2]
    server.push({ type: 'text', data: { ...real?.data, mid: '999999', seq: ABSURD, content: 'from nowhere' } })
    post(1, AB, true)
    await clock.advanceAsync(600_000)
    expect(alice.texts()).toEqual(['0', '1', '2', '3'])
    expect(server.ranges).toEqual([`${ABSURD - 49}-${ABSURD}`])
    expect([largest(alice), held(alice)]).toEqual([4, [[1, 4]]])
  })

  it('of the list keeps nothing from the screen, and is gone with the next list', async () => {
    post(3)
    const isList = (request: HttpRequest): boolean => pathOf(request) === '/v1/conversations'
    server.faults.http = (request) =>
      isList(request)
        ? { status: 200, json: { items: [{ ...server.objectOf(AB, 'alice'), last_seq: ABSURD }], next: null, server_time: server.now } }
        : undefined
    const alice = device()
    alice.connect()
    await clock.advanceAsync(10_000)
    expect(server.ranges.length).toBeLessThan(4)
    expect(alice.texts()).toEqual(['0', '1', '2'])
    expect([largest(alice), alice.engine.status, alice.engine.gaps(AB)]).toEqual([3, { state: 'idle' }, []])
    expect(alice.store.settings.get('sync.cursor')).toBeGreaterThan(0)
  })

  it('of an ack leaves the message on its way until history tells', async () => {
    post(1)
    const alice = await online()
    server.faults.dropAck = () => true
    alice.say('mine')
    await clock.advanceAsync(0)
    const sent = server.talks.get(AB)?.messages.at(-1)?.data
    server.tell('alice', 'ack', {
      request_id: 1,
      cli_mid: sent?.['cli_mid'],
      conversation_id: AB,
      mid: '77',
      message_id: '77',
      seq: ABSURD,
      sent_at: 1,
    })
    await clock.advanceAsync(1000)
    expect(alice.statuses()).toEqual(['sent'])
    expect([largest(alice), alice.texts()]).toEqual([2, ['0', 'mine']])
  })

  it('of a mark marks nothing', async () => {
    post(3)
    const alice = await online()
    for (const type of ['read', 'delivered']) {
      for (const user_id of ['alice', 'bob']) server.tell('alice', type, { conversation_id: AB, up_to_seq: ABSURD, user_id })
    }
    await clock.advanceAsync(1000)
    expect([largest(alice), alice.store.conversations.get(AB)?.unread]).toEqual([3, 3])
  })

  it('that an earlier version has stored is healed at the next log-in', async () => {
    post(300)
    const alice = device()
    alice.store.transaction(() => {
      alice.store.conversations.upsert({ conversationId: AB, kind: 'c2c', lastSeq: ABSURD - 6, readSeq: ABSURD - 7 })
      const row = {
        mid: '424242',
        senderId: 'bob',
        senderName: 'Bob',
        senderAvatar: '',
        isMine: false,
        type: 'text',
        content: { content: 'absurd' },
      }
      const rest = { mentions: [], mentionsMe: false, localAt: clock.now(), status: 'received' }
      alice.store.messages.insert({ ...row, ...rest, conversationId: AB, seq: ABSURD } as never)
      alice.store.ranges.add(AB, ABSURD, ABSURD)
    })
    alice.connect()
    await clock.advanceAsync(30_000)
    expect([largest(alice), held(alice), headOf(alice)]).toEqual([300, [[1, 300]], 300])
    expect(alice.texts().at(-1)).toBe('299')
    expect(server.ranges.length).toBeLessThan(12)
    expect(alice.engine.status).toEqual({ state: 'idle' })
  })
})

describe('an honest head far above what is held', () => {
  it('is believed once a page at it has answered, and what was said with it is applied then', async () => {
    post(12_000)
    server.talks.get(AB)!.marks['alice'] = { read: 11_990, delivered: 11_990 }
    server.talks.get(AB)!.marks['bob'] = { read: 12_000, delivered: 12_000 }
    const alice = device()
    server.holdHttp()
    alice.connect()
    await clock.advanceAsync(0)
    server.answerHttp()
    server.holdHttp()
    await clock.advanceAsync(0)
    expect(alice.store.conversations.get(AB)).toMatchObject({ title: 'BOB', lastSeq: 0, unread: 0 })
    expect(server.ranges).toEqual(['11951-12000'])
    // What is not in the store yet has to be listed again if it ends here.
    expect(alice.store.settings.get('sync.cursor')).toBeUndefined()
    server.answerHttp()
    await clock.advanceAsync(0)
    expect(alice.store.conversations.get(AB)).toMatchObject({ lastSeq: 12_000, unread: 10, peerReadSeq: 12_000 })
    expect(alice.texts().at(-1)).toBe('11999')
    expect(alice.store.settings.get('sync.cursor')).toBeGreaterThan(0)
    await clock.advanceAsync(5000)
    expect(held(alice)).toEqual([[1, 12_000]])
    expect(server.ranges).toHaveLength(1 + Math.ceil(11_950 / 200))
  })

  it('is asked about again until somebody answers', async () => {
    post(12_000)
    let failures = 0
    server.faults.http = (request) => (pathOf(request).endsWith('/messages') && ++failures <= 4 ? { status: 500, json: {} } : undefined)
    const alice = device()
    alice.connect()
    await clock.advanceAsync(30_000)
    expect([headOf(alice), alice.texts().at(-1)]).toEqual([12_000, '11999'])
  })

  it('is followed to where the server really is', async () => {
    post(12_000)
    const alice = await online('carol')
    server.talks.delete(AB)
    const bobs = asConversationId('c2c:bob:carol')
    post(12_000, bobs)
    server.tell('carol', 'conversation', { ...server.objectOf(bobs, 'carol'), last_seq: ABSURD })
    await clock.advanceAsync(2000)
    expect(headOf(alice, bobs)).toBe(12_000)
    expect(server.ranges.slice(0, 2)).toEqual([`${ABSURD - 49}-${ABSURD}`, '11951-12000'])
  })
})

describe('a cursor that leads nowhere', () => {
  const withCursor = (next: (page: number) => string): void => {
    let page = 0
    server.faults.http = (request) =>
      pathOf(request) === '/v1/conversations'
        ? { status: 200, json: { items: [server.objectOf(AB, 'alice')], next: next(++page), server_time: server.now } }
        : undefined
  }

  it('is not followed when its page brings nothing new', async () => {
    post(3)
    withCursor((page) => `cursor-${page}`)
    const alice = device()
    alice.connect()
    await clock.advanceAsync(60_000)
    expect(lists()).toBe(2)
    expect([alice.texts(), alice.engine.status]).toEqual([['0', '1', '2'], { state: 'idle' }])
    const compared = alice.engine.inspector.compare()
    await clock.advanceAsync(2000)
    expect(await compared).toMatchObject({ ok: true, value: { differing: [] } })
    expect(lists()).toBe(4)
  })

  it('with ever new conversations is followed a stretch at a time', async () => {
    let made = 0
    const fresh = (): Record<string, unknown> => ({
      ...server.objectOf(AB, 'alice'),
      conversation_id: `c2c:alice:u${++made}`,
      last_seq: 0,
      read_seq: 0,
      last_message: null,
    })
    server.faults.http = (request) =>
      pathOf(request) === '/v1/conversations'
        ? { status: 200, json: { items: [fresh()], next: `cursor-${made}`, server_time: server.now } }
        : undefined
    const alice = device()
    alice.connect()
    await clock.advanceAsync(1000)
    expect(lists()).toBe(2000)
    expect(alice.engine.status).toEqual({ state: 'idle' })
    await clock.advanceAsync(60_000)
    expect(lists()).toBe(4000)
    const asked = server.requests.filter((request) => pathOf(request) === '/v1/conversations')
    expect(new URL(asked[2000]?.url ?? '').searchParams.get('after')).toBe('cursor-2000')
  })
})

describe('a crowd', () => {
  const CROWD = 500
  const nameOf = (i: number): ConversationId => asConversationId(`c2c:alice:u${String(i).padStart(4, '0')}`)

  it('whose history contradicts the list is asked about a few times, and is at rest', async () => {
    for (let i = 0; i < CROWD; i++) server.post(nameOf(i), `u${String(i).padStart(4, '0')}`, 'hi', false)
    const isHistory = (request: HttpRequest): boolean => pathOf(request).endsWith('/messages')
    server.faults.http = (request) => {
      if (isHistory(request)) return { status: 200, json: { items: [], last_seq: 0 } }
      if (pathOf(request) !== '/v1/conversations') return undefined
      const after = Number(new URL(request.url).searchParams.get('after') ?? 0)
      const items = Array.from({ length: 100 }, (_, i) => ({
        ...server.objectOf(nameOf(after + i), 'alice'),
        last_seq: 5,
        last_message: null,
      }))
      return { status: 200, json: { items, next: after + 100 < CROWD ? String(after + 100) : null, server_time: server.now } }
    }
    const alice = device()
    let looks = 0
    const missing = alice.store.ranges.missing.bind(alice.store.ranges)
    alice.store.ranges.missing = (...range) => (looks++, missing(...range))
    alice.connect()
    await clock.advanceAsync(10_000)
    expect(alice.engine.status).toEqual({ state: 'idle' })
    expect(server.ranges.length).toBeLessThan(20)
    await clock.advanceAsync(280_000)
    expect(server.ranges.length).toBeLessThan(60)
    // A few looks at each, however many wait: not all of them again for every request.
    expect(looks).toBeLessThan(CROWD * 12)
    // Whoever opens one is told the truth at once.
    alice.engine.focus(nameOf(77))
    alice.engine.needOlder(nameOf(77), 6)
    await clock.advanceAsync(1000)
    expect(alice.engine.gaps(nameOf(77))).toEqual([])
  })

  it('that is honest is here, whole, with one request each', async () => {
    for (let i = 0; i < CROWD; i++)
      for (const text of ['a', 'b', 'c']) server.post(nameOf(i), `u${String(i).padStart(4, '0')}`, text, false)
    const alice = device()
    let looks = 0
    const missing = alice.store.ranges.missing.bind(alice.store.ranges)
    alice.store.ranges.missing = (...range) => (looks++, missing(...range))
    alice.connect()
    await clock.advanceAsync(60_000)
    expect(alice.engine.status).toEqual({ state: 'idle' })
    expect(server.ranges).toHaveLength(CROWD)
    expect(alice.store.ranges.incomplete()).toEqual([])
    expect(looks).toBeLessThan(CROWD * 12)
  })
})

describe('a row that breaks a rule of the store', () => {
  it('is set aside as unsupported; the rest of its page goes on, and it is not asked for again', async () => {
    const alice = await online()
    post(1, AB, true)
    post(5)
    const broken = server.talks.get(AB)?.messages[2]?.data['mid']
    const insertBatch = alice.store.messages.insertBatch.bind(alice.store.messages)
    alice.store.messages.insertBatch = (messages) => {
      if (messages.some(({ mid, type }) => mid === broken && type === 'text')) throw new Error('CHECK constraint failed')
      return insertBatch(messages)
    }
    post(1, AB, true)
    await clock.advanceAsync(60_000)
    expect(alice.texts()).toEqual(['0', '1', 'unsupported', '3', '4', '5', '6'])
    expect([held(alice), alice.engine.status, server.ranges]).toEqual([[[1, 7]], { state: 'idle' }, ['2-6']])
  })

  it('gives up its place when not even its names can be stored', async () => {
    const alice = await online()
    post(1, AB, true)
    post(2)
    const broken = server.talks.get(AB)?.messages[1]?.data['mid']
    const insertBatch = alice.store.messages.insertBatch.bind(alice.store.messages)
    alice.store.messages.insertBatch = (messages) => {
      if (messages.some(({ mid }) => mid === broken)) throw new Error('CHECK constraint failed')
      return insertBatch(messages)
    }
    post(1, AB, true)
    await clock.advanceAsync(60_000)
    expect([alice.texts(), held(alice), server.ranges]).toEqual([['0', '2', '3'], [[1, 4]], ['2-3']])
  })

  it('of the list is left out, and the others of its page are here', async () => {
    const carol = asConversationId('c2c:alice:carol')
    post(1)
    post(1, carol)
    const alice = device()
    const upsert = alice.store.conversations.upsert.bind(alice.store.conversations)
    alice.store.conversations.upsert = (facts) => {
      if (facts.conversationId === AB && facts.title !== undefined) throw new Error('CHECK constraint failed')
      upsert(facts)
    }
    alice.connect()
    await clock.advanceAsync(10_000)
    expect(alice.texts(carol)).toEqual(['0'])
    expect(alice.engine.status).toEqual({ state: 'idle' })
    expect(alice.store.settings.get('sync.cursor')).toBeGreaterThan(0)
  })
})
