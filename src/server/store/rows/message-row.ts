import type { StoredMessage } from '../server-store'

/** A row of `messages`, the same in both engines. */
export type MessageRow = {
  mid: number
  conversation_id: string
  seq: number
  sender_id: string
  cli_mid: string
  type: string
  data: string
  sent_at: number
}

export const toMessage = (row: MessageRow): StoredMessage => ({
  mid: String(row.mid),
  seq: row.seq,
  conversationId: row.conversation_id,
  senderId: row.sender_id,
  cliMid: row.cli_mid,
  type: row.type,
  data: JSON.parse(row.data) as Record<string, unknown>,
  sentAt: row.sent_at,
})
