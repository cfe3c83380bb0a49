import { describe, expect, it } from 'vitest'
import { asConversationId } from '@shared/ids'
import { HttpError } from '../../src/main/lib/http-client'
import type { FakeClock } from '../helpers/fake-clock'
import { AB } from './device'
import { useDevices } from './devices'
import type { ModelServer } from './model-server'

let clock: FakeClock
let server: ModelServer
const { device, online } = useDevices((stage) => ({ clock, server } = stage))

const post = (count: number, conversationId = AB, isPushed = false): void => {
  for (let i = 0; i < count; i++) server.post(conversationId, 'bob', `${server.talks.get(conversationId)?.messages.length ?? 0}`, isPushed)
}

const numbers = (from: number, to: number): string[] => Array.from({ length: to - from + 1 }, (_, i) => String(from + i))

describe('a live gap', () => {
  it('is repaired after half a second by asking for exactly what is missing', async () => {
    const alice = await online()
    post(2, AB, true)
    post(3)
    post(1, AB, true)
    await clock.advanceAsync(0)
    expect(alice.texts()).toEqual(['0', '1', '5'])
    expect(alice.engine.gaps(AB)).toMatchObject([{ fromSeq: 3, toSeq: 5, repair: 'waiting' }])
    await clock.advanceAsync(499)
    expect(server.ranges).toEqual([])
    await clock.advanceAsync(1)
    expect(server.ranges).toEqual(['3-5'])
    expect(alice.texts()).toEqual(numbers(0, 5))
    expect(alice.engine.gaps(AB)).toEqual([])
  })

  it('that closes by itself in time asks nobody', async () => {
    const alice = await online()
    post(1, AB, true)
    post(1)
    post(1, AB, true)
    await clock.advanceAsync(300)
    const late = server.talks.get(AB)?.messages[1]
    if (late !== undefined) server.push(late)
    await clock.advanceAsync(5000)
    expect(server.ranges).toEqual([])
    expect(alice.texts()).toEqual(['0', '1', '2'])
  })

  it('drops what is held already, in whatever order it comes', async () => {
    const alice = await online()
    post(3)
    const messages = [...(server.talks.get(AB)?.messages ?? [])]
    for (const index of [2, 0, 2, 1, 0, 1]) {
      const message = messages[index]
      if (message !== undefined) server.push(message)
    }
    await clock.advanceAsync(2000)
    expect(alice.texts()).toEqual(['0', '1', '2'])
    expect(server.ranges).toEqual([])
  })

  it('is asked for with backoff until the server answers', async () => {
    const alice = await online()
    let failures = 0
    server.faults.http = ({ url }) => (url.includes('/messages') && ++failures <= 5 ? new HttpError('timeout', 'no answer') : undefined)
    post(1, AB, true)
    post(2)
    post(1, AB, true)
    await clock.advanceAsync(600)
    expect(alice.engine.gaps(AB)).toMatchObject([{ repair: 'failed' }])
    await clock.advanceAsync(60_000)
    expect(failures).toBe(6)
    expect(alice.texts()).toEqual(numbers(0, 3))
  })

  it('closes where the server has none, once it has said so twice', async () => {
    const alice = await online()
    post(4)
    const talk = server.talks.get(AB)
    if (talk === undefined) throw new Error('no talk')
    talk.messages[1] = undefined
    talk.messages[2] = undefined
    server.push(talk.messages[0]!)
    server.push(talk.messages[3]!)
    await clock.advanceAsync(3000)
    expect(server.ranges).toEqual(['2-3', '2-3'])
    expect(alice.engine.gaps(AB)).toEqual([])
    expect(alice.texts()).toEqual(['0', '3'])
  })

  it('is filled although the server answers a shorter range', async () => {
    const alice = await online()
    server.faults.http = ({ url }) => {
      const { pathname, searchParams } = new URL(url)
      if (!pathname.endsWith('/messages')) return undefined
      const from = Number(searchParams.get('from_seq'))
      const messages = server.talks.get(AB)?.messages ?? []
      return { status: 200, json: { items: messages.slice(from - 1, from + 1), last_seq: messages.length } }
    }
    post(1, AB, true)
    post(7)
    post(1, AB, true)
    await clock.advanceAsync(5000)
    expect(alice.texts()).toEqual(numbers(0, 8))
  })

  it('is remembered when it appears during another repair, two requests at a time', async () => {
    const alice = await online()
    const others = ['carol', 'dave', 'erin'].map((name) => asConversationId(`c2c:alice:${name}`))
    server.holdHttp()
    for (const conversation of [AB, ...others]) {
      post(1, conversation, true)
      post(1, conversation)
      post(1, conversation, true)
    }
    await clock.advanceAsync(600)
    alice.engine.focus(others[2])
    expect(server.ranges).toHaveLength(2)
    server.answerHttp()
    await clock.advanceAsync(2000)
    for (const conversation of [AB, ...others]) expect(alice.engine.gaps(conversation)).toEqual([])
    expect(server.ranges).toHaveLength(4)
  })

  it('in front of the user comes first', async () => {
    const alice = await online()
    const others = ['carol', 'dave', 'erin'].map((name) => asConversationId(`c2c:alice:${name}`))
    alice.engine.focus(others[2])
    for (const conversation of [AB, ...others]) {
      post(1, conversation, true)
      post(1, conversation)
      post(1, conversation, true)
    }
    server.holdHttp()
    await clock.advanceAsync(500)
    server.requests.length = 0
    server.answerHttp()
    await clock.advanceAsync(100)
    const asked = server.requests.map(({ url }) => decodeURIComponent(new URL(url).pathname))
    expect(asked[0]).toContain('erin')
  })

  it('holds back what is delivered to the messages before it', async () => {
    const alice = await online()
    server.faults.http = ({ url }) => (url.includes('/messages') ? new HttpError('timeout', 'no answer') : undefined)
    post(2, AB, true)
    post(1)
    post(2, AB, true)
    await clock.advanceAsync(5000)
    expect(alice.texts()).toEqual(['0', '1', '3', '4'])
    expect(server.talks.get(AB)?.marks['alice']?.delivered).toBe(2)
    server.faults.http = undefined
    await clock.advanceAsync(60_000)
    expect(server.talks.get(AB)?.marks['alice']?.delivered).toBe(5)
  })

  it('that a message of one’s own closes lets the messages behind it be told as delivered', async () => {
    const alice = await online()
    const delivered = (): number | undefined => server.talks.get(AB)?.marks['alice']?.delivered
    server.faults.http = ({ url }) => (url.includes('/messages') ? new HttpError('timeout', 'no answer') : undefined)
    post(1, AB, true)
    server.post(AB, 'alice', 'from another device', false)
    post(1, AB, true)
    await clock.advanceAsync(5000)
    expect([alice.texts(), delivered()]).toEqual([['0', '2'], 1])
    server.faults.http = undefined
    await clock.advanceAsync(60_000)
    expect([alice.texts(), delivered()]).toEqual([['0', 'from another device', '2'], 3])
  })

  it('that a late ack closes does the same', async () => {
    const alice = await online()
    server.faults.http = ({ url }) => (url.includes('/messages') ? new HttpError('timeout', 'no answer') : undefined)
    server.faults.dropAck = () => true
    alice.say('mine')
    await clock.advanceAsync(50)
    server.faults.dropAck = () => false
    post(1, AB, true)
    await clock.advanceAsync(1000)
    expect([alice.statuses(), alice.store.ranges.get(AB), server.talks.get(AB)?.marks['alice']]).toEqual([['sending'], [[2, 2]], undefined])
    // It is sent again, and what the server says of it is no news to anybody but this device.
    await clock.advanceAsync(60_000)
    expect([alice.statuses(), server.talks.get(AB)?.marks['alice']?.delivered]).toEqual([['sent'], 2])
  })

  it('of which the server has nothing does the same', async () => {
    const alice = await online()
    post(3)
    server.talks.get(AB)?.messages.splice(1, 1, undefined)
    const [first, , third] = server.talks.get(AB)?.messages ?? []
    for (const message of [first, third]) if (message !== undefined) server.push(message)
    await clock.advanceAsync(60_000)
    expect([alice.texts(), server.talks.get(AB)?.marks['alice']?.delivered]).toEqual([['0', '2'], 3])
  })

  it('at the end is seen by the conversation’s object', async () => {
    const alice = await online()
    post(1, AB, true)
    post(3)
    server.tell('alice', 'conversation', { ...server.objectOf(AB, 'alice'), last_message: null })
    await clock.advanceAsync(1000)
    expect(alice.texts()).toEqual(numbers(0, 3))
  })
})

