import type { ServerClock } from '../clock'
import type { Faults } from '../faults'
import type { Link } from './link'

/** Bytes that wait for a client that reads as fast as it is written to, about; what waits behind them may wait for long. */
const PROMPT_BYTES = 16 * 1024

/** Who a frame goes to, for the faults. */
export type Recipient = { readonly userId: string; readonly deviceId: string }

/**
 * A client's way out: bounded, spaced for base clients, and bent by scripted faults. A client that does not read makes
 * the queue grow to its limit, and `onOverflow` is called once.
 */
export class Outgoing {
  readonly #link: Link
  readonly #clock: ServerClock
  readonly #faults: Faults
  readonly #maxBytes: number
  readonly #onOverflow: () => void
  readonly #onCut: () => void
  #spacingMs = 0
  #waiting: Uint8Array[] = []
  #waitingBytes = 0
  #stopTimer: (() => void) | undefined
  /** Waits for the next frame of its kind. */
  #held: { readonly bytes: Uint8Array; readonly push: string | undefined } | undefined
  readonly #delays = new Set<() => void>()
  #isSilent = false
  #isFinishing = false

  constructor(options: {
    readonly link: Link
    readonly clock: ServerClock
    readonly faults: Faults
    readonly maxBytes: number
    readonly onOverflow: () => void
    /** A fault has written half a frame: nothing else may follow. */
    readonly onCut: () => void
  }) {
    this.#link = options.link
    this.#clock = options.clock
    this.#faults = options.faults
    this.#maxBytes = options.maxBytes
    this.#onOverflow = options.onOverflow
    this.#onCut = options.onCut
  }

  /** From now on one frame per write and per `spacingMs` (PROTOCOL 8.7). */
  space(spacingMs: number): void {
    this.#spacingMs = spacingMs
  }

  /** @param push the frame's kind as `FaultRule.push` names it */
  send(bytes: Uint8Array, push: string, recipient: Recipient | undefined): void {
    const fault = this.#faults.isEmpty ? undefined : this.#faults.forFrame(recipient?.userId, recipient?.deviceId, push)
    if (fault === undefined) {
      this.#write(bytes)
      if (this.#held !== undefined && (this.#held.push ?? push) === push) this.#releaseHeld()
      return
    }
    switch (fault.action) {
      case 'drop':
        return
      case 'duplicate':
        this.#write(bytes)
        return this.#write(bytes)
      case 'delay': {
        const cancel = this.#clock.after(fault.delayMs ?? 0, () => {
          this.#delays.delete(cancel)
          this.#write(bytes)
        })
        this.#delays.add(cancel)
        return
      }
      case 'reorder':
        this.#releaseHeld()
        this.#held = { bytes, push: fault.push }
        return
      case 'cut':
        this.#link.write(bytes.subarray(0, bytes.length >> 1))
        this.#waiting = []
        return this.#onCut()
      case 'silence':
        this.#isSilent = true
        return
    }
  }

  /** Says one last thing after what waits, and lets the link end. Nothing can be sent any more. */
  finish(bytes: Uint8Array | undefined): void {
    if (this.#isFinishing) return
    this.#releaseHeld()
    this.#isFinishing = true
    for (const cancel of this.#delays) cancel()
    if (bytes !== undefined && !this.#isSilent) this.#waiting.push(bytes)
    // While one frame's pause runs, the rest leave at the base client's pace.
    if (this.#stopTimer === undefined) this.#next()
  }

  /** Forgets what waits. */
  close(): void {
    this.#isFinishing = true
    this.#stopTimer?.()
    for (const cancel of this.#delays) cancel()
    this.#waiting = []
    this.#held = undefined
  }

  #write(bytes: Uint8Array): void {
    if (this.#isFinishing || this.#isSilent) return
    const behind = this.#link.bufferedBytes + this.#waitingBytes
    if (behind + bytes.length > this.#maxBytes) return this.#onOverflow()
    if (this.#spacingMs > 0) {
      this.#waiting.push(bytes.slice())
      this.#waitingBytes += bytes.length
      if (this.#stopTimer === undefined) this.#next()
    } else {
      // It may share its memory with others (`encodeFrameOfText`), which a client that does not read would keep, and not count.
      this.#link.write(behind > PROMPT_BYTES ? bytes.slice() : bytes)
    }
  }

  #releaseHeld(): void {
    const held = this.#held
    this.#held = undefined
    if (held !== undefined) this.#write(held.bytes)
  }

  #next(): void {
    this.#stopTimer = undefined
    const bytes = this.#waiting.shift()
    if (bytes !== undefined) {
      this.#waitingBytes -= bytes.length
      this.#link.write(bytes)
    }
    if (this.#isFinishing && this.#waiting.length === 0) this.#link.end()
    else if (bytes !== undefined) this.#stopTimer = this.#clock.after(this.#spacingMs, () => this.#next())
  }
}
