import { expect } from 'vitest'
import { asConversationId, type ConversationId } from '@shared/ids'
import { FakeClock } from '../helpers/fake-clock'
import { OTHER_FEATURES } from '../helpers/other-kind/other-link'
import { OtherServer } from '../helpers/other-kind/other-server'
import { must } from '../helpers/results'
import { seededRandom } from '../fuzz/random'
import { OtherDevice, type OtherDeviceOptions } from './other-device'

export const AB = asConversationId('c2c:alice:bob')
export const AC = asConversationId('c2c:alice:carol')

const STEPS = 60

/** Time passes everywhere, in small steps: the clocks are the devices' own. */
export async function pass(lives: readonly OtherDevice[], delayMs: number, stepMs = 2000): Promise<void> {
  for (let left = delayMs; left > 0; left -= stepMs) {
    for (const life of lives) await life.clock.advanceAsync(Math.min(stepMs, left))
  }
}

/** As kill -9, and a new program that opens what is on disk: of the old one nothing runs any more, its clock neither. */
export function restarted(dead: OtherDevice, options: OtherDeviceOptions = {}): OtherDevice {
  dead.link.stop()
  return new OtherDevice(dead.server, dead.clock, dead.userId, {
    ...options,
    features: dead.link.features,
    store: dead.store,
    clock: new FakeClock(dead.clock.now()),
  })
}

/** Three devices of the second kind and everything that may go wrong between them, by a seed. */
export class OtherWorld {
  readonly server: OtherServer
  readonly made: OtherDevice[] = []
  readonly lives: OtherDevice[]
  readonly #random: () => number
  written = 0

  constructor(seed: number, resend: 'safe' | 'duplicates') {
    this.#random = seededRandom(seed)
    this.server = new OtherServer(resend === 'safe')
    if (seed % 2 === 1) this.server.mostPerPage = 5
    this.server.faults.dropPush = () => this.#chance(0.15)
    this.server.faults.dropAck = () => this.#chance(0.2)
    const options = { random: this.#random, features: { ...OTHER_FEATURES, resend } }
    this.lives = ['alice', 'alice', 'bob'].map((userId) =>
      this.#live(new OtherDevice(this.server, new FakeClock(), userId, { ...options, clock: new FakeClock() })),
    )
  }

  async run(): Promise<void> {
    for (let step = 0; step < STEPS; step++) await this.#step()
    Object.assign(this.server.faults, { dropPush: undefined, dropAck: undefined })
    for (const life of this.lives) life.link.requests.isLost = () => false
    await this.settle()
  }

  /** Time for everything that is under way, the links that stand stay; and all history. */
  async settle(): Promise<void> {
    await pass(this.lives, 400_000)
    for (const life of this.lives) {
      for (const talk of [AB, AC]) {
        for (let pages = 0; life.store.edges.get(talk)?.isEnd === false && pages < 50; pages++) {
          life.engine.needOldest(talk)
          await life.clock.advanceAsync(1000)
        }
      }
    }
  }

  /** The conversations of this device's owner. */
  talksOf(life: OtherDevice): readonly ConversationId[] {
    return life.userId === 'bob' ? [AB] : [AB, AC]
  }

  close(): void {
    for (const each of this.made) each.close()
    for (const store of new Set(this.made.map((each) => each.store))) store.close()
    expect(this.made.map((each) => each.clock.pending)).toEqual(this.made.map(() => 0))
  }

  #chance(probability: number): boolean {
    return this.#random() < probability
  }

  #live(life: OtherDevice): OtherDevice {
    this.made.push(life)
    life.link.requests.isLost = () => this.#chance(0.2)
    life.link.connect()
    return life
  }

  async #step(): Promise<void> {
    const index = Math.floor(this.#random() * this.lives.length)
    const life = this.lives[index]!
    const dice = this.#random()
    const talk = life.userId === 'alice' && this.#chance(0.5) ? AC : AB
    if (dice < 0.5) life.say(`t${++this.written}`, talk)
    else if (dice < 0.7) life.link.cut()
    else if (dice < 0.78) this.lives[index] = this.#live(restarted(life, { random: this.#random }))
    else await pass(this.lives, this.#random() * 15_000)
  }
}

/** A person looks at what nobody knows of, and sends each of it again, once. */
export function sendAgain(life: OtherDevice, conversationId: ConversationId): number {
  const unconfirmed = life.rows(conversationId).filter(({ status }) => status === 'unconfirmed')
  for (const { localId } of unconfirmed) must(life.engine.retry(localId))
  return unconfirmed.length
}
