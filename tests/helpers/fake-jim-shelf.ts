import { compareMessages, type Message } from '@shared/message'
import type { Shelf, ShelfPage, ShelfQuery, ShelfSpans } from '@shared/shelf'

/** On which shelf a message stands. */
export function shelfOfMessage({ content }: Message): Shelf | undefined {
  switch (content.kind) {
    case 'image':
    case 'video':
      return 'media'
    case 'file':
      return 'files'
    case 'sound':
      return 'voice'
    case 'link':
      return 'links'
    case 'text':
      return content.text.includes('://') ? 'links' : undefined
    default:
      return undefined
  }
}

/** Answers `shelf:page` from messages in memory. */
export function shelfOf(
  held: readonly Message[],
  { conversationId, shelf, anchor, limit, text = '' }: ShelfQuery,
  present: (message: Message) => Message,
): ShelfPage {
  const all = shelved(held, conversationId, shelf).filter(({ content }) => JSON.stringify(content).includes(text))
  const from = ((): number => {
    switch (anchor.at) {
      case 'end':
        return all.length - limit
      case 'before':
        return all.filter((message) => compareMessages(message, anchor) < 0).length - limit
      case 'after':
        return all.filter((message) => compareMessages(message, anchor) <= 0).length
      case 'message':
        return all.findIndex(({ localId }) => localId === anchor.localId) - Math.floor(limit / 2)
    }
  })()
  const to = anchor.at === 'before' ? from + limit : Math.max(0, from) + limit
  const messages = all.slice(Math.max(0, from), Math.max(0, to)).map(present)
  return { messages, older: Math.max(0, from), newer: Math.max(0, all.length - Math.max(0, from) - messages.length) }
}

export function shelfCounts(held: readonly Message[], { conversationId, shelf, spans }: ShelfSpans): readonly number[] {
  const all = shelved(held, conversationId, shelf)
  return spans.map(({ from, to }) => all.filter(({ at }) => at >= from && at < to).length)
}

function shelved(held: readonly Message[], conversationId: string, shelf: Shelf): readonly Message[] {
  return held.filter((message) => message.conversationId === conversationId && shelfOfMessage(message) === shelf).sort(compareMessages)
}
