/**
 * One thing that several people's sessions should hear of. It is plain data: on one machine it is handed over as it
 * is, with NATS it will be serialised.
 */
export type BusEvent = {
  /** Whose sessions. */
  readonly to: readonly string[]
  /** The session that caused it and need not hear of it. */
  readonly except?: string
  readonly event: SessionEvent
}

export type SessionEvent =
  /** A message of PROTOCOL 4, named. */
  | {
      readonly kind: 'message'
      readonly command: 'c2c' | 'c2g'
      readonly type: string
      readonly data: Readonly<Record<string, unknown>>
    }
  /** A push of PROTOCOL 5; base sessions do not know them. */
  | { readonly kind: 'push'; readonly type: string; readonly data: unknown }
  /** Ends one session, or those that one token opened. */
  | {
      readonly kind: 'close'
      readonly code: string
      readonly reason: string
      /** Whose doing it is, for those whom it hits. */
      readonly deviceName?: string
      readonly sessionId?: string
      readonly tokenHash?: string
    }

/** Carries events to every node of the server. Events of one publisher arrive in the order they were published. */
export interface Bus {
  publish(event: BusEvent): void
  /** Returns the function that stops listening. */
  subscribe(listener: (event: BusEvent) => void): () => void
}