describe('log-in', () => {
  it('shows the list, fetches the newest page of each at once, and older history when idle', async () => {
    post(700)
    const alice = device()
    alice.connect()
    server.holdHttp()
    await clock.advanceAsync(0)
    server.answerHttp()
    server.holdHttp()
    await clock.advanceAsync(0)
    expect(alice.store.conversations.get(AB)).toMatchObject({ title: 'BOB', lastSeq: 700, unread: 700 })
    expect(alice.texts()).toEqual(['699'])
    expect(server.ranges[0]).toBe('651-699')
    server.answerHttp()
    await clock.advanceAsync(5000)
    expect(server.ranges).toEqual(['651-699', '451-650', '251-450', '51-250', '1-50'])
    expect(alice.store.ranges.get(AB)).toEqual([[1, 700]])
    expect(alice.engine.status).toEqual({ state: 'idle' })
  })

  it('asks only for what changed since the last time, with a minute’s overlap', async () => {
    const alice = await online()
    post(1, AB, true)
    await clock.advanceAsync(1000)
    server.now += 3_600_000
    const since = alice.store.settings.get<number>('sync.cursor')
    server.cutAll()
    post(2)
    server.requests.length = 0
    await clock.advanceAsync(3000)
    const listed = server.requests.find(({ url }) => new URL(url).pathname === '/v1/conversations')
    expect(new URL(listed?.url ?? '').searchParams.get('since')).toBe(String((since ?? 0) - 60_000))
    expect(alice.texts()).toEqual(['0', '1', '2'])
  })

  it('says again what is delivered, in case the signal was lost with the last connection', async () => {
    const alice = await online()
    post(2, AB, true)
    await clock.advanceAsync(50)
    server.cutAll()
    await clock.advanceAsync(3000)
    expect(alice.texts()).toEqual(['0', '1'])
    expect(server.talks.get(AB)?.marks['alice']?.delivered).toBe(2)
  })

  it('says again what is delivered of conversations that no list names any more, until a session has lived on', async () => {
    const alice = await online()
    const told = (): number => server.signals.filter((signal) => signal === 'alice delivered').length
    server.faults.dropSignal = () => true
    post(2, AB, true)
    await clock.advanceAsync(150)
    expect([told(), server.talks.get(AB)?.marks['alice']]).toEqual([1, undefined])
    // As when the list was done long before the messages could be fetched.
    server.now += 3_600_000
    alice.store.settings.set('sync.cursor', server.now)
    server.faults.dropSignal = () => false
    server.cutAll()
    await clock.advanceAsync(3000)
    expect(server.talks.get(AB)?.marks['alice']?.delivered).toBe(2)

    server.now += 3_600_000
    alice.store.settings.set('sync.cursor', server.now)
    await clock.advanceAsync(600_000)
    const before = told()
    server.cutAll()
    await clock.advanceAsync(3000)
    expect(told()).toBe(before)
  })

  it('keeps its cursor until every page of the list is on disk', async () => {
    const others = Array.from({ length: 130 }, (_, i) => asConversationId(`c2c:alice:user${String(i).padStart(3, '0')}`))
    for (const conversation of others) post(1, conversation)
    let isBroken = true
    server.faults.http = ({ url }) => (isBroken && url.includes('after=') ? new HttpError('reset', 'cut') : undefined)
    const alice = device()
    alice.connect()
    await clock.advanceAsync(1000)
    expect(alice.store.settings.get('sync.cursor')).toBeUndefined()
    expect(alice.store.conversations.list()).toHaveLength(100)
    isBroken = false
    await clock.advanceAsync(60_000)
    expect(alice.store.conversations.list()).toHaveLength(130)
    expect(alice.store.settings.get('sync.cursor')).toBeGreaterThan(0)
  })

  it('is tried again until the list comes, and says that it failed', async () => {
    let failures = 0
    server.faults.http = ({ url }) => (url.includes('/v1/conversations?') && ++failures <= 3 ? { status: 500, json: undefined } : undefined)
    post(3)
    const alice = device()
    const states: string[] = []
    alice.engine.on('status', ({ state }) => states.push(state))
    alice.connect()
    await clock.advanceAsync(30_000)
    expect(states).toContain('failed')
    expect(alice.texts()).toEqual(['0', '1', '2'])
    expect(alice.engine.status).toEqual({ state: 'idle' })
  })

  it('fetches an older hole at once when somebody scrolls to it', async () => {
    post(2000)
    const alice = device()
    alice.connect()
    server.holdHttp()
    await clock.advanceAsync(0)
    server.answerHttp()
    server.holdHttp()
    await clock.advanceAsync(0)
    expect(alice.engine.gaps(AB)).toMatchObject([{ fromSeq: 1, toSeq: 1999, repair: 'fetching' }])
    alice.engine.needOlder(AB, 101)
    server.answerHttp()
    await clock.advanceAsync(1000)
    expect(server.ranges.slice(0, 3)).toEqual(['651-699', '51-100', '1500-1950'].map((_, i) => server.ranges[i]))
    expect(server.ranges).toContain('51-100')
    expect(alice.store.ranges.get(AB)).toEqual([[1, 2000]])
  })

  it('stores a page in slices, newest first, and nothing of it once it is ended', async () => {
    post(250)
    const alice = device()
    const stored: number[] = []
    let held: unknown
    alice.engine.on('messages', ({ upserted }) => {
      stored.push(upserted.length)
      if (upserted.length < 100) return
      queueMicrotask(() => {
        held = alice.store.ranges.get(AB)
        alice.close()
      })
    })
    alice.connect()
    await clock.advanceAsync(1000)
    expect(stored).toEqual([1, 49, 100])
    expect(held).toEqual([[101, 250]])
  })

  it('leaves a group that is not listed any more as it is, and refuses to write there', async () => {
    const group = asConversationId(server.addGroup('g1', 'Design', ['alice', 'bob']))
    post(3, group)
    const alice = await online()
    server.removeMember('g1', 'alice')
    server.faults.http = ({ url }) => (url.includes('c2g') ? { status: 403, json: { code: 'not_member', reason: '' } } : undefined)
    server.tell('alice', 'conversation', { ...server.objectOf(group, 'alice'), last_seq: 9 })
    await clock.advanceAsync(5000)
    expect(alice.store.conversations.get(group)?.hasLeft).toBe(true)
    expect(alice.engine.gaps(group)).toEqual([])
    expect(alice.texts(group)).toHaveLength(3)
    expect(alice.trySay('hello?', group)).toMatchObject({ ok: false, error: { code: 'not_member' } })
  })
})
