import type { Socket } from 'node:net'
import type { ByteAnswer, TakeBytes } from './byte-exchange'
import { HttpError, linkError } from './http-client'
import { HeadReader, type ResponseHead } from './response-head'

/** Bytes that are read of an answer that only says why not. */
const MAX_REASON_BYTES = 16 * 1024

type Limits = { readonly answerMs: number; readonly pauseMs: number }

/**
 * One answer on a connection that has no other, read from its socket as it comes:
 *
 * ```
 *   asked ─▶ head ─▶ waiting ─ each ─▶ giving ⇄ taking ─▶ over
 *                    └ reads nothing ┘          └ reads nothing
 * ```
 *
 * Nothing is read while a piece is being taken, so the buffer that it lies in can be one and the same. Exactly as many
 * bytes are given as the head said; the connection ends with the last of them, whatever comes after.
 */
export class LargeAnswer {
  readonly #limits: Limits
  readonly #headReader = new HeadReader()
  readonly #head = deferred<ResponseHead>()
  readonly #body = deferred<void>()
  #socket: Socket | undefined
  #take: TakeBytes | undefined
  #isTaking = false
  /** What came with the end of the head. */
  #rest: Buffer | undefined
  #left = 0
  #hasHead = false
  #isOver = false
  #failure: HttpError | undefined

  constructor(limits: Limits) {
    this.#limits = limits
    // Whoever asks no more is told nothing; without a listener the rejection would end the program.
    this.#head.promise.catch(() => undefined)
    this.#body.promise.catch(() => undefined)
  }

  /** Where the socket puts what it reads; false: it reads no more for now. The bytes are the socket's again after that. */
  onBytes(buffer: Buffer, length = buffer.length): boolean {
    const bytes = buffer.subarray(0, length)
    if (this.#isOver || this.#failure !== undefined) return false
    if (this.#hasHead) return this.#give(bytes)
    if (this.#socket === undefined) return this.#lose(new HttpError('http_failed', 'the server answers what nobody has asked'))
    return this.#readHead(bytes)
  }

  /** Asks on a connection that stands. Resolves to the head. @throws HttpError */
  ask(socket: Socket, request: string): Promise<ResponseHead> {
    if (this.#failure !== undefined) {
      socket.destroy()
      return this.#head.promise
    }
    this.#socket = socket
    socket.on('error', (error) => this.#lose(linkError(error)))
    for (const event of ['end', 'close'] as const) socket.on(event, () => this.#lose(new HttpError('reset', 'it ended too early')))
    socket.on('timeout', () => {
      if (this.#isReading) this.#lose(new HttpError('timeout', 'nothing came'))
    })
    // A socket that reads into a buffer of ours has none of these.
    socket.on('data', (bytes: Buffer) => {
      if (!this.onBytes(bytes)) socket.pause()
    })
    socket.setTimeout(this.#limits.answerMs)
    socket.write(request, 'latin1')
    socket.resume()
    return this.#head.promise
  }

  /** Gives what comes, each piece once the one before is taken. @throws HttpError, and what `take` throws */
  each(take: TakeBytes): Promise<void> {
    this.#take = take
    const rest = this.#rest
    this.#rest = undefined
    if (this.#left === 0 || this.#isOver) this.#end()
    else if (rest === undefined || rest.length === 0 || this.#give(rest)) this.#goOn()
    return this.#body.promise
  }

  cut(error: HttpError): void {
    this.#lose(error)
  }

  /** Nothing of it is wanted. */
  drop(): void {
    this.#end()
  }

  asAnswer({ status, headers }: ResponseHead): ByteAnswer {
    return {
      status,
      header: (name) => headers.get(name),
      each: (take) => this.each(take),
      text: async () => {
        const pieces: Uint8Array[] = []
        let length = 0
        await this.each((bytes) => (length += pieces[pieces.push(Uint8Array.from(bytes)) - 1]!.length) < MAX_REASON_BYTES)
        return Buffer.concat(pieces).toString('utf8', 0, MAX_REASON_BYTES)
      },
      drop: () => this.drop(),
    }
  }

  get #isReading(): boolean {
    return !this.#hasHead || (this.#take !== undefined && !this.#isTaking)
  }

  #readHead(bytes: Buffer): boolean {
    try {
      const found = this.#headReader.take(bytes)
      if (found === undefined) return true
      this.#hasHead = true
      this.#left = found.head.length ?? 0
      this.#rest = Buffer.from(bytes.subarray(found.used))
      this.#head.resolve(found.head)
      return false
    } catch (error) {
      return this.#lose(error instanceof HttpError ? error : linkError(error))
    }
  }

  #give(bytes: Buffer): boolean {
    const piece = bytes.subarray(0, this.#left)
    this.#left -= piece.length
    try {
      const taken = this.#take?.(piece) ?? false
      if (typeof taken === 'boolean') return taken && this.#left > 0 ? true : this.#end()
      this.#isTaking = true
      taken.then(
        (wantsMore) => this.#taken(wantsMore),
        (error: unknown) => this.#end(error),
      )
      return false
    } catch (error) {
      return this.#end(error)
    }
  }

  #taken(wantsMore: boolean): void {
    this.#isTaking = false
    if (!wantsMore || this.#left === 0) this.#end()
    else if (this.#failure === undefined) this.#goOn()
    else this.#end(this.#failure)
  }

  #goOn(): void {
    if (this.#isOver) return
    this.#socket?.setTimeout(this.#limits.pauseMs)
    this.#socket?.resume()
  }

  /** What is being taken is taken to its end first. */
  #lose(error: HttpError): false {
    if (this.#isOver) return false
    this.#failure ??= error
    this.#socket?.destroy()
    this.#head.reject(this.#failure)
    if (!this.#isTaking) this.#end(this.#failure)
    return false
  }

  #end(error?: unknown): false {
    if (!this.#isOver) {
      this.#isOver = true
      if (error === undefined) this.#body.resolve()
      else this.#body.reject(error instanceof Error ? error : new Error(String(error)))
    }
    this.#socket?.destroy()
    return false
  }
}

type Deferred<T> = {
  readonly promise: Promise<T>
  readonly resolve: (value: T) => void
  readonly reject: (error: Error) => void
}

function deferred<T>(): Deferred<T> {
  let settle: Pick<Deferred<T>, 'resolve' | 'reject'> | undefined
  const promise = new Promise<T>((resolve, reject) => (settle = { resolve, reject }))
  return { promise, resolve: (value) => settle?.resolve(value), reject: (error) => settle?.reject(error) }
}
