import type { FoundMessage, FoundMessages, MessageQuery } from '@shared/search'
import type { Message, MessageContent } from '@shared/message'

/** What of a message can be found, as far as the pictures and tests need it. */
function searchedText(content: MessageContent): string {
  switch (content.kind) {
    case 'text':
      return content.text
    case 'file':
    case 'location':
    case 'contact':
      return content.name
    case 'link':
    case 'bundle':
      return content.title
    case 'custom':
      return content.fallbackText
    default:
      return ''
  }
}

/** Answers `search:messages` by looking at every message: each word has to be there. */
export function findMessages(messages: readonly Message[], query: MessageQuery): FoundMessages {
  const words = query.text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  const fits = (message: Message): boolean =>
    (query.conversationId === undefined || message.conversationId === query.conversationId) &&
    (query.senderId === undefined || message.senderId === query.senderId) &&
    (query.kinds === undefined || query.kinds.includes(message.content.kind)) &&
    message.at >= (query.from ?? 0) &&
    message.at <= (query.to ?? Infinity) &&
    (query.before === undefined ||
      message.at < query.before.at ||
      (message.at === query.before.at && message.localId < query.before.localId))
  const found = messages
    .filter(fits)
    .map((message) => matchOf(message, words))
    .filter((item) => item !== undefined)
    .sort((a, b) => b.message.at - a.message.at || b.message.localId - a.message.localId)
  return { items: found.slice(0, query.limit), hasMore: found.length > query.limit }
}

function matchOf(message: Message, words: readonly string[]): FoundMessage | undefined {
  const text = searchedText(message.content)
  const lower = text.toLowerCase()
  const ranges = words.map((word) => ({ from: lower.indexOf(word), to: lower.indexOf(word) + word.length }))
  if (ranges.some(({ from }) => from === -1)) return undefined
  return { message, text, ranges: ranges.sort((a, b) => a.from - b.from) }
}
