import { afterEach, describe, expect, it } from 'vitest'
import { asConversationId, type ConversationId } from '@shared/ids'
import type { HttpClient } from '../../src/main/lib/http-client'
import { HttpError } from '../../src/main/lib/http-client'
import type { Store } from '../../src/main/store/store'
import { FakeClock } from '../helpers/fake-clock'
import { AB, Device } from './device'
import { ModelServer } from './model-server'
import { seededRandom } from '../fuzz/random'
import { tried } from '../helpers/results'

const SEEDS = 25
const STEPS = 60
const USERS = ['alice', 'alice', 'bob', 'carol'] as const

/** A device that can be killed: its clock stands still and its requests are never answered. */
class Life {
  device: Device
  clock: FakeClock
  isDead = false

  constructor(
    readonly server: ModelServer,
    readonly userId: string,
    now: number,
    random: () => number,
    store?: Store,
  ) {
    this.clock = new FakeClock(now)
    const http: HttpClient = {
      request: async (request) => {
        const response = await server.http.request(request)
        return this.isDead ? new Promise(() => undefined) : response
      },
    }
    this.device = new Device(server, this.clock, userId, store, { http, random })
    this.device.connect()
  }
}

class World {
  readonly server = new ModelServer()
  readonly group = asConversationId(this.server.addGroup('g1', 'Design', ['alice', 'bob', 'carol']))
  readonly random: () => number
  readonly lives: Life[]
  written = 0
  /** Those that the composer took: into a group that is not listed yet, nobody writes. */
  sent = 0

  constructor(seed: number) {
    this.random = seededRandom(seed)
    this.lives = USERS.map((userId) => new Life(this.server, userId, this.server.now, this.random))
    this.#breakThings()
  }

  chance(probability: number): boolean {
    return this.random() < probability
  }

  pick<T>(items: readonly T[]): T {
    const item = items[Math.floor(this.random() * items.length)]
    if (item === undefined) throw new Error('nothing to pick')
    return item
  }

  /** Time passes everywhere, in small steps: the clocks are the devices' own. */
  async pass(delayMs: number, stepMs = 500): Promise<void> {
    for (let left = delayMs; left > 0; left -= stepMs) {
      for (const { clock } of this.lives) await clock.advanceAsync(Math.min(stepMs, left))
    }
  }

  async step(): Promise<void> {
    const index = Math.floor(this.random() * this.lives.length)
    const life = this.lives[index]
    if (life === undefined) return
    const { device } = life
    const conversation = this.pick([this.group, device.userId === 'carol' ? this.group : AB])
    const dice = this.random()
    if (dice < 0.5) this.sent += Number(device.trySay(`m${++this.written}`, conversation).ok)
    else if (dice < 0.6) tried(device.engine.markRead(conversation, device.store.conversations.lastSeq(conversation)))
    else if (dice < 0.7) device.network.dials.at(-1)?.close('reset', 'cut')
    else if (dice < 0.75) this.#recall(device, conversation)
    else if (dice < 0.8) life.clock.jump(Math.round((this.random() - 0.5) * 6 * 3_600_000))
    else if (dice < 0.86) this.#kill(index, life)
    else await this.pass(this.random() * 15_000)
  }

  /** The network heals, and time passes. */
  async heal(): Promise<void> {
    Object.assign(this.server.faults, { dropPush: undefined, dropAck: undefined, http: undefined, nack: undefined })
    await this.pass(30_000)
    await this.pass(400_000, 5_000)
  }

  close(): void {
    for (const { device } of this.lives) device.close()
  }

  #breakThings(): void {
    const { faults } = this.server
    faults.dropPush = () => this.chance(0.15)
    faults.dropAck = () => this.chance(0.2)
    faults.nack = () => (this.chance(0.05) ? { code: 'rate_limited', retry_after_ms: 700 } : undefined)
    faults.http = ({ url }) => {
      if (this.chance(0.2)) return new HttpError('timeout', 'lost')
      if (!url.includes('/messages') || !this.chance(0.2)) return undefined
      const { pathname, searchParams } = new URL(url)
      const messages = this.server.talks.get(decodeURIComponent(pathname.split('/')[3] ?? ''))?.messages ?? []
      const [from, to] = [Number(searchParams.get('from_seq')), Number(searchParams.get('to_seq'))]
      const end = from - 1 + Math.ceil(this.random() * (to - from + 1))
      return { status: 200, json: { items: messages.slice(from - 1, end), last_seq: messages.length } }
    }
  }

  #recall(device: Device, conversationId: ConversationId): void {
    const { rows } = device.store.messages.page({ conversationId, anchor: { at: 'end' }, limit: 5 })
    const mine = rows.find(({ isMine, seq, type }) => isMine && seq !== undefined && type === 'text')
    if (mine !== undefined) tried(device.engine.recall(mine.localId))
  }

  /** As kill -9: nothing of the old process runs again; a new one opens what is on disk. */
  #kill(index: number, life: Life): void {
    life.isDead = true
    const { server } = this
    for (const peer of life.device.network.live) server.forget(peer)
    this.lives[index] = new Life(server, life.userId, life.clock.now(), this.random, life.device.store)
  }
}

let world: World | undefined

afterEach(() => {
  world?.close()
  for (const { clock } of world?.lives ?? []) expect(clock.pending).toBe(0)
  world = undefined
})

describe('whatever goes wrong', () => {
  it.each(Array.from({ length: SEEDS }, (_, i) => i + 1))('seed %i: every device ends up with what the server has', async (seed) => {
    world = new World(seed)
    for (let i = 0; i < STEPS; i++) await world.step()
    await world.heal()
    const { server, group, sent } = world
    const texts = new Set<unknown>()
    for (const conversationId of [AB, group]) {
      const messages = server.talks.get(conversationId)?.messages ?? []
      const expected = messages.map((message) => [message?.data['mid'], message?.type])
      for (const message of messages) if (message?.type === 'text') texts.add(message.data['content'])
      for (const { device } of world.lives) {
        if (device.userId === 'carol' && conversationId === AB) continue
        const { rows } = device.store.messages.page({ conversationId, anchor: { at: 'end' }, limit: 500 })
        expect(rows.map(({ mid, type }) => [mid, type])).toEqual(expected)
        expect(rows.map(({ seq }) => seq)).toEqual(messages.map((_, i) => i + 1))
        expect(rows.every(({ isMine, status }) => status === (isMine ? 'sent' : 'received'))).toBe(true)
        expect(device.engine.gaps(conversationId)).toEqual([])
        const conversation = device.store.conversations.get(conversationId)
        const unread = rows.filter(({ isMine, seq, type }) => !isMine && type === 'text' && (seq ?? 0) > (conversation?.readSeq ?? 0))
        expect(conversation?.unread ?? 0).toBe(unread.length)
        expect(conversation?.lastMessage?.mid).toBe(messages.at(-1)?.data['mid'])
        expect(device.store.outbox.count()).toBe(0)
        expect(device.engine.status).toEqual({ state: 'idle' })
      }
    }
    const recalled = [...server.talks.values()].flatMap(({ messages }) => messages).filter((message) => message?.type === 'recalled')
    expect(texts.size + recalled.length).toBe(sent)
    for (const conversationId of [AB, group]) {
      const reads = world.lives
        .filter(({ userId }) => userId === 'alice')
        .map(({ device }) => device.store.conversations.get(conversationId)?.readSeq)
      expect(new Set(reads).size).toBe(1)
    }
  })
})
