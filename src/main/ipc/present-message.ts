import type { Message } from '@shared/message'
import { type StoredMessage, toMessage } from '../store/message-row'
import type { Store } from '../store/store'

/** A row as the window shows it: with what it quotes, and in groups with who has read it. */
export function presentMessage(store: Store, row: StoredMessage): Message {
  const message = toMessage(row)
  const quoted = message.replyTo === undefined ? undefined : store.messages.byMid(message.replyTo)
  const said = quoted === undefined ? undefined : toMessage(quoted)
  const quote = said === undefined ? undefined : { senderName: said.senderName, content: said.content }
  return { ...message, ...(quote === undefined ? {} : { quote }), ...readBy(store, message) }
}

function readBy(store: Store, { isMine, seq, senderId, conversationId }: Message): Pick<Message, 'readBy'> {
  if (!isMine || seq === undefined || !conversationId.startsWith('c2g:')) return {}
  const readers = store.roster.readers(conversationId, seq, senderId)
  return readers.of === 0 ? {} : { readBy: readers }
}
