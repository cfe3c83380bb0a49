import { compareMessages, type Message, type TimelinePage } from '@shared/message'
import { isSameAlbum } from './albums'
import { fitBox, stickerBox } from './fit-box'

/** px of a message that says nothing of its height, of a text of one line, and of each further line, at least. */
const [LEAST, ONE_LINE, LINE] = [24, 34, 20]
/** px above what somebody else says than the one before; of others in a group their name stands there. */
const [GAP, NAMED] = [8, 28]
/** Letters of a line at most, in the widest of windows; lines of a text that are counted, and letters of it that are looked at. */
const [LETTERS, COUNTED_LINES, SEEN] = [400, 10, 1000]

/**
 * The end of a page that reaches the newest message: as many of the newest as certainly fill so many px. Thirty pictures are
 * a dozen screens, thirty texts are four, none of which is seen but the last; the others come as those before them do. A page
 * with gaps stays whole: what is missing belongs between what is there.
 */
export function lastScreens(page: TimelinePage, px: number): TimelinePage {
  const messages = [...page.messages].sort(compareMessages)
  let from = messages.length
  for (let left = px; from > 0 && left > 0; from--) {
    const [before, message, next] = [messages[from - 2], messages[from - 1]!, messages[from]]
    left -= leastHeight(message, next) + (before?.senderId === message.senderId ? 0 : gapAbove(message))
  }
  while (from > 0 && isSameAlbum(messages[from - 1]!, messages[from]!)) from--
  return from === 0 || page.gaps.length > 0 ? page : { ...page, messages: messages.slice(from), hasOlder: true }
}

/** px */
function leastHeight(message: Message, next: Message | undefined): number {
  const { content } = message
  // An album is as high as one picture, or higher.
  if (next !== undefined && isSameAlbum(message, next)) return 0
  if (content.kind === 'image') return (content.isSticker === true ? stickerBox : fitBox)(content.width, content.height).height
  if (content.kind === 'video') return fitBox(content.width, content.height).height
  return content.kind === 'text' ? ONE_LINE + LINE * (linesOf(content.text.slice(0, SEEN)) - 1) : LEAST
}

const gapAbove = ({ isMine, conversationId }: Message): number => (!isMine && conversationId.startsWith('c2g:') ? NAMED : GAP)

/** At least; a Chinese letter is as wide as two. */
function linesOf(text: string): number {
  let lines = 0
  for (const line of text.split('\n')) {
    lines += Math.max(1, Math.ceil((line.length + (line.match(/[\u2E80-\uFFEF]/g)?.length ?? 0)) / LETTERS))
  }
  return Math.min(lines, COUNTED_LINES)
}
