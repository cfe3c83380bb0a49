import type { ServerClock } from '../clock'
import type { Faults } from '../faults'
import type { Link } from './link'

/** Who a frame goes to, for the faults. */
export type Recipient = { readonly userId: string | undefined; readonly deviceId: string | undefined }

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
  #spacingMs = 0
  #spaced: Uint8Array[] = []
  #spacedBytes = 0
  #stopTimer: (() => void) | undefined
  #held: Uint8Array | undefined
  readonly #delays = new Set<() => void>()
  #isSilent = false
  #isClosed = false

  constructor(options: { readonly link: Link; readonly clock: ServerClock; readonly faults: Faults; readonly maxBytes: number; readonly onOverflow: () => void }) {
    this.#link = options.link
    this.#clock = options.clock
    this.#faults = options.faults
    this.#maxBytes = options.maxBytes
    this.#onOverflow = options.onOverflow
  }

  /** From now on one frame per write and per `spacingMs` (PROTOCOL 8, last paragraph). */
  space(spacingMs: number): void {
    this.#spacingMs = spacingMs
  }

  /** @param push the frame's kind as `FaultRule.push` names it */
  send(bytes: Uint8Array, push: string, recipient: Recipient): void {
    const fault = this.#faults.isEmpty ? undefined : this.#faults.forFrame(recipient.userId, recipient.deviceId, push)
    if (fault === undefined) return this.#write(bytes)
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
        this.#held = bytes
        return
      case 'cut':
        this.#write(bytes.subarray(0, bytes.length >> 1))
        return this.#link.destroy()
      case 'silence':
        this.#isSilent = true
        return
    }
  }

  /** Says one last thing past all queues and lets the link end. */
  finish(bytes: Uint8Array | undefined): void {
    if (this.#isClosed) return
    for (const waiting of this.#spaced) this.#link.write(waiting)
    if (bytes !== undefined && !this.#isSilent) this.#link.write(bytes)
    this.close()
    this.#link.end()
  }

  close(): void {
    this.#isClosed = true
    this.#stopTimer?.()
    for (const cancel of this.#delays) cancel()
    this.#delays.clear()
    this.#spaced = []
    this.#held = undefined
  }

  #write(bytes: Uint8Array): void {
    if (this.#isClosed || this.#isSilent) return
    if (this.#link.bufferedBytes + this.#spacedBytes + bytes.length > this.#maxBytes) return this.#onOverflow()
    if (this.#spacingMs > 0) {
      this.#spaced.push(bytes)
      this.#spacedBytes += bytes.length
      if (this.#stopTimer === undefined) this.#nextSpaced()
    } else {
      this.#link.write(bytes)
    }
    const held = this.#held
    this.#held = undefined
    if (held !== undefined) this.#write(held)
  }

  #nextSpaced(): void {
    this.#stopTimer = undefined
    const bytes = this.#spaced.shift()
    if (bytes === undefined) return
    this.#spacedBytes -= bytes.length
    this.#link.write(bytes)
    this.#stopTimer = this.#clock.after(this.#spacingMs, () => this.#nextSpaced())
  }
}
