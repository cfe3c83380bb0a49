import { asConversationId, asLocalId, asMid, asSeq, asUserId } from '@shared/ids'
import type { Gap, Message } from '@shared/message'

export const CONVERSATION = asConversationId('c2g:team')
export const START = new Date(2026, 8, 21, 12, 0).getTime()

/** A received text message; its local id, seq and position are `n` unless told otherwise. */
export function message(n: number, change: Partial<Message> = {}): Message {
  return {
    localId: asLocalId(n),
    conversationId: CONVERSATION,
    position: n,
    seq: asSeq(n),
    mid: asMid(String(n)),
    senderId: asUserId('bob'),
    senderName: 'Bob',
    senderAvatar: '',
    isMine: false,
    content: { kind: 'text', text: `message ${n}` },
    mentions: [],
    mentionsMe: false,
    at: START + n * 1000,
    status: 'received',
    ...change,
  }
}

export function range(from: number, to: number, change: Partial<Message> = {}): Message[] {
  return Array.from({ length: to - from + 1 }, (_, index) => message(from + index, change))
}

export function gap(fromSeq: number, toSeq: number): Gap {
  return { conversationId: CONVERSATION, fromSeq: asSeq(fromSeq), toSeq: asSeq(toSeq), repair: 'fetching' }
}
