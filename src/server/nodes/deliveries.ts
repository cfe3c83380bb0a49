import type { Bus } from '../bus/bus'
import type { StoredMessage } from '../store/server-store'
import { messageEnvelope } from '../world/wire'

/** A message that this node has stored, for all who are to have it. */
export type Told = {
  readonly message: StoredMessage
  readonly command: 'c2c' | 'c2g'
  /** Who is to have it, whoever came or went with it included. */
  readonly memberIds: () => Promise<readonly string[]>
  /** The session that it came from: it has its ack. */
  readonly except?: string
}

/** Some messages on their way into the store, and from there to people. */
export interface Appending {
  /** They are in the store: the other nodes may know. */
  stored(messages: readonly StoredMessage[]): void
  /** Resolves when the sessions of this node have everything of the conversation up to there; `undefined`: they have. */
  reach(conversationId: string, seq: number): Promise<void> | undefined
  /** To the sessions of this node, in `seq` order; `undefined`: it is done. */
  tell(told: Told): Promise<void> | undefined
}

/** How messages come from the store to sessions: each once, and those of a conversation in `seq` order. */
export interface Deliveries {
  /** Others append to the same store, which is a way there and back away: while one waits for it there is time to tell. */
  readonly isShared: boolean
  /**
   * Somebody connects. When it resolves, nothing that is stored from then on is missed; `undefined`: that is so already.
   * Each is ended by a `depart`, also one that failed.
   */
  arrive(userId: string): Promise<void> | undefined
  depart(userId: string): void
  /** Whoever appends to these conversations does so in `run`. */
  appending<T>(conversationIds: readonly string[], run: (appending: Appending) => Promise<T>): Promise<T>
}

/** Of a server that is one process: nobody else appends, so what was stored is told at once. */
export class LocalDeliveries implements Deliveries, Appending {
  readonly isShared = false
  readonly #bus: Bus

  constructor(bus: Bus) {
    this.#bus = bus
  }

  arrive(): undefined {}

  depart(): void {}

  appending<T>(_conversationIds: readonly string[], run: (appending: Appending) => Promise<T>): Promise<T> {
    return run(this)
  }

  stored(): void {}

  reach(): undefined {}

  tell({ message, command, memberIds, except }: Told): Promise<void> {
    const { type, data } = messageEnvelope(message)
    return memberIds().then((to) => this.#bus.publish({ to, except, event: { kind: 'message', command, type, data } }))
  }
}
