import { toContent } from './message-content'
import type { MessageContent } from '@shared/message'
import { assertNever } from '@shared/result'

/** What a person would search a message by; parts stand on lines of their own. Empty = nothing to find. */
export function searchableText(type: string, content: Readonly<Record<string, unknown>>): string {
  // Nearly every message: no need to build its content first.
  if (type === 'text' && typeof content['content'] === 'string') return content['content']
  return textOf(toContent(type, content))
}

function textOf(content: MessageContent): string {
  switch (content.kind) {
    case 'text':
      return content.text
    case 'file':
    case 'image':
    case 'video':
    case 'sound':
      return lines(content.name, content.caption)
    case 'location':
      return content.name
    case 'link':
      return lines(content.title, content.desc, content.url)
    case 'contact':
      return lines(content.name, content.userId)
    case 'red_packet':
      return content.memo ?? ''
    case 'bundle':
      return lines(content.title, ...content.items.map((item) => lines(item.senderName, textOf(item.content))))
    case 'custom':
      return content.fallbackText
    case 'face':
    case 'recall':
    case 'recalled':
    case 'group_event':
    case 'unsupported':
      return ''
    default:
      return assertNever(content)
  }
}

function lines(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join('\n')
}
