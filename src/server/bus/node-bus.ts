import type { StoredMessage } from '../store/server-store'
import type { PresenceState } from '@protocol/schemas/sync'
import type { BusEvent } from './bus'

/** Somebody who is connected to a node, as all nodes know of them. */
export type SharedSession = {
  readonly sessionId: string
  readonly userId: string
  readonly deviceId: string
  readonly deviceName: string
  readonly appVersion: string
  /** Of the token that it was opened with, if it was one. */
  readonly tokenHash?: string
  /** Epoch ms, as `lastSeen`, which is from when this was told. */
  readonly connectedAt: number
  readonly lastSeen: number
  readonly state: PresenceState
  /** The last of what its owner chose for all their devices, as far as it is known there. */
  readonly choice?: PresenceChoice
  /** How often it has changed. Whoever knows it by another number has missed something, be it a text that is in the store. */
  readonly changes: number
}

/** What somebody chose for all their devices, or took back, and when: epoch ms of the office, later than what they chose before. */
export type PresenceChoice = { readonly state: PresenceState; readonly at: number }

/** How far somebody has got in a conversation, and the session that said so, which need not hear of it. */
export type ToldMark = {
  readonly conversationId: string
  readonly userId: string
  readonly kind: 'read' | 'delivered'
  readonly seq: number
  readonly except?: string
}

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
  /** Marks that were stored together; who is to hear of them each node knows for itself. */
  | { readonly kind: 'marks'; readonly marks: readonly ToldMark[] }
  /** A session of the node has come, or is something else. */
  | { readonly kind: 'session'; readonly session: SharedSession }
  | { readonly kind: 'session_ended'; readonly userId: string; readonly sessionId: string }
  /** All sessions of the node, in parts. */
  | { readonly kind: 'sessions'; readonly part: number; readonly isLast: boolean; readonly sessions: readonly SharedSession[] }
  /** That node is asked for all its sessions. */
  | { readonly kind: 'who'; readonly of: string }
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
