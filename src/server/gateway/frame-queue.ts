import type { Frame } from '@protocol/frame'
import type { Link } from './link'

/**
 * Frames are worked on one after the other: at once, while nothing of one before has to be waited for. While too much waits,
 * nothing more is read.
 */
export class FrameQueue {
  readonly #link: Link
  readonly #maxFrames: number
  /** Bytes of bodies that may wait. */
  maxBytes: number
  readonly #work: (frame: Frame) => Promise<void> | undefined
  #waiting: Frame[] = []
  #waitingBytes = 0
  #isPaused = false
  /** While frames wait. */
  #running: Promise<void> | undefined

  /** @param options.work must not throw, and reads the body before it waits for anything; `undefined`: it is done */
  constructor(options: {
    readonly link: Link
    readonly maxFrames: number
    readonly maxBytes: number
    readonly work: (frame: Frame) => Promise<void> | undefined
  }) {
    this.#link = options.link
    this.#maxFrames = options.maxFrames
    this.maxBytes = options.maxBytes
    this.#work = options.work
  }

  push(frames: readonly Frame[]): void {
    for (const frame of frames) {
      if (this.#running === undefined) {
        const working = this.#work(frame)
        if (working !== undefined) this.#running = this.#run(working)
        continue
      }
      // A body may be a view into the read buffer, and its turn may come after that is used again.
      this.#waiting.push({ ...frame, body: frame.body.slice() })
      this.#waitingBytes += frame.body.length
    }
    if (!this.#isPaused && this.#isFull) {
      this.#isPaused = true
      this.#link.pause()
    }
  }

  /** Resolves when everything has been worked on. */
  async drained(): Promise<void> {
    await this.#running
  }

  /** Forgets what waits. */
  clear(): void {
    this.#waiting = []
    this.#waitingBytes = 0
  }

  get #isFull(): boolean {
    return this.#waiting.length > this.#maxFrames || this.#waitingBytes > this.maxBytes
  }

  async #run(first: Promise<void>): Promise<void> {
    await first
    this.#resumeWithRoom()
    for (let frame = this.#waiting.shift(); frame !== undefined; frame = this.#waiting.shift()) {
      this.#waitingBytes -= frame.body.length
      await this.#work(frame)
      this.#resumeWithRoom()
    }
    this.#running = undefined
  }

  /** Also once nothing of it counts any more: an end is read like everything else. */
  #resumeWithRoom(): void {
    if (!this.#isPaused || this.#isFull) return
    this.#isPaused = false
    this.#link.resume()
  }
}
