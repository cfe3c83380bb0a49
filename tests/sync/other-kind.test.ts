import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { asConversationId, asUserId } from '@shared/ids'
import { FakeClock } from '../helpers/fake-clock'
import { OTHER_FEATURES } from '../helpers/other-kind/other-link'
import { OtherServer } from '../helpers/other-kind/other-server'
import { OtherDevice, type OtherDeviceOptions } from './other-device'
import { AB, AC, OtherWorld, restarted } from './other-world'

let clock: FakeClock
let server: OtherServer
const devices: OtherDevice[] = []

beforeEach(() => {
  clock = new FakeClock()
  server = new OtherServer()
})

afterEach(() => {
  const made = devices.splice(0)
  for (const each of made) each.close()
  for (const store of new Set(made.map((each) => each.store))) store.close()
  expect(made.map((each) => each.clock.pending)).toEqual(made.map(() => 0))
})

function device(userId = 'alice', options: OtherDeviceOptions = {}): OtherDevice {
  const made = new OtherDevice(server, clock, userId, options)
  devices.push(made)
  return made
}

async function online(userId = 'alice'): Promise<OtherDevice> {
  const made = device(userId)
  made.link.connect()
  await clock.advanceAsync(2000)
  return made
}

function post(count: number, isPushed = false, conversationId = AB): void {
  for (let i = 1; i <= count; i++) server.post(conversationId, asUserId('bob'), `m${server.of(conversationId).length + 1}`, isPushed)
}

const numbered = (from: number, to: number): string[] => Array.from({ length: to - from + 1 }, (_, i) => `m${from + i}`)

