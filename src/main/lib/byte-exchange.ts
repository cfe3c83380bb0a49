export type ByteRequest = {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PATCH' | 'DELETE'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** A stream is taken as the connection takes it, and needs `content-length` among the headers. */
  readonly body?: Uint8Array | string | AsyncIterable<Uint8Array> | undefined
  readonly signal: AbortSignal
  /** Milliseconds to the head of the answer, the way of a body's bytes included; 0: whoever asks watches by itself. */
  readonly answerMs: number
  /** Milliseconds between two pieces of the answer. */
  readonly pauseMs: number
  /** A `GET` whose answer has many bytes: a connection of its own is worth it (adr/031). */
  readonly isLarge?: boolean
}

/** Whether it wants more. */
export type TakeBytes = (bytes: Uint8Array) => boolean | Promise<boolean>

export type ByteAnswer = {
  readonly status: number
  header(name: string): string | undefined
  /** Piece by piece, the next one once the one before is taken. False ends the connection. @throws HttpError, and what `take` throws */
  each(take: TakeBytes): Promise<void>
  /** The beginning of a short text; the rest is not read. @throws HttpError */
  text(): Promise<string>
  /** Nothing of it is wanted; a short one is read to its end, so that the connection lives on. */
  drop(): void
}

/** HTTP for bytes, in both directions with back-pressure: `fetch` has none for what it sends, and would hold whole files. */
export interface ByteHttp {
  /** Any status is an answer. @throws HttpError when none came */
  request(request: ByteRequest): Promise<ByteAnswer>
  /** From now on new connections: the way to the server has changed. What runs is cut, and may go on by the new one. */
  renew(): void
  /** Cuts what runs. Twice is harmless. */
  close(): Promise<void>
}
