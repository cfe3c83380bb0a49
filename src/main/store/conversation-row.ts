import type { ConversationId, Mid, UserId } from '@shared/ids'
import { clipText } from '@shared/clip-text'
import type { Conversation, WrittenDraft, WrittenMention } from '@shared/conversation'
import type { Message } from '@shared/message'
import { shownName, shownText } from '@shared/shown-text'
import { shownAddress } from './bounded-content'
import { contentHint } from './content-hint'
import { storedMessage, toMessage, type MessageRow } from './message-row'
import { SILENT_SQL } from './silent-messages'
import { UNNAMED_POSITION } from './timeline-place'

/** UTF-16 code units of a notice: twice what one can set. */
const MAX_NOTICE = 4000

/** A conversation joined with its last message; without one, the message's columns are null. */
export type ConversationRow = { readonly [K in keyof MessageRow]: MessageRow[K] | null } & {
  readonly c_conversation_id: string
  readonly kind: string
  readonly title: string
  readonly avatar: string
  readonly notice: string
  readonly peer_id: string | null
  readonly members_count: number
  readonly last_seq: number
  readonly read_seq: number
  readonly peer_read_seq: number
  readonly peer_delivered_seq: number
  readonly updated_at: number
  readonly muted_until: number
  readonly is_pinned: number
  readonly is_archived: number
  readonly is_marked_unread: number
  readonly draft: string
  readonly draft_mentions: string | null
  readonly draft_reply_to: string | null
  readonly waiting: number
  readonly has_left: number
  readonly unread: number
  readonly has_unread_mention: number
  /** For a last message of mine in a group: how many others there are, and how many have read it. */
  readonly readers: number | null
  readonly have_read: number | null
}

/**
 * Unread (PROTOCOL 7.4) is derived, never counted along: what others sent above `read_seq` (held rows, by an index that
 * covers the count; their position is their seq) and what this device has yet to fetch of (`read_seq`, `last_seq`];
 * where keys order, the rows above `read_key` (their position is their key); where nothing does, the rows since the last
 * look. What says nothing is counted apart, by an index that has nothing else, and taken off.
 *
 * A conversation has seqs or keys: the mark that is not of its kind is 0.
 */
const READ = 'max(c.read_seq, c.read_key)'
const UNREAD = `(SELECT count(*) FROM messages INDEXED BY messages_timeline WHERE conversation_id = c.conversation_id
    AND position > ${READ} AND position < ${UNNAMED_POSITION} AND is_mine = 0 AND seq IS NOT NULL)
  + (SELECT count(*) FROM messages INDEXED BY messages_keyed WHERE conversation_id = c.conversation_id
    AND order_key > c.read_key AND is_mine = 0)
  + (SELECT count(*) FROM messages INDEXED BY messages_received_unnamed WHERE conversation_id = c.conversation_id
    AND position >= ${UNNAMED_POSITION} AND is_mine = 0 AND local_id > c.read_local_id)
  - (SELECT count(*) FROM messages INDEXED BY messages_silent WHERE conversation_id = c.conversation_id
    AND position > ${READ} AND position < ${UNNAMED_POSITION} AND is_mine = 0
    AND (seq IS NOT NULL OR order_key IS NOT NULL) AND ${SILENT_SQL})
  - (SELECT count(*) FROM messages INDEXED BY messages_silent WHERE conversation_id = c.conversation_id
    AND position >= ${UNNAMED_POSITION} AND is_mine = 0 AND local_id > c.read_local_id AND ${SILENT_SQL})
  + max(0, c.last_seq - c.read_seq - (SELECT
    coalesce(sum(min(to_seq, c.last_seq) - max(from_seq, c.read_seq + 1) + 1), 0)
    FROM seq_ranges WHERE conversation_id = c.conversation_id AND to_seq > c.read_seq AND from_seq <= c.last_seq))`