describe('a chat system without numbers', () => {
  it('shows what was written before, newest page first, in its own order', async () => {
    post(120)
    const alice = await online()
    expect(alice.texts(AB)).toEqual(numbered(71, 120))
    expect(server.pages).toEqual([`${AB} newest`])
    expect(alice.store.edges.get(AB)?.isEnd).toBe(false)
  })

  it('fetches what is older when somebody comes there, until its beginning', async () => {
    post(120)
    const alice = await online()
    alice.engine.needOldest(AB)
    await clock.advanceAsync(2000)
    expect(alice.texts(AB)).toEqual(numbered(21, 120))
    alice.engine.needOldest(AB)
    await clock.advanceAsync(2000)
    expect(alice.texts(AB)).toEqual(numbered(1, 120))
    const asked = server.pages.length
    alice.engine.needOldest(AB)
    await clock.advanceAsync(2000)
    expect(server.pages).toHaveLength(asked)
  })

  it('fills what was missed while away, page by page, and asks for no more than that', async () => {
    post(10)
    const alice = await online()
    alice.link.cut()
    post(130)
    server.pages.length = 0
    await clock.advanceAsync(5000)
    expect(alice.texts(AB)).toEqual(numbered(1, 140))
    expect(server.pages).toHaveLength(3)
  })

  it('fills the hole below a message that came before anybody looked, a crash in between included', async () => {
    post(10)
    const alice = await online()
    alice.link.cut()
    post(80)
    const lost = alice.link.requests
    lost.isLost = () => true
    await clock.advanceAsync(1000)
    post(1, true)
    await clock.advanceAsync(1000)
    expect(alice.texts(AB)).toEqual([...numbered(1, 10), 'm91'])
    const again = restarted(alice)
    devices.push(again)
    again.link.connect()
    await again.clock.advanceAsync(5000)
    expect(again.texts(AB)).toEqual(numbered(1, 91))
  })

  it('finds what was lost below a message that came, within a minute, by one question', async () => {
    post(10)
    const alice = await online()
    await clock.advanceAsync(100_000)
    server.pages.length = 0
    post(3)
    post(1, true)
    await clock.advanceAsync(1000)
    expect(alice.texts(AB)).toEqual([...numbered(1, 10), 'm14'])
    await clock.advanceAsync(60_000)
    expect(alice.texts(AB)).toEqual(numbered(1, 14))
    await clock.advanceAsync(200_000)
    expect(server.pages).toEqual([`${AB} newest`])
  })

  it('finds it at once when somebody opens the conversation, and after a crash with the next list', async () => {
    post(10)
    const alice = await online()
    await clock.advanceAsync(100_000)
    post(1)
    post(1, true)
    await clock.advanceAsync(1000)
    alice.engine.focus(AB)
    await clock.advanceAsync(1)
    expect(alice.texts(AB)).toEqual(numbered(1, 12))
    post(1)
    post(1, true)
    await clock.advanceAsync(1000)
    expect(alice.texts(AB)).toEqual([...numbered(1, 12), 'm14'])
    const again = restarted(alice)
    devices.push(again)
    again.link.connect()
    await again.clock.advanceAsync(1000)
    expect(again.texts(AB)).toEqual(numbered(1, 14))
  })

  it('finds what was lost with nothing after it by the next list, and asks of nothing that is whole', async () => {
    post(10)
    const alice = await online()
    await clock.advanceAsync(100_000)
    server.pages.length = 0
    post(2)
    await clock.advanceAsync(300_000)
    expect(alice.texts(AB)).toEqual(numbered(1, 12))
    await clock.advanceAsync(1_000_000)
    expect(server.pages).toEqual([`${AB} newest`])
  })

  it('looks at a hundred conversations a minute, however many messages come', async () => {
    const talks = Array.from({ length: 250 }, (_, i) => asConversationId(`c2c:alice:p${i + 1}`))
    for (const talk of talks) post(1, false, talk)
    const alice = await online()
    // Answers come in their own time: in small steps all of them do.
    const inSmallSteps = async (seconds: number): Promise<void> => {
      for (let step = 0; step < seconds * 4; step++) await clock.advanceAsync(250)
    }
    await inSmallSteps(70)
    server.pages.length = 0
    for (const talk of talks) {
      post(1, false, talk)
      post(1, true, talk)
    }
    const asked: number[] = []
    for (const seconds of [59, 11, 60, 60]) {
      await inSmallSteps(seconds)
      asked.push(server.pages.length)
    }
    expect(asked).toEqual([0, 100, 200, 250])
    expect(talks.map((talk) => alice.texts(talk).length)).toEqual(talks.map(() => 3))
  })

  it('does not ask again for what is not mine to read', async () => {
    post(3)
    const alice = device()
    let asked = 0
    alice.link.requests.refusal = () => (asked++, 'not_member')
    alice.link.connect()
    await clock.advanceAsync(1_000_000)
    // What the list says is said to me.
    expect([asked, alice.texts(AB)]).toEqual([1, ['m3']])
  })

  it('keeps messages apart whose ids are the same in two conversations', async () => {
    post(3, false, AB)
    post(3, false, AC)
    const alice = await online()
    expect([alice.texts(AB), alice.texts(AC)]).toEqual([numbered(1, 3), numbered(1, 3)])
    expect(alice.rows(AB).map(({ mid }) => mid)).toEqual(alice.rows(AC).map(({ mid }) => mid))
  })

  it('names what was sent, in its place, and tells of its delivery', async () => {
    post(2)
    const alice = await online()
    const bob = await online('bob')
    alice.say('hello', AB)
    expect(alice.rows(AB).at(-1)).toMatchObject({ status: 'sending' })
    await clock.advanceAsync(1000)
    expect(alice.rows(AB).at(-1)).toMatchObject({ status: 'sent', mid: '3', content: { content: 'hello' } })
    expect(alice.rows(AB).at(-1)?.deliveredAt).toBeGreaterThan(0)
    expect(bob.texts(AB)).toEqual(['m1', 'm2', 'hello'])
    post(1, true)
    await clock.advanceAsync(1000)
    expect(alice.texts(AB)).toEqual(['m1', 'm2', 'hello', 'm4'])
  })

  it('sends again what was not acknowledged, under the same name, and shows it once', async () => {
    const alice = await online()
    const bob = await online('bob')
    let losses = 2
    server.faults.dropAck = () => losses-- > 0
    alice.say('once', AB)
    await clock.advanceAsync(25_000)
    expect(server.of(AB).map(({ text }) => text)).toEqual(['once'])
    expect([alice.texts(AB), bob.texts(AB)]).toEqual([['once'], ['once']])
    expect(alice.rows(AB)[0]?.status).toBe('sent')
  })

  it('sends what was written without a link, in its order', async () => {
    const alice = device()
    for (const text of ['a', 'b', 'c']) alice.say(text, AB)
    expect(alice.rows(AB).map(({ status }) => status)).toEqual(['queued', 'queued', 'queued'])
    alice.link.connect()
    await clock.advanceAsync(2000)
    expect(server.of(AB).map(({ text }) => text)).toEqual(['a', 'b', 'c'])
    expect(alice.rows(AB).map(({ status }) => status)).toEqual(['sent', 'sent', 'sent'])
  })

  it('has no more on its way than the server takes at a time', async () => {
    const alice = await online()
    alice.link.isSilent = true
    for (const peer of ['b', 'c', 'd']) alice.say('hi', asConversationId(`c2c:alice:${peer}`))
    const statuses = ['b', 'c', 'd'].map((peer) => alice.rows(asConversationId(`c2c:alice:${peer}`))[0]?.status)
    expect(statuses).toEqual(['sending', 'sending', 'queued'])
  })

  it('an ack that says no more than that it was taken leaves a message sent, and without one unconfirmed', async () => {
    const alice = device('alice', { features: { ...OTHER_FEATURES, acks: 'accepted', resend: 'duplicates' } })
    alice.link.connect()
    await clock.advanceAsync(2000)
    alice.say('taken', AB)
    await clock.advanceAsync(1000)
    expect(alice.rows(AB)[0]).toMatchObject({ status: 'sent' })
    server.faults.dropAck = () => true
    alice.say('silence', AB)
    await clock.advanceAsync(20_000)
    expect(alice.rows(AB).at(-1)?.status).toBe('unconfirmed')
    expect(alice.store.outbox.count()).toBe(0)
  })

  it('without any acks a message is sent once it is written', async () => {
    const alice = device('alice', { features: { ...OTHER_FEATURES, acks: 'none' } })
    alice.link.connect()
    await clock.advanceAsync(2000)
    server.faults.dropAck = () => true
    for (const text of ['a', 'b']) alice.say(text, AB)
    await clock.advanceAsync(1000)
    expect(alice.rows(AB).map(({ status }) => status)).toEqual(['sent', 'sent'])
    expect(alice.store.outbox.count()).toBe(0)
  })
})

describe('whatever goes wrong', () => {
  it.each(Array.from({ length: 25 }, (_, i) => i + 1))('seed %i: every device ends up with what the server has', async (seed) => {
    const world = new OtherWorld(seed, 'safe')
    await world.run()
    const texts = new Set([AB, AC].flatMap((talk) => world.server.of(talk).map(({ text }) => text)))
    expect(texts.size).toBe(world.written)
    for (const life of world.lives) {
      for (const talk of world.talksOf(life)) {
        const expected = world.server.of(talk).map(({ mid, text }) => [String(mid), text])
        expect(life.rows(talk).map(({ mid, content }) => [mid, content['content']])).toEqual(expected)
        expect(life.rows(talk).every(({ isMine, status }) => status === (isMine ? 'sent' : 'received'))).toBe(true)
        expect(life.store.outbox.count()).toBe(0)
      }
    }
    world.close()
  })
})
