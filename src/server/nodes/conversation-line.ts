import type { StoredMessage } from '../store/server-store'

/** Messages that wait for those before them; more are read from the store when their turn comes. */
const MAX_WAITING = 1000

/** One conversation on this node: how far its sessions have it, and what is known beyond. */
export class ConversationLine {
  /** Everybody on this node who is to have its messages. */
  readonly members = new Set<string>()
  /** Those of this node who are members by now: a message that has not been told yet says since when. */
  expected: readonly string[] = []
  /** Up to which `seq` they have all of it. */
  watermark: number
  /** Up to which it is known to be in the store. */
  target: number
  /**
   * It was begun for somebody who came and was told how far it goes; others here may have become members shortly before. That
   * is looked at before anything of it is told: above this `seq`, or `mark`: above the mark of the scan.
   */
  unsureAbove: number | 'mark' | undefined
  /** Somebody tells its messages; nobody else may meanwhile. */
  isBusy = false
  /** Nobody here is a member any more: another line may stand in its place. */
  isGone = false
  /** When the bus or the store last spoke of it, epoch ms. */
  heardAt: number
  readonly #waiting = new Map<number, StoredMessage>()
  #freed: (() => void)[] = []

  constructor(watermark: number, now: number) {
    this.watermark = watermark
    this.target = watermark
    this.heardAt = now
  }

  /** Nobody here is to have anything of it. */
  get isForeign(): boolean {
    return this.members.size === 0 && this.expected.length === 0
  }

  /** Whether it has to be looked at who is here before its messages up to there are told. */
  isVagueUpTo(seq: number): boolean {
    return this.unsureAbove !== undefined || (this.isForeign && this.watermark < seq)
  }

  get isBehind(): boolean {
    return this.watermark < this.target
  }

  offer(last: number, items: readonly StoredMessage[]): void {
    this.target = Math.max(this.target, last)
    for (const item of items) if (item.seq > this.watermark && this.#waiting.size < MAX_WAITING) this.#waiting.set(item.seq, item)
  }

  /** The one that comes next, if it is here. */
  next(): StoredMessage | undefined {
    return this.#waiting.get(this.watermark + 1)
  }

  /** Whether everything up to the target is here. */
  isWhole(): boolean {
    for (let seq = this.watermark + 1; seq <= this.target; seq++) if (!this.#waiting.has(seq)) return false
    return true
  }

  passed(seq: number): void {
    for (let at = this.watermark + 1; this.#waiting.size > 0 && at <= seq; at++) this.#waiting.delete(at)
    this.watermark = seq
  }

  /** Resolves when nobody tells its messages. */
  free(): Promise<void> {
    return this.isBusy ? new Promise((resolve) => void this.#freed.push(resolve)) : Promise.resolve()
  }

  release(): void {
    this.isBusy = false
    for (const resolve of this.#freed.splice(0)) resolve()
  }
}
