import { randomUUID } from 'node:crypto'
import type { SessionEvent } from '../../src/server/bus/bus'
import { LocalBus } from '../../src/server/bus/local-bus'
import { BotOffice } from '../../src/server/bots/bot-office'
import { guests, samplePeople } from '../../src/server/bots/cast'
import { seedDemo } from '../../src/server/demo'
import { Samples } from '../../src/server/seed/store-samples'
import type { FileStorage } from '../../src/server/files/file-storage'
import { Faults } from '../../src/server/faults'
import { type ServerLogger, silentServerLogger } from '../../src/server/logger'
import { openSqliteStore } from '../../src/server/store/sqlite-store'
import type { ServerStore } from '../../src/server/store/server-store'
import { DEFAULT_WORLD_LIMITS, type Session } from '../../src/server/world/session'
import { World } from '../../src/server/world/world'
import { FakeClock } from '../helpers/fake-clock'

/** Nobody on the stage opens a file. */
const NOWHERE = { createPart: async () => undefined, append: async () => undefined, place: async () => undefined } as unknown as FileStorage

/** A message as a person saw it. */
export type Seen = { readonly from: string; readonly type: string; readonly data: Readonly<Record<string, unknown>> }

/** Somebody real: a session that keeps what it is told. */
export class Person implements Session {
  readonly sessionId = randomUUID()
  readonly deviceId = randomUUID()
  readonly deviceName = ''
  readonly appVersion = ''
  readonly credential = { kind: 'none' } as const
  readonly level = 'sync'
  readonly connectedAt = 0
  readonly lastSeen = 0
  readonly events: SessionEvent[] = []
  readonly #world: World

  constructor(
    readonly userId: string,
    world: World,
  ) {
    this.#world = world
  }

  deliver(event: SessionEvent): void {
    this.events.push(event)
  }

  close(): void {}

  /** To a user, or with `c2g:` to a group. Resolves to its mid once it is stored. */
  async write(to: string, content: string, more: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const isGroup = to.startsWith('c2g:')
    const receiver = isGroup ? to.slice('c2g:'.length) : to
    const data = { sender_id: this.userId, receiver_id: receiver, cli_mid: randomUUID(), content, ...more }
    let named = ''
    await this.#world.messages.accept(this, isGroup ? 'c2g' : 'c2c', { type: 'text', data }, 500, {
      ack: ({ mid }) => (named = mid),
      nack: ({ code }) => (named = code),
    })
    return named
  }

  get messages(): readonly Seen[] {
    return this.events.flatMap((event) =>
      event.kind === 'message' ? [{ from: String(event.data['sender_id']), type: event.type, data: event.data }] : [],
    )
  }

  /** What it was told besides messages, as `type from`. */
  get signals(): readonly string[] {
    return this.events.flatMap((event) =>
      event.kind === 'push' ? [`${event.type} ${String((event.data as Record<string, unknown>)['user_id'])}`] : [],
    )
  }
}

/** The sample office with its colleagues, in a time that a test moves; or an office of one's own with guests. */
export class BotStage {
  readonly clock = new FakeClock()
  readonly faults = new Faults()
  readonly warnings: string[] = []
  readonly store: ServerStore
  readonly world: World
  readonly bots: BotOffice

  private constructor(store: ServerStore, played: Awaited<ReturnType<typeof samplePeople>>, seed: number) {
    const { clock, faults } = this
    const bus = new LocalBus()
    const logger: ServerLogger = { ...silentServerLogger, warn: (message) => void this.warnings.push(message) }
    const newId = (): string => randomUUID()
    this.store = store
    this.world = new World({
      store,
      bus,
      context: {
        now: () => clock.now(),
        newId,
        defer: queueMicrotask,
        after: (delayMs, run) => clock.after(delayMs, run),
        limits: DEFAULT_WORLD_LIMITS,
      },
    })
    this.bots = new BotOffice({ played, world: this.world, store, bus, faults, clock, logger, newId, samples: new Samples(NOWHERE), seed })
  }

  static async open({ isSample = true, seed = 1 }: { readonly isSample?: boolean; readonly seed?: number } = {}): Promise<BotStage> {
    const store = openSqliteStore(':memory:')
    if (isSample) await seedDemo(store, NOWHERE, new FakeClock().now(), 200)
    const stage = new BotStage(store, await (isSample ? samplePeople(store) : guests(store)), seed)
    await stage.bots.start()
    return stage
  }

  async enter(userId: string): Promise<Person> {
    const person = new Person(userId, this.world)
    await this.world.connect(person)
    await this.pass(0)
    return person
  }

  /** Lets that much time pass, and everything happen that is due in it. */
  async pass(ms: number): Promise<void> {
    const end = this.clock.monotonic() + ms
    await this.#settle()
    for (let next = this.clock.nextDelayMs; next !== undefined && this.clock.monotonic() + next <= end; next = this.clock.nextDelayMs) {
      this.clock.advance(next)
      await this.#settle()
    }
    this.clock.advance(end - this.clock.monotonic())
    await this.#settle()
  }

  async close(): Promise<void> {
    await this.bots.close()
    await this.world.close()
    await this.store.close()
  }

  /** What the world does in one go has many steps; none of them waits for time. */
  async #settle(): Promise<void> {
    for (let i = 0; i < 400; i++) await Promise.resolve()
  }
}
