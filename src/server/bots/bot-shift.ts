import type { ServerClock } from '../clock'
import type { ServerLogger } from '../logger'
import type { Claims } from '../store/claims'
import type { BotOffice } from './bot-office'

/** Milliseconds between two looks whether the node that has the bots has gone. */
const LOOK_MS = 5000

/** The people that the server plays are on one node of several: when that goes, they come to another. */
export class BotShift {
  readonly #claims: Claims | undefined
  readonly #clock: ServerClock
  readonly #logger: ServerLogger
  readonly #open: () => Promise<BotOffice>
  #office: BotOffice | undefined
  #work: Promise<void> = Promise.resolve()
  #cancel: () => void = () => undefined
  #isClosed = false

  constructor(options: {
    /** Absent: there is no other node. */
    readonly claims: Claims | undefined
    readonly clock: ServerClock
    readonly logger: ServerLogger
    readonly open: () => Promise<BotOffice>
  }) {
    this.#claims = options.claims
    this.#clock = options.clock
    this.#logger = options.logger
    this.#open = options.open
  }

  /** Those who are here now. */
  get office(): BotOffice | undefined {
    return this.#office
  }

  /** Resolves when they have come, if this is their node. */
  async start(): Promise<void> {
    const isHere = this.#claims === undefined || (await this.#claims.take({ name: 'bots' }, () => this.#leave()))
    if (this.#isClosed) return
    if (!isHere) return this.#later()
    const office = await this.#open()
    this.#office = office
    try {
      await office.start()
    } catch (error) {
      // The next try makes one anew, and two would answer twice.
      this.#office = undefined
      await office.close()
      throw error
    }
  }

  /** Twice is harmless. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#cancel()
    await this.#work
    await this.#office?.close()
  }

  #later(): void {
    this.#cancel = this.#clock.after(LOOK_MS, () => {
      this.#work = this.start().catch((error: unknown) => {
        this.#logger.warn('the bots could not come', { error: String(error) })
        if (!this.#isClosed) this.#later()
      })
    })
  }

  /** Another node has them since the store was away. */
  #leave(): void {
    const office = this.#office
    this.#office = undefined
    this.#work = Promise.resolve(office?.close())
    if (!this.#isClosed) this.#later()
  }
}
