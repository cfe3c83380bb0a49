import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { asConversationId, asUserId } from '@shared/ids'
import { FakeClock } from '../helpers/fake-clock'
import { OTHER_FEATURES } from '../helpers/other-kind/other-link'
import { OtherServer } from '../helpers/other-kind/other-server'
import { OtherDevice, type OtherDeviceOptions } from './other-device'

const AB = asConversationId('c2c:alice:bob')
const AC = asConversationId('c2c:alice:carol')

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

/** As kill -9, and a new program that opens what is on disk: of the old one nothing runs any more, its clock neither. */
function restarted(dead: OtherDevice, options: OtherDeviceOptions = {}): OtherDevice {
  dead.link.stop()
  return device(dead.userId, { ...options, store: dead.store, clock: new FakeClock(dead.clock.now()) })
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
    again.link.connect()
    await again.clock.advanceAsync(5000)
    expect(again.texts(AB)).toEqual(numbered(1, 91))
  })

  it('does not ask again for what is not mine to read', async () => {
    post(3)
    const alice = device()
    let asked = 0
    alice.link.requests.refusal = () => (asked++, 'not_member')
    alice.link.connect()
    await clock.advanceAsync(1_000_000)
    expect([asked, alice.texts(AB)]).toEqual([1, []])
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
    await clock.advanceAsync(60_000)
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

/** Small, fast and good enough: the same seed is the same schedule. */
function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Time passes everywhere, in small steps: the clocks are the devices' own. */
async function pass(lives: readonly OtherDevice[], delayMs: number, stepMs = 2000): Promise<void> {
  for (let left = delayMs; left > 0; left -= stepMs) {
    for (const life of lives) await life.clock.advanceAsync(Math.min(stepMs, left))
  }
}

describe('whatever goes wrong', () => {
  it.each(Array.from({ length: 25 }, (_, i) => i + 1))('seed %i: every device ends up with what the server has', async (seed) => {
    const random = mulberry32(seed)
    const chance = (probability: number): boolean => random() < probability
    // A push that is lost in a session, without a word, is found within the newest page; what is lost with a link always.
    const isPaged = seed % 2 === 1
    if (isPaged) server.mostPerPage = 5
    else server.faults.dropPush = () => chance(0.15)
    server.faults.dropAck = () => chance(0.2)
    const lives = ['alice', 'alice', 'bob'].map((userId) => device(userId, { random, clock: new FakeClock() }))
    for (const life of lives) {
      life.link.requests.isLost = () => chance(0.2)
      life.link.connect()
    }
    let written = 0
    for (let step = 0; step < 60; step++) {
      const index = Math.floor(random() * lives.length)
      const life = lives[index]!
      const dice = random()
      const talk = life.userId === 'alice' && chance(0.5) ? AC : AB
      if (dice < 0.5) life.say(`t${++written}`, talk)
      else if (dice < 0.7) life.link.cut()
      else if (dice < 0.78) {
        const again = restarted(life, { random })
        again.link.requests.isLost = () => chance(0.2)
        again.link.connect()
        lives[index] = again
      } else await pass(lives, random() * 15_000)
    }
    Object.assign(server.faults, { dropPush: undefined, dropAck: undefined })
    for (const life of lives) life.link.requests.isLost = () => false
    await pass(lives, 60_000)
    for (const life of lives) life.link.cut()
    await pass(lives, 400_000)
    for (const life of lives) {
      for (const talk of [AB, AC]) {
        for (let pages = 0; life.store.edges.get(talk)?.isEnd === false && pages < 50; pages++) {
          life.engine.needOldest(talk)
          await life.clock.advanceAsync(1000)
        }
      }
    }
    const texts = new Set([AB, AC].flatMap((talk) => server.of(talk).map(({ text }) => text)))
    expect(texts.size).toBe(written)
    for (const talk of [AB, AC]) {
      const expected = server.of(talk).map(({ mid, text }) => [String(mid), text])
      for (const life of lives) {
        if (talk === AC && life.userId === 'bob') continue
        expect(life.rows(talk).map(({ mid, content }) => [mid, content['content']])).toEqual(expected)
        expect(life.rows(talk).every(({ isMine, status }) => status === (isMine ? 'sent' : 'received'))).toBe(true)
        expect(life.store.outbox.count()).toBe(0)
      }
    }
  })
})
