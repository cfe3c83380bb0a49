import type { CliMid, ConversationId, LocalId, Mid, OrderKey, Seq, UserId } from '@shared/ids'
import type { Message, MessageStatus } from '@shared/message'
import { shownName } from '@shared/shown-text'
import type { SqlValue } from './database'
import { toContent } from './message-content'

/** A row of `messages` as a value. `content` is the wire's `data` without its header keys, kept whole. */
export type StoredMessage = {
  readonly localId: LocalId
  readonly conversationId: ConversationId
  /** See `timeline-place`. */
  readonly position: number
  readonly seq?: Seq
  /** Orders the timeline where messages have no seq; of one that has, it is not kept. Without either they stand as they came. */
  readonly orderKey?: OrderKey
  /** Unique in its conversation. */
  readonly mid?: Mid
  readonly cliMid?: CliMid
  readonly senderId: UserId
  readonly senderName: string
  readonly senderAvatar: string
  readonly isMine: boolean
  /** The wire's type, unknown ones included. */
  readonly type: string
  readonly content: Readonly<Record<string, unknown>>
  readonly replyTo?: Mid
  readonly mentions: readonly string[]
  readonly mentionsMe: boolean
  /** Epoch ms of the server's clock. */
  readonly sentAt?: number
  /** Epoch ms of this device's clock: composed or arrived. */
  readonly localAt: number
  readonly status: MessageStatus
  readonly failCode?: string
  readonly failReason?: string
  /** Epoch ms of this device's clock, of a message of mine where each is told of (`message-receipts`). */
  readonly deliveredAt?: number
  readonly readAt?: number
}

/** What a message is made of before it has a row. */
export type NewMessage = Omit<StoredMessage, 'localId' | 'position' | 'deliveredAt' | 'readAt'>

/** The wire type of a message whose content was taken back (PROTOCOL 5). */
export const RECALLED_TYPE = 'recalled'

/**
 * False when two messages under one name differ in a name that both have. A server that was restored from a backup gives
 * seqs and mids out anew: then only their sender and their `cli_mid` tell them apart.
 */
export function isSameMessage(held: Identity, other: Identity): boolean {
  const isOneMid = held.mid === undefined || other.mid === undefined || held.mid === other.mid
  const isOneCliMid = held.cliMid === undefined || other.cliMid === undefined || held.cliMid === other.cliMid
  // What is left of a recalled message may not say who sent it.
  const isOneSender = held.senderId === '' || other.senderId === '' || held.senderId === other.senderId
  return isOneMid && isOneCliMid && isOneSender
}

type Identity = Pick<NewMessage, 'mid' | 'cliMid' | 'senderId'>

/** The server has it. */
export function isNamed({ seq, mid }: Pick<StoredMessage, 'seq' | 'mid'>): boolean {
  return seq !== undefined || mid !== undefined
}

/** A row as SQLite gives it. */
export type MessageRow = {
  readonly local_id: number
  readonly conversation_id: string
  readonly position: number
  readonly seq: number | null
  readonly order_key: number | null
  readonly mid: string | null
  readonly cli_mid: string | null
  readonly sender_id: string
  readonly sender_name: string
  readonly sender_avatar: string
  readonly is_mine: number
  readonly type: string
  readonly content: string
  readonly reply_to: string | null
  readonly mentions: string | null
  readonly mentions_me: number
  readonly sent_at: number | null
  readonly local_at: number
  readonly status: string
  readonly fail_code: string | null
  readonly fail_reason: string | null
  readonly delivered_at: number | null
  readonly read_at: number | null
}

/** Columns of a new message that most have a value in, in the order of `usualValues`. */
export const USUAL_COLUMNS = [
  'conversation_id',
  'seq',
  'mid',
  'cli_mid',
  'sender_id',
  'sender_name',
  'sender_avatar',
  'is_mine',
  'type',
  'content',
  'mentions_me',
  'sent_at',
  'local_at',
  'status',
] as const

/** Those that few have one in, in the order of `seldomValues`. Together they are all but `local_id` and `position`. */
export const SELDOM_COLUMNS = ['order_key', 'reply_to', 'mentions', 'fail_code', 'fail_reason'] as const

/** Nothing is in its seldom columns. Each value that is bound takes its time, for every message that arrives. */
export function isUsual({ seq, orderKey, replyTo, mentions, failCode }: NewMessage): boolean {
  return (orderKey === undefined || seq !== undefined) && replyTo === undefined && mentions.length === 0 && failCode === undefined
}

export function usualValues(message: NewMessage): SqlValue[] {
  return [
    message.conversationId,
    message.seq ?? null,
    message.mid ?? null,
    message.cliMid ?? null,
    message.senderId,
    message.senderName,
    message.senderAvatar,
    Number(message.isMine),
    message.type,
    JSON.stringify(message.content),
    Number(message.mentionsMe),
    message.sentAt ?? null,
    message.localAt,
    message.status,
  ]
}

export function seldomValues(message: NewMessage): SqlValue[] {
  return [
    message.seq === undefined ? (message.orderKey ?? null) : null,
    message.replyTo ?? null,
    message.mentions.length === 0 ? null : JSON.stringify(message.mentions),
    message.failCode ?? null,
    message.failReason ?? null,
  ]
}

export function storedMessage(row: MessageRow): StoredMessage {
  return {
    localId: row.local_id as LocalId,
    conversationId: row.conversation_id as ConversationId,
    position: row.position,
    seq: (row.seq ?? undefined) as Seq | undefined,
    orderKey: (row.order_key ?? undefined) as OrderKey | undefined,
    mid: (row.mid ?? undefined) as Mid | undefined,
    cliMid: (row.cli_mid ?? undefined) as CliMid | undefined,
    senderId: row.sender_id as UserId,
    senderName: row.sender_name,
    senderAvatar: row.sender_avatar,
    isMine: row.is_mine === 1,
    type: row.type,
    content: JSON.parse(row.content) as Record<string, unknown>,
    replyTo: (row.reply_to ?? undefined) as Mid | undefined,
    mentions: row.mentions === null ? [] : (JSON.parse(row.mentions) as string[]),
    mentionsMe: row.mentions_me === 1,
    sentAt: row.sent_at ?? undefined,
    localAt: row.local_at,
    status: row.status as MessageStatus,
    failCode: row.fail_code ?? undefined,
    failReason: row.fail_reason ?? undefined,
    deliveredAt: row.delivered_at ?? undefined,
    readAt: row.read_at ?? undefined,
  }
}

/** A row as the interface shows it. */
export function toMessage(row: StoredMessage): Message {
  return {
    localId: row.localId,
    conversationId: row.conversationId,
    position: row.position,
    seq: row.seq,
    mid: row.mid,
    cliMid: row.cliMid,
    senderId: row.senderId,
    senderName: shownName(row.senderName, row.senderId),
    senderAvatar: row.senderAvatar,
    isMine: row.isMine,
    content: toContent(row.type, row.content),
    replyTo: row.replyTo,
    mentions: row.mentions,
    mentionsMe: row.mentionsMe,
    at: row.sentAt ?? row.localAt,
    status: row.status,
    failure: row.failCode === undefined ? undefined : { code: row.failCode, reason: row.failReason ?? '' },
    reached: row.readAt !== undefined ? 'read' : row.deliveredAt !== undefined ? 'delivered' : undefined,
  }
}
