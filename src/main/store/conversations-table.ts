import { partsOf } from '@shared/conversation-id'
import type { ConversationId, OrderKey, Seq, UserId } from '@shared/ids'
import type { Conversation, WrittenDraft } from '@shared/conversation'
import { conversationOf, CONVERSATION_SQL, type ConversationRow } from './conversation-row'
import type { Database, Statement } from './database'
import { UNNAMED_POSITION } from './timeline-place'

/** What the server says of a conversation (PROTOCOL 6); what it leaves out stays as it is. */
export type ConversationFacts = {
  readonly conversationId: ConversationId
  readonly kind: Conversation['kind']
  readonly title?: string
  readonly avatar?: string
  readonly notice?: string
  readonly peerId?: UserId
  readonly membersCount?: number
  readonly lastSeq?: number
  readonly readSeq?: number
  readonly peerReadSeq?: number
  readonly peerDeliveredSeq?: number
  readonly updatedAt?: number
  readonly mutedUntil?: number
}

/** Kept on this device only (PROTOCOL 7.4). */
export type ConversationFlags = {
  readonly isPinned?: boolean
  readonly isArchived?: boolean
  readonly isMarkedUnread?: boolean
}

export class ConversationsTable {
  readonly #database: Database
  readonly #upsert: Statement<object>
  readonly #ensure: Statement<object>
  readonly #raiseLastSeq: Statement<object>
  readonly #raiseRead: Statement<object>
  readonly #raiseReadKey: Statement<object>
  readonly #raisePeerMarks: { readonly read: Statement<object>; readonly delivered: Statement<object> }
  readonly #resetSeqs: Statement<object>
  readonly #setDraft: Statement<object>
  readonly #setFlags: Statement<object>
  readonly #setMuted: Statement<object>
  readonly #setMembership: Statement<object>
  readonly #membershipSeq: Statement<{ membership_seq: number }>
  readonly #get: Statement<ConversationRow>
  readonly #list: Statement<ConversationRow>
  readonly #first: Statement<{ conversation_id: string }>
  readonly #readState: Statement<{ read_seq: number; unread: number }>
  readonly #unread: Statement<ConversationRow>
  readonly #ids: Statement<{ conversation_id: string }>
  readonly #idsBeyondRead: Statement<{ conversation_id: string }>
  readonly #recentPeers: Statement<{ peer_id: string }>
  readonly #lowerHead: Statement<object>
  readonly #marks: Statement<{ last_seq: number; read_seq: number; has_left: number }>

