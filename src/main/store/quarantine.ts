import type { WrittenDraft, WrittenMention } from '@shared/conversation'
import { asMid, type ConversationId } from '@shared/ids'
import { Database } from './database'
import { type MessagePart, partOf } from './message-parts-table'
import { storedMessage, type MessageRow, type StoredMessage } from './message-row'
import type { Store } from './store'
import { StoreError } from './store-error'
import { transferOf, type TransferRow } from './transfers-table'

/** Messages of one transaction. */
const BATCH = 500

/** What was carried over: conversations with a draft, and messages. */
export type Salvaged = { readonly drafts: number; readonly messages: number }

type ConversationRow = {
  readonly conversation_id: string
  readonly kind: string
  readonly title: string
  readonly avatar: string
  readonly peer_id: string | null
  readonly is_pinned: number
  readonly is_archived: number
  readonly is_marked_unread: number
  readonly draft: string
  /** Absent in databases of before they were kept. */
  readonly draft_mentions?: string | null
  readonly draft_reply_to?: string | null
}

type PartRow = Parameters<typeof partOf>[0] & { readonly local_id: number }

/** What a message waits for, and the upload that makes it. */
type Part = { readonly part?: MessagePart | undefined; readonly upload?: TransferRow | undefined }

/**
 * Takes over, into the fresh store, what only this device knew. Reads the tables from both ends, so that one damaged
 * page costs what is on it; a row that makes no sense any more is left behind.
 */
export function salvage(file: string, fresh: Store): Salvaged {
  const nothing = { drafts: 0, messages: 0 }
  let damaged: Database
  try {
    damaged = new Database({ file, busyTimeoutMs: 0 })
  } catch (error) {
    if (error instanceof StoreError && !error.isTransient) return nothing
    throw error
  }
  try {
    const conversations = readable<ConversationRow>(damaged, 'conversations', 'conversation_id', 'TRUE')
    const kept = conversations.filter((row) => attempt(() => keepConversation(fresh, row)))
    const parts = new Map(readable<PartRow>(damaged, 'message_parts', 'local_id', 'TRUE').map((row) => [row.local_id, partOf(row)]))
    const unnamed = readable<MessageRow>(damaged, 'messages', 'local_id', 'seq IS NULL')
    const rows = unnamed.toSorted((a, b) => a.local_id - b.local_id)
    const transfers = readable<Parameters<typeof transferOf>[0]>(damaged, 'transfers', 'transfer_id', `direction = 'up'`)
    const uploads = new Map(transfers.map((row) => [row.local_id, transferOf(row)]))
    const partOfRow = ({ local_id: id }: MessageRow): Part => ({ part: parts.get(id), upload: uploads.get(id) })
    const keep = (row: MessageRow): boolean => attempt(() => keepMessage(fresh, storedMessage(row), partOfRow(row)))
    const batches = Array.from({ length: Math.ceil(rows.length / BATCH) }, (_, index) => rows.slice(index * BATCH, (index + 1) * BATCH))
    const messages = batches.flatMap((batch) => fresh.transaction(() => batch.filter(keep)))
    return { drafts: kept.filter(({ draft }) => draft !== '').length, messages: messages.length }
  } finally {
    damaged.close()
  }
}

/** The rows up to the first damage from the one end, and from the other. Indexes are not trusted. */
function readable<R extends object>(database: Database, table: string, key: string, condition: string): readonly R[] {
  const rows = new Map<unknown, R>()
  for (const direction of ['ASC', 'DESC'] as const) {
    const isWhole = attempt(() => {
      const statement = database.prepare<R>(`SELECT * FROM ${table} NOT INDEXED WHERE ${condition} ORDER BY ${key} ${direction}`)
      for (const row of statement.iterate()) rows.set((row as Record<string, unknown>)[key], row)
    })
    if (isWhole) break
  }
  return [...rows.values()]
}

function draftOf({ draft, draft_mentions: mentions, draft_reply_to: replyTo }: ConversationRow): WrittenDraft {
  return {
    draft,
    ...(typeof mentions === 'string' ? { draftMentions: JSON.parse(mentions) as readonly WrittenMention[] } : {}),
    ...(typeof replyTo === 'string' ? { draftReplyTo: asMid(replyTo) } : {}),
  }
}

function keepConversation({ conversations }: Store, row: ConversationRow): void {
  const conversationId = row.conversation_id as ConversationId
  conversations.upsert({
    conversationId,
    kind: row.kind === 'c2c' ? 'c2c' : 'c2g',
    title: row.title,
    avatar: row.avatar,
    ...(row.peer_id === null ? {} : { peerId: row.peer_id as StoredMessage['senderId'] }),
  })
  conversations.setDraft(conversationId, draftOf(row))
  conversations.setFlags(conversationId, {
    isPinned: row.is_pinned === 1,
    isArchived: row.is_archived === 1,
    isMarkedUnread: row.is_marked_unread === 1,
  })
}

function keepMessage(store: Store, message: StoredMessage, { part, upload }: Part): void {
  store.transaction(() => {
    const { localId, outcome } = store.messages.insert(message)
    if (outcome !== 'inserted') return
    // Its anchor was a seq of the history that is being fetched again: it comes to stand at the end.
    if (message.status === 'queued' || message.status === 'sending') store.outbox.add(localId, message.conversationId, message.localAt)
    // Without it, it would go before it is whole.
    if (part !== undefined) store.parts.set(localId, part)
    if (part?.state === 'waiting' && upload !== undefined) store.transfers.add({ ...upload, localId })
    if (message.deliveredAt !== undefined) store.receipts.note(localId, 'delivered', message.deliveredAt)
    if (message.readAt !== undefined) store.receipts.note(localId, 'read', message.readAt)
  })
}

/** False when the data could not be read or makes no sense: a damaged row may hold anything. */
function attempt(work: () => void): boolean {
  try {
    work()
    return true
  } catch (error) {
    if (error instanceof StoreError && error.isTransient) throw error
    return false
  }
}
