import type { ServerClock } from '../clock'
import type { ServerLogger } from '../logger'
import type { World } from '../world/world'
import type { Line } from './answer'
import { BotSession } from './bot-session'

/** Where something is written: a person, or a group by its id. */
export type Room = { readonly conversationId: string; readonly kind: 'c2c' | 'c2g'; readonly receiverId: string }

/** What a line may have beside its content (PROTOCOL 4). */
export type Marks = { readonly replyTo?: string; readonly mentions?: readonly string[] }

export type BotContext = {
  readonly world: World
  readonly clock: ServerClock
  readonly logger: ServerLogger
  readonly newId: () => string
  /** The content of a line with the file that it is about, uploaded by who writes it. */
  readonly attach: (userId: string, line: Line) => Promise<Line['content']>
  /** A whole number of milliseconds from one to the other, by chance. */
  readonly between: (fromMs: number, toMs: number) => number
}

/** `typing` is said again before it fades (PROTOCOL 5). */
const TYPING_MS = 3000
const TYPING_MIN_MS = 900
const TYPING_PER_CHARACTER_MS = 60
const TYPING_MAX_MS = 4500
/** What arrives within this time is received by one mark a conversation, and what was received within that is read. */
const RECEIVE_MS = 200
const READ_MS = [900, 4000] as const
type Wait = { readonly cancel: () => void; readonly run: () => void }

/** Bytes of a frame are what limits are about; a colleague's line is far from any. */
const LINE_BYTES = 1024

/**
 * One of the people that the server plays: comes, goes, reads, types and writes like everybody else.
 *
 * ```
 *   gone ──be──▶ online ◀──be──▶ away        who is away receives, but does not read
 *     ▲             └──── leave ────┘        retired: the person themselves has come, for good
 * ```
 */
export class Colleague {
  readonly userId: string
  readonly name: string
  readonly #context: BotContext
  readonly #waits = new Set<Wait>()
  /** The newest seq of what was said meanwhile, by conversation. */
  readonly #unreceived = new Map<string, number>()
  readonly #unread = new Map<string, number>()
  #session: BotSession | undefined
  #state: 'gone' | 'online' | 'away' | 'retired' = 'gone'

  constructor(user: { readonly userId: string; readonly name: string }, context: BotContext) {
    this.userId = user.userId
    this.name = user.name
    this.#context = context
  }

  get state(): 'gone' | 'online' | 'away' | 'retired' {
    return this.#state
  }

  /** Comes to the desk, or gets up from it. */
  async be(state: 'online' | 'away'): Promise<void> {
    const before = this.#state
    if (before === 'retired' || before === state) return
    const { world, clock, newId } = this.#context
    this.#state = state
    if (this.#session === undefined) {
      this.#session = new BotSession(this.userId, newId(), () => clock.now())
      await world.connect(this.#session)
    }
    if (before === 'away' || state === 'away') await world.signal(this.#session, { type: 'presence', data: { state } })
    this.#receiveSoon()
    this.#readSoon()
  }

  async leave(): Promise<void> {
    if (this.#state !== 'retired') this.#state = 'gone'
    const session = this.#session
    this.#session = undefined
    if (session !== undefined) await this.#context.world.disconnect(session)
  }

  /** The person themselves has signed in, or the office closes: nobody plays them any more. */
  async retire(): Promise<void> {
    this.#state = 'retired'
    const left = this.leave()
    // What they were about to do goes on at once, and finds that nobody is there to do it.
    for (const { cancel, run } of this.#waits) {
      cancel()
      run()
    }
    this.#waits.clear()
    await left
  }

  /** Something was said where this person is a member. */
  hear(conversationId: string, seq: number): void {
    if (this.#state === 'retired') return
    const isFirst = this.#unreceived.size === 0
    this.#unreceived.set(conversationId, seq)
    if (isFirst) this.#receiveSoon()
  }

  /** Types as long as the line takes, then writes it. The result is its mid, unless it was not taken. */
  async say(room: Room, line: Line, marks: Marks = {}): Promise<string | undefined> {
    const text = line.content['content']
    const length = typeof text === 'string' ? text.length : 0
    const { conversationId } = room
    let left = Math.min(TYPING_MAX_MS, TYPING_MIN_MS + length * TYPING_PER_CHARACTER_MS)
    for (; left > 0; left -= TYPING_MS) {
      if (this.#session === undefined) return undefined
      await this.#context.world.signal(this.#session, { type: 'typing', data: { conversation_id: conversationId } })
      await this.pause(Math.min(left, TYPING_MS))
    }
    return this.write(room, line, marks)
  }

  /** As `say`, at once. */
  async write(room: Room, line: Line, { replyTo, mentions = [] }: Marks = {}): Promise<string | undefined> {
    const { world, newId, logger, attach } = this.#context
    const content = await attach(this.userId, line)
    if (this.#session === undefined) return undefined
    const data = {
      sender_id: this.userId,
      receiver_id: room.receiverId,
      cli_mid: newId(),
      ...content,
      ...(replyTo === undefined ? {} : { reply_to: replyTo }),
      ...(mentions.length === 0 ? {} : { mentions }),
    }
    let named: string | undefined
    await world.messages.accept(this.#session, room.kind, { type: line.type, data }, LINE_BYTES, {
      ack: ({ mid }) => (named = mid),
      nack: ({ code }) => logger.warn('a colleague was refused', { user: this.userId, code }),
    })
    return named
  }

  pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.#after(delayMs, resolve))
  }

  #after(delayMs: number, run: () => void): void {
    if (this.#state === 'retired') return run()
    const cancel = this.#context.clock.after(delayMs, () => {
      this.#waits.delete(wait)
      run()
    })
    const wait = { cancel, run }
    this.#waits.add(wait)
  }

  #receiveSoon(): void {
    if (this.#unreceived.size > 0) this.#after(RECEIVE_MS, () => void this.#receive())
  }

  async #receive(): Promise<void> {
    if (this.#session === undefined) return
    const heard = [...this.#unreceived]
    this.#unreceived.clear()
    const isFirst = this.#unread.size === 0
    for (const [conversationId, seq] of heard) {
      this.#unread.set(conversationId, seq)
      await this.#mark('delivered', conversationId, seq)
    }
    if (isFirst) this.#readSoon()
  }

  #readSoon(): void {
    if (this.#unread.size > 0) this.#after(this.#context.between(...READ_MS), () => void this.#read())
  }

  async #read(): Promise<void> {
    if (this.#session === undefined || this.#state !== 'online') return
    const unread = [...this.#unread]
    this.#unread.clear()
    for (const [conversationId, seq] of unread) await this.#mark('read', conversationId, seq)
  }

  async #mark(kind: 'delivered' | 'read', conversationId: string, seq: number): Promise<void> {
    if (this.#session === undefined) return
    const data = { conversation_id: conversationId, up_to_seq: seq }
    await this.#context.world
      .signal(this.#session, { type: kind, data })
      .catch((error: unknown) => this.#context.logger.warn('a colleague could not mark', { user: this.userId, error: String(error) }))
  }
}
