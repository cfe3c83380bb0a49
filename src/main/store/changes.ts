import type { ConversationId, LocalId, Mid, TransferId, UserId } from '@shared/ids'

/** A head that is too far above what is held to be believed without asking (PROTOCOL 7.7). */
export type HeadClaim = {
  readonly seq: number
  /** Part of the transaction that believes a head: what else was said with it. */
  readonly confirm?: (changes: Changes, head: number) => void
  /** How many refuted heads led here. */
  readonly chain?: number
  /** Times in a row that nobody answered. */
  readonly failures?: number
}

/** A message of somebody else, by its server's name. */
export type NamedArrival = { readonly conversationId: ConversationId; readonly senderId: UserId; readonly mid: Mid }

/** Which message, and where. */
export type MessagePlace = { readonly conversationId: ConversationId; readonly localId: LocalId }

/**
 * What one transaction changed: filled while it runs, told after it has committed (PROTOCOL 7.6),
 * forgotten when it rolls back.
 */
export class Changes {
  /** Rows of the conversation list that differ. */
  readonly conversations = new Set<ConversationId>()
  /** Rows of timelines that differ. */
  readonly messages = new Set<LocalId>()
  readonly removed: MessagePlace[] = []
  /** Groups whose members or members' marks differ. */
  readonly members = new Set<ConversationId>()
  /** Conversations whose newest seq grew, with the newest one before: what lies between may be a gap. */
  readonly heads = new Map<ConversationId, number>()
  /** Conversations in which messages of others arrived, or what stood before them: `delivered` is due. */
  readonly arrived = new Set<ConversationId>()
  /** Messages of others without a number: where receipts are told for each, they are due. */
  readonly received: NamedArrival[] = []
  /** Messages of mine that the server has named or refused: the outbox goes on. */
  readonly settled = new Set<LocalId>()
  /** Messages of mine whose part has to be made again: they wait for it, and the outbox goes on. */
  readonly lacking = new Set<LocalId>()
  /** Rows of transfers that differ, or are new or gone. */
  readonly transfers = new Set<TransferId>()
  /** Milliseconds for which the server wants no message of mine. */
  pauseMs: number | undefined
  /** Seqs that came with two different mids: the server is asked which is right. */
  readonly conflicts = new Map<ConversationId, number>()
  /** Conversations that were made from a message: their object is still to be fetched. */
  readonly unknown = new Set<ConversationId>()
  /** Heads too far away to be believed: the server's history is asked about them. */
  readonly claims = new Map<ConversationId, HeadClaim>()
  /** Groups of which something was said that changes who is in them. */
  readonly groupEvents = new Set<ConversationId>()

  /** How many notes of `WriteLog` it saves. */
  writesSaved = 0

  /** Notes a message's row, and that its conversation's row shows it. */
  noteMessage({ conversationId, localId }: MessagePlace): void {
    this.messages.add(localId)
    this.conversations.add(conversationId)
  }

  /** Notes the head before it grew; the first note of a transaction counts. */
  noteHead(conversationId: ConversationId, seqBefore: number): void {
    if (!this.heads.has(conversationId)) this.heads.set(conversationId, seqBefore)
  }

  /** Notes a head that is not believed; the highest one counts. */
  noteClaim(conversationId: ConversationId, claim: HeadClaim): void {
    const known = this.claims.get(conversationId)
    if (known === undefined || known.seq < claim.seq) this.claims.set(conversationId, { confirm: known?.confirm, ...claim })
  }

  /** Notes a conflict; the oldest seq counts, since everything from there on is in doubt. */
  noteConflict(conversationId: ConversationId, seq: number): void {
    this.conflicts.set(conversationId, Math.min(seq, this.conflicts.get(conversationId) ?? seq))
  }
}
