import { below } from '../fuzz/random'

/** How bytes travel: `deliver` waits on the receiver's clock, so that sleep and death are seen to. */
export type PipeOptions = {
  readonly random: () => number
  readonly deliver: (delayMs: number, run: () => void) => () => void
  readonly onBytes: (bytes: Uint8Array) => void
  /** The writer has half-closed and everything before it has arrived. */
  readonly onEnd: () => void
  /** The byte at which the pipe was to break has passed. */
  readonly onBreak: () => void
}

/** How many writes out of a hundred arrive in two pieces. */
const SPLIT_PERCENT = 20
const MAX_LATENCY_MS = 60

/** One direction of a byte stream: in order, in pieces of any size, late, and breakable at any byte. */
export class Pipe {
  readonly #options: PipeOptions
  /** What is on its way; `undefined` is the end. */
  readonly #flying: (Uint8Array | undefined)[] = []
  #arrivesAt = 0
  #isStalled = false
  #isBroken = false
  /** Bytes that still pass before it breaks. */
  #bytesLeft = Infinity
  #backlog = 0

  constructor(options: PipeOptions) {
    this.#options = options
  }

  /** Bytes written and not arrived. */
  get bufferedBytes(): number {
    return this.#flying.reduce((sum, bytes) => sum + (bytes?.length ?? 0), 0)
  }

  write(bytes: Uint8Array, now: number): void {
    if (this.#isBroken || bytes.length === 0) return
    const { random } = this.#options
    const cut = below(random, 100) < SPLIT_PERCENT ? below(random, bytes.length) : 0
    if (cut > 0) this.#send(bytes.slice(0, cut), now)
    this.#send(bytes.slice(cut), now)
  }

  end(now: number): void {
    if (!this.#isBroken) this.#send(undefined, now)
  }

  /** Packets are lost for a while; what was written arrives once `resume` is called, as TCP sends it again. */
  stall(): void {
    this.#isStalled = true
  }

  resume(): void {
    this.#isStalled = false
    for (; this.#backlog > 0 && !this.#isStalled; this.#backlog--) this.#arrive()
  }

  /** Breaks once `bytes` more have passed. */
  breakAfter(bytes: number): void {
    this.#bytesLeft = bytes
  }

  /** Nothing arrives any more, and nobody is told. */
  silence(): void {
    this.#isBroken = true
    this.#flying.length = 0
    this.#backlog = 0
  }

  /** Some of what is on its way still arrives, up to any byte; the rest never does. */
  break(): void {
    if (this.#isBroken) return
    const { random, onBytes } = this.#options
    let left = below(random, this.bufferedBytes + 1)
    const flying = this.#flying.splice(0)
    this.silence()
    for (const bytes of flying) {
      if (bytes === undefined || left <= 0) break
      onBytes(bytes.subarray(0, left))
      left -= bytes.length
    }
  }

  #send(bytes: Uint8Array | undefined, now: number): void {
    const { random, deliver } = this.#options
    this.#flying.push(bytes)
    // Nothing overtakes: it arrives at the earliest with what was written before it.
    this.#arrivesAt = Math.max(this.#arrivesAt, now + 1 + below(random, MAX_LATENCY_MS))
    deliver(this.#arrivesAt - now, () => {
      if (this.#isStalled || this.#backlog > 0) this.#backlog++
      else this.#arrive()
    })
  }

  #arrive(): void {
    if (this.#isBroken) return
    const { onBytes, onEnd, onBreak } = this.#options
    const bytes = this.#flying.shift()
    if (bytes === undefined) return onEnd()
    const passing = bytes.subarray(0, this.#bytesLeft)
    this.#bytesLeft -= passing.length
    if (passing.length > 0) onBytes(passing)
    // A reader may look at the bytes during the call only.
    bytes.fill(0)
    if (this.#bytesLeft === 0 && !this.#isBroken) onBreak()
  }
}
