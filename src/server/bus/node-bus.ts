import type { StoredMessage } from '../store/server-store'
import type { BusEvent } from './bus'

/** What one node of the server tells the others. Plain data, that JSON can carry. */
export type NodeNews =
  /**
   * A conversation has messages up to `last` now, in the store. Only a hint: whoever hears of it late, twice or never finds
   * the messages there. Those that are small come along, so that nobody has to ask.
   */
  | {
      readonly kind: 'messages'
      readonly conversationId: string
      readonly last: number
      readonly items: readonly StoredMessage[]
    }
  /** A push for some people's sessions, or the end of some of them. */
  | { readonly kind: 'event'; readonly event: BusEvent }
  /** The node is there. */
  | { readonly kind: 'alive' }
  /** It ends, by its own will. */
  | { readonly kind: 'leaving' }

export type Published = {
  /** Of one life of a node: another start is another id. */
  readonly node: string
  /** Counts what the node has published, from 1: whoever misses one knows that something was lost. */
  readonly count: number
  readonly news: NodeNews
}

/**
 * Carries news to every other node, as well as it can: it may lose them, double them and change their order. What must not
 * be lost is in the store before it is told.
 */
export interface NodeBus {
  /** False while it is away: nothing that is published arrives. */
  readonly isConnected: boolean
  /** Must not throw. What it cannot send is lost. */
  publish(published: Published): void
  /** One's own news may come back. Returns the function that stops listening. */
  subscribe(listener: (published: Published) => void): () => void
  /** Runs when `isConnected` has changed. Returns the function that stops it. */
  onConnection(listener: () => void): () => void
  /** What was published leaves first. Twice is harmless. */
  close(): Promise<void>
}
