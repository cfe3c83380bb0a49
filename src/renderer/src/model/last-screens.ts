import { compareMessages, type Message, type TimelinePage } from '@shared/message'
import { isSameAlbum } from './albums'
import { fitBox, stickerBox } from './fit-box'

/** px of a message that is no picture and no film, at least. */
const LEAST = 24

/**
 * The end of a page that reaches the newest message: as many of the newest as certainly fill so many px. Thirty pictures are
 * a dozen screens, none of which is seen but the last; the others come as those before them do. A page with gaps stays
 * whole: what is missing belongs between what is there.
 */
export function lastScreens(page: TimelinePage, px: number): TimelinePage {
  const messages = [...page.messages].sort(compareMessages)
  let from = messages.length
  for (let left = px; from > 0 && left > 0; from--) left -= leastHeight(messages[from - 1]!, messages[from])
  while (from > 0 && isSameAlbum(messages[from - 1]!, messages[from]!)) from--
  return from === 0 || page.gaps.length > 0 ? page : { ...page, messages: messages.slice(from), hasOlder: true }
}

/** px */
function leastHeight(message: Message, next: Message | undefined): number {
  const { content } = message
  // An album is as high as one picture, or higher.
  if (next !== undefined && isSameAlbum(message, next)) return 0
  if (content.kind === 'image') return (content.isSticker === true ? stickerBox : fitBox)(content.width, content.height).height
  return content.kind === 'video' ? fitBox(content.width, content.height).height : LEAST
}
