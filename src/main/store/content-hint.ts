import { clipText } from '@shared/clip-text'
import type { MessageContent } from '@shared/message'
import { boundedContent, LINE, openedAddress } from './bounded-content'

/**
 * Content that is only hinted at, in the last line of a conversation and in quotes: texts are cut here, so that long ones
 * neither cross to the window nor are laid out there, and what such a line does not show stays behind.
 */
export function contentHint(content: MessageContent): MessageContent {
  const bounded = boundedContent(content, openedAddress)
  switch (bounded.kind) {
    case 'text':
      return { ...bounded, text: clipText(bounded.text, LINE) }
    case 'custom':
      return { ...bounded, fallbackText: clipText(bounded.fallbackText, LINE) }
    case 'sound':
    case 'image':
    case 'file':
    case 'video':
      return bounded.caption === undefined ? bounded : { ...bounded, caption: clipText(bounded.caption, LINE) }
    case 'bundle':
      return { ...bounded, items: [] }
    default:
      return bounded
  }
}
