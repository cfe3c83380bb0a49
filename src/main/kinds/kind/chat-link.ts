import type { Features } from '@shared/features'
import type { Result } from '@shared/result'
import type { ChatRequests } from './chat-requests'
import type { ChatSession, OutgoingMessage, PackedMessage } from './chat-session'
import type { Fact } from './facts'
import type { FileApi } from './file-api'

export type ChatLinkEvents = {
  /** Logged in, before any fact of that session. */
  readonly online: ChatSession
  /** A session ended; it will not speak any more. */
  readonly lost: undefined
  /** What the current session tells, in its order. */
  readonly fact: Fact
}

/**
 * An account's way to its chat system, over all its sessions: one for as long as the account is open. It is the engine's
 * whole view of what is outside; how it is dialled, and whether it is, is for whoever made it.
 */
export interface ChatLink {
  /** Only while online. */
  readonly session: ChatSession | undefined
  /** What the server can do and take: while offline as it was last, so that what is refused online is refused now. */
  readonly features: Features
  /** By which the kind knows how the server spoke; see `assume`. */
  readonly dialect: string
  readonly requests: ChatRequests
  /** Asked only where `Features.files`. */
  readonly files: FileApi
  /** Returns the function that stops listening. */
  on<E extends keyof ChatLinkEvents>(event: E, listener: (value: ChatLinkEvents[E]) => void): () => void
  /** How the server spoke last, as it was kept; before the first session. What the kind does not know is ignored. */
  assume(dialect: string): void
  /**
   * Encodes a message as the server takes it, once for all its tries on this link. Codes say why it could never be sent:
   * `too_large`, `too_many`, `too_deep`, `no_groups`, `no_bundles`, `no_such_type`.
   */
  pack(message: OutgoingMessage): Result<PackedMessage>
  /** Bytes that names, ids, quote and mentions of a message leave to its text. */
  roomForText(message: OutgoingMessage): number
  /** Whether a person can be written to by this id. */
  isUserId(text: string): boolean
  /** This link has had its chances: another one is dialled. */
  reconnectNow(): void
}
