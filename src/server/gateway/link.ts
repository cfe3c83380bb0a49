/** One client's byte stream, whatever carries it: TCP, TLS, WebSocket, or a virtual one in the simulation. */
export interface Link {
  /** For the limit on failed log-ins, and the log. */
  readonly address: string
  /** Bytes that were written and have not left yet. */
  readonly bufferedBytes: number
  /** Writes whole frames, in one piece. */
  write(bytes: Uint8Array): void
  /** Somebody has logged in: what bounds strangers is over. */
  known(): void
  /** Stops and starts reading, for a client that sends faster than it is answered. */
  pause(): void
  resume(): void
  /** Lets what was written leave, then ends. */
  end(): void
  /** Ends at once. */
  destroy(): void
}
