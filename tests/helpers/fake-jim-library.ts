import {
  LIBRARY_KINDS,
  type LibraryCounts,
  type LibraryFilters,
  type LibraryKind,
  type LibraryPage,
  type LibraryQuery,
} from '@shared/library'
import type { Message } from '@shared/message'

function kindOf({ content }: Message): LibraryKind | undefined {
  switch (content.kind) {
    case 'image':
      return 'pictures'
    case 'video':
      return 'videos'
    case 'file':
      return /\.(pdf|docx|xlsx|txt)$/i.test(content.name) ? 'documents' : 'others'
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

const bytesOf = ({ content }: Message): number => ('size' in content && typeof content.size === 'number' ? content.size : 0)

function isIn(message: Message, { senderId, conversationId, from, to, minBytes, maxBytes }: LibraryFilters): boolean {
  const [bytes, { at }] = [bytesOf(message), message]
  return (
    (senderId === undefined || message.senderId === senderId) &&
    (conversationId === undefined || message.conversationId === conversationId) &&
    at >= (from ?? -Infinity) &&
    at <= (to ?? Infinity) &&
    bytes >= (minBytes ?? 0) &&
    bytes <= (maxBytes ?? Infinity)
  )
}

/** Answers `library:page` from messages in memory. */
export function libraryOf(held: readonly Message[], query: LibraryQuery, present: (message: Message) => Message): LibraryPage {
  const { kind, order, limit, after, text = '' } = query
  const all = held
    .filter((message) => kindOf(message) !== undefined && (kind === undefined || kindOf(message) === kind) && isIn(message, query))
    .filter(({ content }) => JSON.stringify(content).toLowerCase().includes(text.toLowerCase()))
    .sort((a, b) => {
      if (order === 'oldest') return a.at - b.at || a.localId - b.localId
      return (order === 'largest' ? bytesOf(b) - bytesOf(a) : b.at - a.at) || b.localId - a.localId
    })
  const from = after === undefined ? 0 : all.findIndex(({ localId }) => localId === after.localId) + 1
  const messages = all.slice(from, from + limit)
  const last = messages.at(-1)
  const isEnd = last === undefined || from + limit >= all.length
  return { messages: messages.map(present), ...(isEnd ? {} : { next: { at: last.at, bytes: bytesOf(last), localId: last.localId } }) }
}

export function libraryCounts(held: readonly Message[], filters: LibraryFilters): LibraryCounts {
  const fitting = held.filter((message) => isIn(message, filters))
  return Object.fromEntries(
    LIBRARY_KINDS.map((kind) => [kind, fitting.filter((message) => kindOf(message) === kind).length]),
  ) as LibraryCounts
}