  constructor(database: Database) {
    this.#database = database
    this.#upsert = database.prepare(UPSERT)
    this.#ensure = database.prepare(
      `INSERT INTO conversations (conversation_id, kind, peer_id, title) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    )
    this.#raiseLastSeq = database.prepare(
      'UPDATE conversations SET last_seq = @seq WHERE conversation_id = @conversationId AND last_seq < @seq',
    )
    this.#raiseRead = database.prepare(RAISE_READ)
    this.#raiseReadKey = database.prepare(
      'UPDATE conversations SET read_key = @key, is_marked_unread = 0 WHERE conversation_id = @conversationId AND read_key < @key',
    )
    this.#raisePeerMarks = {
      // Who has read a message has received it.
      read: database.prepare(
        `UPDATE conversations SET peer_read_seq = @seq, peer_delivered_seq = max(peer_delivered_seq, @seq)
         WHERE conversation_id = @conversationId AND peer_read_seq < @seq`,
      ),
      delivered: database.prepare(
        `UPDATE conversations SET peer_delivered_seq = @seq
         WHERE conversation_id = @conversationId AND peer_delivered_seq < @seq`,
      ),
    }
    this.#resetSeqs = database.prepare(
      `UPDATE conversations SET last_seq = 0, read_seq = 0, peer_read_seq = 0, peer_delivered_seq = 0, membership_seq = 0
       WHERE conversation_id = ?`,
    )
    this.#setDraft = database.prepare(
      'UPDATE conversations SET draft = ?, draft_mentions = ?, draft_reply_to = ? WHERE conversation_id = ?',
    )
    this.#setFlags = database.prepare(
      `UPDATE conversations SET is_pinned = coalesce(?, is_pinned), is_archived = coalesce(?, is_archived),
         is_marked_unread = coalesce(?, is_marked_unread) WHERE conversation_id = ?`,
    )
    this.#setMuted = database.prepare('UPDATE conversations SET muted_until = ? WHERE conversation_id = ?')
    this.#setMembership = database.prepare(
      `UPDATE conversations SET has_left = @hasLeft, membership_seq = @seq
       WHERE conversation_id = @conversationId AND membership_seq <= @seq`,
    )
    this.#membershipSeq = database.prepare('SELECT membership_seq FROM conversations WHERE conversation_id = ?')
    this.#get = database.prepare(CONVERSATION_SQL.one)
    this.#list = database.prepare(CONVERSATION_SQL.all)
    this.#first = database.prepare(CONVERSATION_SQL.first)
    this.#readState = database.prepare(CONVERSATION_SQL.readState)
    this.#unread = database.prepare(CONVERSATION_SQL.unread)
    this.#ids = database.prepare('SELECT conversation_id FROM conversations')
    this.#idsBeyondRead = database.prepare('SELECT conversation_id FROM conversations WHERE last_seq > read_seq AND has_left = 0')
    this.#lowerHead = database.prepare(
      `UPDATE conversations SET last_seq = min(last_seq, @seq), read_seq = min(read_seq, @seq),
         peer_read_seq = min(peer_read_seq, @seq), peer_delivered_seq = min(peer_delivered_seq, @seq),
         membership_seq = min(membership_seq, @seq)
       WHERE conversation_id = @conversationId`,
    )
    this.#recentPeers = database.prepare('SELECT peer_id FROM conversations WHERE peer_id IS NOT NULL ORDER BY updated_at DESC LIMIT +?')
    this.#marks = database.prepare('SELECT last_seq, read_seq, has_left FROM conversations WHERE conversation_id = ?')
  }

  /** The marks and `lastSeq` only grow. */
  upsert(facts: ConversationFacts): void {
    this.#upsert.run({
      conversationId: facts.conversationId,
      kind: facts.kind,
      title: facts.title ?? null,
      avatar: facts.avatar ?? null,
      notice: facts.notice ?? null,
      peerId: facts.peerId ?? null,
      membersCount: facts.membersCount ?? null,
      lastSeq: facts.lastSeq ?? null,
      readSeq: facts.readSeq ?? null,
      peerReadSeq: facts.peerReadSeq ?? null,
      peerDeliveredSeq: facts.peerDeliveredSeq ?? null,
      updatedAt: facts.updatedAt ?? null,
      mutedUntil: facts.mutedUntil ?? null,
    })
  }

  /** Makes the conversation from its id alone if need be: a message may come before its object (PROTOCOL 4). */
  ensure(conversationId: ConversationId, me: UserId): void {
    const parts = partsOf(conversationId)
    if (parts?.kind === 'c2c') {
      const [one, other] = parts.users
      const peer = one === me ? other : one
      this.#ensure.run(conversationId, 'c2c', peer, peer)
    } else {
      this.#ensure.run(conversationId, 'c2g', null, parts?.groupId ?? conversationId)
    }
  }

  has(conversationId: ConversationId): boolean {
    return this.#marks.get(conversationId) !== undefined
  }

  /** The newest seq that the server told of; 0 = empty, or no such conversation. */
  lastSeq(conversationId: ConversationId): number {
    return this.#marks.get(conversationId)?.last_seq ?? 0
  }

  /** How far I have read; 0 = nothing yet, or no such conversation. */
  readSeq(conversationId: ConversationId): number {
    return this.#marks.get(conversationId)?.read_seq ?? 0
  }

  /** The same with what is unread beyond it, as in `Conversation`. */
  readState(conversationId: ConversationId): { readonly readSeq: number; readonly unread: number } {
    const row = this.#readState.get(conversationId)
    return { readSeq: row?.read_seq ?? 0, unread: row?.unread ?? 0 }
  }

  raiseLastSeq(conversationId: ConversationId, seq: number): boolean {
    return this.#raiseLastSeq.run({ seq, conversationId }).changes > 0
  }

  /**
   * I have read up to `seq`, and all that this device shows without a seq, by keys or as it came. Takes back "marked
   * unread". False when that was known already.
   */
  raiseRead(conversationId: ConversationId, seq: number): boolean {
    return this.#raiseRead.run({ seq, conversationId }).changes > 0
  }

  /** I have read, here or elsewhere, what has this key and all before it. False when that was known already. */
  raiseReadKey(conversationId: ConversationId, key: OrderKey): boolean {
    return this.#raiseReadKey.run({ key, conversationId }).changes > 0
  }

  /** The peer of a c2c conversation has read, or received, up to `seq`. False when that was known already. */
  raisePeerMark(conversationId: ConversationId, kind: 'read' | 'delivered', seq: number): boolean {
    return this.#raisePeerMarks[kind].run({ seq, conversationId }).changes > 0
  }

  /** The server said that it has more messages than it has, and nothing is held of those: neither is there a mark. */
  lowerHead(conversationId: ConversationId, seq: Seq): void {
    this.#lowerHead.run({ seq, conversationId })
  }

  /** The server was restored from a backup and counts from less: the only way down for the seqs. */
  resetSeqs(conversationId: ConversationId): void {
    this.#resetSeqs.run(conversationId)
  }

  setDraft(conversationId: ConversationId, { draft, draftMentions = [], draftReplyTo }: WrittenDraft): void {
    const mentions = draftMentions.length === 0 ? null : JSON.stringify(draftMentions)
    this.#setDraft.run(draft, mentions, draftReplyTo ?? null, conversationId)
  }

  setFlags(conversationId: ConversationId, { isPinned, isArchived, isMarkedUnread }: ConversationFlags): void {
    this.#setFlags.run(flag(isPinned), flag(isArchived), flag(isMarkedUnread), conversationId)
  }

  /** `until`: epoch ms; 0 = not muted. */
  setMuted(conversationId: ConversationId, until: number): void {
    this.#setMuted.run(until, conversationId)
  }

  get(conversationId: ConversationId): Conversation | undefined {
    const row = this.#get.get(conversationId)
    return row === undefined ? undefined : conversationOf(row)
  }

  getMany(conversationIds: Iterable<ConversationId>): readonly Conversation[] {
    return this.#database.transaction(() => [...conversationIds].flatMap((id) => this.get(id) ?? []))
  }

  /** In no particular order; `compareConversations` has the one of the screen. */
  list(): readonly Conversation[] {
    return this.#list.all().map(conversationOf)
  }

  /** Those that the list begins with, in its order; none that are archived. */
  first(limit: number): readonly Conversation[] {
    return this.getMany(this.#first.all(limit).map(({ conversation_id }) => conversation_id as ConversationId))
  }

  /**
   * Whether I am out of a group, as of `seq`. False for old news: roads cross, and what was said later counts. A fact
   * that names no seq is given that of the newest that was heard when it was asked for, see `membershipSeq`.
   */
  setMembership(conversationId: ConversationId, hasLeft: boolean, seq: number): boolean {
    return this.#setMembership.run({ conversationId, hasLeft: Number(hasLeft), seq }).changes > 0
  }

  /** The seq of the newest that was heard of my membership; 0 = nothing. */
  membershipSeq(conversationId: ConversationId): number {
    return this.#membershipSeq.get(conversationId)?.membership_seq ?? 0
  }

  /** Those with unread messages, and those that were marked by hand: of thousands, few. */
  unread(): readonly Conversation[] {
    return this.#unread.all().map(conversationOf)
  }

  hasLeft(conversationId: ConversationId): boolean {
    return this.#marks.get(conversationId)?.has_left === 1
  }

  ids(): readonly ConversationId[] {
    return this.#ids.all().map(({ conversation_id }) => conversation_id as ConversationId)
  }

  /** The other people of the C2C conversations, of the most recently active first. */
  recentPeers(limit: number): readonly UserId[] {
    return this.#recentPeers.all(limit).map(({ peer_id }) => peer_id as UserId)
  }

  /** Those that go on after what I have read, my own messages included; none that I have left. */
  idsBeyondRead(): readonly ConversationId[] {
    return this.#idsBeyondRead.all().map(({ conversation_id }) => conversation_id as ConversationId)
  }
}

const UPSERT = `
INSERT INTO conversations (conversation_id, kind, title, avatar, notice, peer_id, members_count, last_seq, read_seq,
  peer_read_seq, peer_delivered_seq, updated_at, muted_until)
VALUES (@conversationId, @kind, coalesce(@title, ''), coalesce(@avatar, ''), coalesce(@notice, ''), @peerId,
  coalesce(@membersCount, 0), coalesce(@lastSeq, 0), coalesce(@readSeq, 0), coalesce(@peerReadSeq, 0),
  max(coalesce(@peerDeliveredSeq, 0), coalesce(@peerReadSeq, 0)),
  coalesce(@updatedAt, 0), coalesce(@mutedUntil, 0))
ON CONFLICT (conversation_id) DO UPDATE SET
  kind = excluded.kind,
  title = coalesce(@title, title),
  avatar = coalesce(@avatar, avatar),
  notice = coalesce(@notice, notice),
  peer_id = coalesce(@peerId, peer_id),
  members_count = coalesce(@membersCount, members_count),
  last_seq = max(last_seq, excluded.last_seq),
  read_seq = max(read_seq, excluded.read_seq),
  peer_read_seq = max(peer_read_seq, excluded.peer_read_seq),
  peer_delivered_seq = max(peer_delivered_seq, excluded.peer_delivered_seq),
  updated_at = max(updated_at, excluded.updated_at),
  muted_until = coalesce(@mutedUntil, muted_until)`

const RAISE_READ = `
UPDATE conversations SET
  read_seq = max(read_seq, @seq),
  is_marked_unread = 0,
  read_key = max(read_key, coalesce((SELECT max(order_key) FROM messages
    WHERE conversation_id = +@conversationId AND order_key IS NOT NULL), 0)),
  read_local_id = max(read_local_id, coalesce((SELECT max(local_id) FROM messages
    WHERE conversation_id = +@conversationId AND position >= ${UNNAMED_POSITION} AND is_mine = 0), 0))
WHERE conversation_id = +@conversationId AND (read_seq < @seq OR EXISTS (SELECT 1 FROM messages
  WHERE conversation_id = +@conversationId AND position >= ${UNNAMED_POSITION} AND is_mine = 0
    AND local_id > conversations.read_local_id)
  OR EXISTS (SELECT 1 FROM messages WHERE conversation_id = +@conversationId AND is_mine = 0
    AND order_key > conversations.read_key))`

function flag(value: boolean | undefined): number | null {
  return value === undefined ? null : Number(value)
}
