import { receiverIn } from '@protocol/schemas/ids'
import type { SessionEvent } from '../bus/bus'
import type { Room } from './colleague'

/** A message that went over the bus, as far as it matters to those who listen. */
export type Heard = {
  readonly room: Room
  readonly mid: string
  readonly seq: number
  readonly senderId: string
  readonly senderName: string
  readonly type: string
  /** Of a text message; else empty. */
  readonly text: string
  readonly mentions: readonly string[]
}

/** What nobody answers: it is said by the server in somebody's name. */
const NOTICES = new Set(['recall', 'recalled'])

/** `undefined` for what is no message, or only a notice. `room` is where an answer goes. */
export function heardIn(event: SessionEvent): Heard | undefined {
  if (event.kind !== 'message' || NOTICES.has(event.type)) return undefined
  const { data, type, command } = event
  if (type === 'custom' && data['kind'] === 'group.event') return undefined
  const conversationId = String(data['conversation_id'])
  const senderId = String(data['sender_id'])
  const mentions = data['mentions']
  return {
    // Whoever answers one of two answers its sender.
    room: { conversationId, kind: command, receiverId: command === 'c2c' ? senderId : receiverIn(conversationId, senderId) },
    mid: String(data['mid']),
    seq: Number(data['seq']),
    senderId,
    senderName: String(data['sender_name'] ?? senderId),
    type,
    text: type === 'text' ? String(data['content'] ?? '') : '',
    mentions: Array.isArray(mentions) ? mentions.map(String) : [],
  }
}
