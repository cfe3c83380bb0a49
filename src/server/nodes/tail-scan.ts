import type { ServerClock } from '../clock'
import type { ServerLogger } from '../logger'
import type { MessageStore } from '../store/server-store'

/** Milliseconds between two looks, while the bus carries and while it does not. */
const CALM_MS = 5000
const AWAY_MS = 250
/** Until a look that is asked for: doubts come in crowds. */
const SOON_MS = 50
/** Rows of one page. */
const PAGE = 1000
/**
 * Ids that are looked at below the newest of the start: a message with a smaller one may still be on its way into the store.
 */
const START_OVERLAP = 10_000

/**
 * Looks in the store for messages that the bus has not told of. Ids are given before a transaction is committed, so that
 * what was seen a while ago is looked at again: a smaller id may have come since.
 *
 * ```
 *   ──── seen ≥ commitWithinMs ago ────┤ looked at again ├─ new ─▶
 *                                     mark
 * ```
 */
export class TailScan {
  readonly #messages: Pick<MessageStore, 'tail' | 'lastMid'>
  readonly #clock: ServerClock
  readonly #logger: ServerLogger
  readonly #isAway: () => boolean
  readonly #commitWithinMs: number
  readonly #onHeads: (heads: ReadonlyMap<string, number>) => void
  /** The newest id of each look, oldest first; the first is the mark. */
  #looks: { readonly at: number; readonly mid: number }[] = []
  #running: Promise<void> | undefined
  #isDueSoon = false
  #isClosed = false
  #cancel: () => void = () => undefined

  constructor(options: {
    readonly messages: Pick<MessageStore, 'tail' | 'lastMid'>
    readonly clock: ServerClock
    readonly logger: ServerLogger
    /** Whether the bus is away. */
    readonly isAway: () => boolean
    /** Within which time a transaction is committed or given up, ms. */
    readonly commitWithinMs: number
    /** These conversations have messages up to there. */
    readonly onHeads: (heads: ReadonlyMap<string, number>) => void
  }) {
    this.#messages = options.messages
    this.#clock = options.clock
    this.#logger = options.logger
    this.#isAway = options.isAway
    this.#commitWithinMs = options.commitWithinMs
    this.#onHeads = options.onHeads
  }

  /** Every message up to this id was looked at when nothing smaller could come any more. */
  get mark(): number {
    return this.#looks[0]?.mid ?? 0
  }

  async start(): Promise<void> {
    const mid = Math.max(0, (await this.#messages.lastMid()) - START_OVERLAP)
    this.#looks = [{ at: this.#clock.now(), mid }]
    this.#schedule()
  }

  /** Looks soon, once more also when a look is under way. */
  soon(): void {
    if (this.#isDueSoon) return
    this.#isDueSoon = true
    if (this.#running === undefined) this.#schedule()
  }

  /** Resolves when no look is under way any more. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#cancel()
    // One that fails says so itself: the store may be away.
    await this.#running?.catch(() => undefined)
  }

  #schedule(): void {
    this.#cancel()
    if (this.#isClosed || this.#looks.length === 0) return
    const delayMs = this.#isDueSoon ? SOON_MS : this.#isAway() ? AWAY_MS : CALM_MS
    this.#cancel = this.#clock.after(delayMs, () => void this.#run())
  }

  async #run(): Promise<void> {
    this.#isDueSoon = false
    this.#running = this.#look()
    try {
      await this.#running
    } catch (error) {
      // The store's health is somebody else's; the next look begins where this one did.
      this.#logger.warn('could not look for messages', { error: String(error) })
    }
    this.#running = undefined
    this.#schedule()
  }

  async #look(): Promise<void> {
    const at = this.#clock.now()
    const heads = new Map<string, number>()
    let mid = this.mark
    for (;;) {
      const page = await this.#messages.tail(mid, PAGE)
      for (const row of page) heads.set(row.conversationId, Math.max(row.seq, heads.get(row.conversationId) ?? 0))
      mid = page.at(-1)?.mid ?? mid
      if (page.length < PAGE) break
    }
    if (this.#isClosed) return
    this.#onHeads(heads)
    this.#looks.push({ at, mid })
    while (this.#looks.length > 1 && this.#looks[1]!.at <= at - this.#commitWithinMs) this.#looks.shift()
  }
}
