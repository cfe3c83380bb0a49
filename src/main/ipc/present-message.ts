import { clipText } from '@shared/clip-text'
import { isGroup } from '@shared/conversation-id'
import type { LocalFile } from '@shared/file'
import type { Message, MessageContent } from '@shared/message'
import { isWave } from '@shared/wave'
import { LINE, shownAddress } from '../store/bounded-content'
import { contentHint } from '../store/content-hint'
import { type StoredMessage, toMessage } from '../store/message-row'
import { shownContent } from '../store/shown-content'
import type { Store } from '../store/store'

/**
 * A row as the window shows it at first: with what it quotes, in groups with who has read it, and no more of its content
 * than is seen.
 * @param file what this device has of its file
 */
export function presentMessage(store: Store, row: StoredMessage, file?: LocalFile): Message {
  const message = toMessage(row)
  // As they look now, not as they looked then.
  const senderAvatar = store.roster.person(message.senderId)?.avatar ?? message.senderAvatar
  return {
    ...bounded({ ...message, senderAvatar }),
    content: shownContent(measuredContent(message.content, file)),
    ...(file === undefined ? {} : { file }),
    ...quoteOf(store, message),
    ...readBy(store, message),
  }
}

/** What the sender has said, and else what was found out here. */
function measuredContent(content: MessageContent, file: LocalFile | undefined): MessageContent {
  const { seconds, wave, width, height } = file?.measured ?? {}
  if (content.kind === 'sound') {
    const loudness = isWave(content.wave) ? {} : { wave }
    return { ...content, ...loudness, ...(isTold(content.seconds) ? {} : { seconds }) } as MessageContent
  }
  if (content.kind !== 'video') return content
  const edges = isTold(content.width) && isTold(content.height) ? {} : { width, height }
  return { ...content, ...edges, ...(isTold(content.seconds) ? {} : { seconds }) } as MessageContent
}

const isTold = (value: number | undefined): boolean => value !== undefined && value > 0

/** A message of which the window shows a line. */
export function messageHint(message: Message): Message {
  return { ...bounded(message), content: contentHint(message.content) }
}

function bounded(message: Message): Message {
  const { senderAvatar, failure } = message
  return {
    ...message,
    senderAvatar: shownAddress(senderAvatar),
    failure: failure && { ...failure, reason: clipText(failure.reason, LINE) },
  }
}

/**
 * A quote of another conversation's message is none (PROTOCOL 4, `reply_to`): whoever writes here could otherwise make
 * this window show what was said elsewhere.
 */
function quoteOf(store: Store, { conversationId, replyTo }: Message): Pick<Message, 'quote' | 'replyTo'> {
  const quoted = replyTo === undefined ? undefined : store.messages.byMid(conversationId, replyTo)
  if (quoted === undefined) return replyTo !== undefined && store.messages.hasMid(replyTo) ? { replyTo: undefined } : {}
  const { senderName, content } = toMessage(quoted)
  return { quote: { senderName, content: contentHint(content) } }
}

function readBy(store: Store, { isMine, seq, senderId, conversationId }: Message): Pick<Message, 'readBy'> {
  if (!isMine || seq === undefined || !isGroup(conversationId)) return {}
  const readers = store.roster.readers(conversationId, seq, senderId)
  return readers.of === 0 ? {} : { readBy: readers }
}
