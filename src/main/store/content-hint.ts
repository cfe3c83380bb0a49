import { clipText } from '@shared/clip-text'
import type { MessageContent } from '@shared/message'

/** UTF-16 code units of a text that stands in one line: more than any line shows. */
const HINT = 300

/**
 * Content that is only hinted at, in the last line of a conversation and in quotes: texts are cut here, so that long ones
 * neither cross to the window nor are laid out there, and what such a line does not show stays behind.
 */
export function contentHint(content: MessageContent): MessageContent {
  switch (content.kind) {
    case 'text':
      return { ...content, text: clipText(content.text, HINT) }
    case 'custom':
      return { ...content, fallbackText: clipText(content.fallbackText, HINT) }
    case 'bundle':
      return { ...content, title: clipText(content.title, HINT), items: [] }
    case 'link':
      return {
        ...content,
        title: clipText(content.title, HINT),
        ...(content.desc === undefined ? {} : { desc: clipText(content.desc, HINT) }),
      }
    case 'red_packet':
      return content.memo === undefined ? content : { ...content, memo: clipText(content.memo, HINT) }
    case 'unsupported':
      return { ...content, raw: '' }
    default:
      return content
  }
}