const SELECT = `
SELECT c.conversation_id AS c_conversation_id, c.kind, c.title, c.avatar, c.notice, c.peer_id, c.members_count,
  c.last_seq, c.read_seq, c.peer_read_seq, c.peer_delivered_seq, c.updated_at, c.muted_until, c.is_pinned,
  c.is_archived, c.is_marked_unread, c.draft, c.draft_mentions, c.draft_reply_to, c.has_left,
  (SELECT count(*) FROM outbox WHERE conversation_id = c.conversation_id) AS waiting,
  ${UNREAD} AS unread,
  EXISTS (SELECT 1 FROM messages INDEXED BY messages_mentioning_me WHERE conversation_id = c.conversation_id
    AND mentions_me = 1 AND seq > c.read_seq) OR EXISTS (SELECT 1 FROM messages INDEXED BY messages_keyed
    WHERE conversation_id = c.conversation_id AND order_key > c.read_key AND mentions_me = 1)
    AS has_unread_mention,
  CASE WHEN m.is_mine = 1 AND m.seq IS NOT NULL AND c.kind = 'c2g' THEN (SELECT count(*) FROM group_members
    WHERE conversation_id = c.conversation_id AND user_id <> m.sender_id) END AS readers,
  CASE WHEN m.is_mine = 1 AND m.seq IS NOT NULL AND c.kind = 'c2g' THEN (SELECT count(*) FROM group_members
    WHERE conversation_id = c.conversation_id AND user_id <> m.sender_id AND read_seq >= m.seq) END AS have_read,
  m.*
FROM conversations c LEFT JOIN messages m ON m.local_id = (SELECT local_id FROM messages
  WHERE conversation_id = c.conversation_id ORDER BY position DESC, local_id DESC LIMIT 1)`

export const CONVERSATION_SQL = {
  one: `${SELECT} WHERE c.conversation_id = +?`,
  all: SELECT,
  /** The ids of those that the list begins with (`compareConversations`). */
  first: `SELECT c.conversation_id FROM conversations c WHERE c.is_archived = 0
    ORDER BY c.is_pinned DESC, coalesce((SELECT coalesce(sent_at, local_at) FROM messages
      WHERE conversation_id = c.conversation_id ORDER BY position DESC, local_id DESC LIMIT 1), c.updated_at) DESC, c.conversation_id
    LIMIT +?`,
  readState: `SELECT c.read_seq, ${UNREAD} AS unread FROM conversations c WHERE c.conversation_id = +?`,
  unread: `${SELECT} WHERE unread > 0 OR c.is_marked_unread = 1`,
} as const

export function conversationOf(row: ConversationRow): Conversation {
  const lastMessage = hasMessage(row) ? { ...hinted(toMessage(storedMessage(row))), ...readBy(row) } : undefined
  return {
    conversationId: row.c_conversation_id as ConversationId,
    kind: row.kind === 'c2c' ? 'c2c' : 'c2g',
    title: shownName(row.title, row.peer_id ?? row.c_conversation_id.replace(/^c2[cg]:/, '')),
    avatar: shownAddress(row.avatar),
    notice: clipText(shownText(row.notice.slice(0, 2 * MAX_NOTICE)), MAX_NOTICE),
    peerId: (row.peer_id ?? undefined) as UserId | undefined,
    membersCount: row.members_count,
    lastSeq: row.last_seq,
    readSeq: row.read_seq,
    peerReadSeq: row.peer_read_seq,
    peerDeliveredSeq: row.peer_delivered_seq,
    unread: row.unread,
    hasUnreadMention: row.has_unread_mention === 1,
    lastMessage,
    activeAt: lastMessage?.at ?? row.updated_at,
    mutedUntil: row.muted_until,
    isPinned: row.is_pinned === 1,
    isArchived: row.is_archived === 1,
    isMarkedUnread: row.is_marked_unread === 1,
    ...draftOf(row),
    ...(row.waiting === 0 ? {} : { waiting: row.waiting }),
    hasLeft: row.has_left === 1,
  }
}

/** Of the last message the list shows a line. */
function hinted(message: Message): Message {
  return { ...message, senderAvatar: shownAddress(message.senderAvatar), content: contentHint(message.content) }
}

/** As the timeline counts it: without members there is nothing to count. */
function readBy({ readers, have_read }: ConversationRow): Pick<Message, 'readBy'> {
  return readers === null || readers === 0 ? {} : { readBy: { count: have_read ?? 0, of: readers } }
}

function draftOf(row: ConversationRow): WrittenDraft {
  const mentions = row.draft_mentions
  return {
    draft: row.draft,
    ...(mentions === null ? {} : { draftMentions: JSON.parse(mentions) as readonly WrittenMention[] }),
    ...(row.draft_reply_to === null ? {} : { draftReplyTo: row.draft_reply_to as Mid }),
  }
}

function hasMessage(row: ConversationRow): row is ConversationRow & MessageRow {
  return row.local_id !== null
}
