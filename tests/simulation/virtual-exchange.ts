import { EventEmitter } from 'node:events'
import { Readable } from 'node:stream'

/** A request with a body as Node's server sees it, as far as the server's code looks. */
export class VirtualIncoming extends Readable {
  complete = false
  #isWanted: (() => void) | undefined

  constructor(
    readonly method: string,
    readonly url: string,
    readonly headers: Readonly<Record<string, string>>,
  ) {
    super({ highWaterMark: 1 })
  }

  override _read(): void {
    this.#isWanted?.()
    this.#isWanted = undefined
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this._read()
    done(error)
  }

  /** Bytes arrive; resolves once more are wanted. */
  async arrive(bytes: Uint8Array): Promise<void> {
    if (this.destroyed) return
    const wanted = new Promise<void>((resolve) => (this.#isWanted = resolve))
    if (!this.push(bytes)) await wanted
  }

  end(): void {
    if (this.destroyed) return
    this.complete = true
    this.push(null)
  }
}

/** What the server's code asks of an answer beside its head and body. */
export class VirtualOutgoing extends EventEmitter {
  #isClosed = false

  /** Nobody reads on, or all is read. */
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.emit('close')
  }

  setTimeout(): this {
    return this
  }

  destroy(): void {
    this.close()
  }
}
