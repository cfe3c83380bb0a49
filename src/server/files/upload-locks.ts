import type { Lock, Locker } from '@tus/utils'
import type { ServerClock } from '../clock'
import type { Claims } from '../store/claims'
import { refused } from './refusals'

/** A writer that was not heard for this long has lost its network, and gives way to one that comes. */
const SILENT_MS = 3000
/** What a writer that was told to stop has left to do: the bytes on their way to the disk. */
const RELEASE_MS = 10_000

type Holder = {
  heardAt: number
  /** It puts a whole file into its place: that takes as long as it takes. */
  isBusy: boolean
  isWaitedFor: boolean
  /** What it began with the upload and has not ended. */
  work: Promise<unknown>
  readonly stop: () => void
  readonly released: Promise<void>
  readonly release: () => void
}

/**
 * One request at a time works on an upload (PROTOCOL 9). Who comes second while the first is writing is refused with
 * `423`; where the first is silent, its connection being half dead, it waits a little and takes over.
 *
 * ```
 *   free ── lock ─▶ held ── unlock ─▶ free
 *                    │ another comes: heard of within 3 s? 423.  silent for 3 s? stopped, and handed over
 * ```
 */
export class UploadLocks implements Locker {
  readonly #clock: ServerClock
  readonly #claims: Claims | undefined
  readonly #holders = new Map<string, Holder>()

  /** @param claims absent: no other node writes there */
  constructor(clock: ServerClock, claims?: Claims) {
    this.#clock = clock
    this.#claims = claims
  }

  /** For a sweep: nobody is working on it. */
  isFree(fileId: string): boolean {
    return !this.#holders.has(fileId)
  }

  /** Bytes came. */
  heard(fileId: string): void {
    const holder = this.#holders.get(fileId)
    if (holder !== undefined) holder.heardAt = this.#clock.now()
  }

  async busy<T>(fileId: string, work: () => Promise<T>): Promise<T> {
    const holder = this.#holders.get(fileId)
    if (holder !== undefined) holder.isBusy = true
    try {
      return await work()
    } finally {
      if (holder !== undefined) holder.isBusy = false
    }
  }

  /**
   * Whoever holds it does this with it. It is not free before that has ended, though the request may have: bytes on their
   * way to the disk would come behind those of the next one.
   */
  during<T>(fileId: string, work: Promise<T>): Promise<T> {
    const holder = this.#holders.get(fileId)
    if (holder !== undefined) holder.work = work
    return work
  }

  newLock(fileId: string): Lock {
    let mine: Holder | undefined
    return {
      lock: async (signal, cancel) => {
        await this.#handover(fileId)
        if (signal.aborted || this.#holders.has(fileId)) throw locked()
        const holder = this.#hold(fileId, () => void cancel())
        await this.#claim(fileId).catch((error: unknown) => {
          this.#release(fileId, holder)
          throw error
        })
        mine = holder
      },
      unlock: async () => {
        if (mine === undefined || this.#holders.get(fileId) !== mine) return
        await mine.work.catch(() => undefined)
        await this.#claims?.giveBack(claimOf(fileId))
        this.#release(fileId, mine)
      },
    }
  }

  /** On another node nobody is stopped: whoever is silent there is closed within half a minute. */
  async #claim(fileId: string): Promise<void> {
    if (this.#claims !== undefined && !(await this.#claims.take({ name: claimOf(fileId) }))) throw locked()
  }

  #release(fileId: string, holder: Holder): void {
    this.#holders.delete(fileId)
    holder.release()
  }

  #hold(fileId: string, stop: () => void): Holder {
    let release = (): void => undefined
    const released = new Promise<void>((resolve) => (release = resolve))
    const holder = { heardAt: this.#clock.now(), isBusy: false, isWaitedFor: false, work: Promise.resolve(), stop, released, release }
    this.#holders.set(fileId, holder)
    return holder
  }

  /** Resolves when nobody holds it any more. @throws RefusedError `locked` while somebody alive does */
  async #handover(fileId: string): Promise<void> {
    const holder = this.#holders.get(fileId)
    if (holder === undefined) return
    if (holder.isBusy || holder.isWaitedFor) throw locked()
    holder.isWaitedFor = true
    try {
      const { heardAt } = holder
      await this.#within(holder, heardAt + SILENT_MS - this.#clock.now())
      if (!this.#isHeld(fileId, holder)) return
      if (holder.isBusy || holder.heardAt !== heardAt) throw locked()
      holder.stop()
      await this.#within(holder, RELEASE_MS)
    } finally {
      holder.isWaitedFor = false
    }
  }

  #isHeld(fileId: string, holder: Holder): boolean {
    return this.#holders.get(fileId) === holder
  }

  /** Until it is released, or that time is over. */
  async #within({ released }: Holder, delayMs: number): Promise<void> {
    let cancel = (): void => undefined
    const late = new Promise<void>((resolve) => (cancel = this.#clock.after(Math.max(0, delayMs), resolve)))
    await Promise.race([released, late])
    cancel()
  }
}

function claimOf(fileId: string): string {
  return `upload ${fileId}`
}

function locked() {
  return refused('locked', 'another request writes to this upload')
}
