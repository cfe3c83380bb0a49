/** When the next frame may follow on a base server; a sync/1 server does not care (PROTOCOL 8). */
export type Awaits = 'ack' | 'accepted' | 'pong' | 'nothing'

export type OutgoingFrame = {
  readonly bytes: Uint8Array
  readonly requestId: number
  readonly awaits: Awaits
  /** Called when the frame goes to the socket. */
  readonly onWritten?: () => void
  /** Base servers only: no ack came in time, and the link has answered a ping since (`BaseLink`). */
  readonly onUnanswered?: () => void
}

/** How frames reach the socket: at once (sync/1), or one at a time (base). */
export interface Outgoing {
  send(frame: OutgoingFrame): void
  /** The peer answered something that a frame may wait for. `requestId` matters for acks only. */
  answered(awaits: Awaits, requestId: number): void
  /** What still waits is never written. Twice is harmless. */
  close(): void
}

/** Writes every frame at once. */
export function directOutgoing(write: (bytes: Uint8Array) => void): Outgoing {
  return {
    send(frame) {
      write(frame.bytes)
      frame.onWritten?.()
    },
    answered: () => undefined,
    close: () => undefined,
  }
}
