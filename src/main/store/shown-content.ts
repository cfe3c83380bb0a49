import { clipText } from '@shared/clip-text'
import { beginningOf } from '@shared/long-text'
import type { BundleItem, MessageContent } from '@shared/message'
import { boundedContent, shownAddress } from './bounded-content'
import { contentHint } from './content-hint'

/** UTF-16 code units of a foreign id. */
const MAX_ID = 128
/** Messages of a bundle that its card hints at. */
const CARD_ITEMS = 4
/** Messages that a bundle may have (PROTOCOL 4); of more, which no server should relay, these are shown. */
const MAX_ITEMS = 100

/**
 * Content as it is shown at first: of a long text its beginning, of a bundle its card. The rest crosses to the window
 * when somebody asks for it (`messages:text`, `messages:content`), so that no message costs more than what is seen of it.
 */
export function shownContent(content: MessageContent): MessageContent {
  const bounded = boundedContent(content, shownAddress)
  switch (bounded.kind) {
    case 'text':
      return { ...bounded, ...beginningOf(bounded.text) }
    case 'custom': {
      const { text, length } = beginningOf(bounded.fallbackText)
      return { ...bounded, fallbackText: text, ...(length === undefined ? {} : { length }) }
    }
    case 'sound':
    case 'image':
    case 'file':
    case 'video':
      // A caption is a line or two: of one that is a book the beginning is enough.
      return bounded.caption === undefined ? bounded : { ...bounded, caption: beginningOf(bounded.caption).text }
    case 'bundle': {
      const items = bounded.items.slice(0, CARD_ITEMS).map((item) => itemWith(item, contentHint(item.content)))
      return { ...bounded, items, count: bounded.items.length }
    }
    default:
      return bounded
  }
}

/** A bundle that is opened: all its messages, each as it is shown at first. */
export function openedContent(content: MessageContent): MessageContent {
  if (content.kind !== 'bundle') return shownContent(content)
  const items = content.items.slice(0, MAX_ITEMS).map((item) => itemWith(item, shownContent(item.content)))
  return { ...shownContent(content), items } as MessageContent
}

function itemWith(item: BundleItem, content: MessageContent): BundleItem {
  return { ...item, ...(item.senderId === undefined ? {} : { senderId: clipText(item.senderId, MAX_ID) }), content }
}

/** The text that content is, whole; `undefined` for all that is none. */
export function wholeText(content: MessageContent): string | undefined {
  if (content.kind === 'text') return content.text
  return content.kind === 'custom' ? content.fallbackText : undefined
}
