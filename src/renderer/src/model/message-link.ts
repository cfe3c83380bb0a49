import type { MessageContent } from '@shared/message'
import { findLinks } from './link-finder'

/** The address that a message is about: a link's own, or the first one of a text. */
export function linkOf(content: MessageContent): { readonly url: string; readonly title: string } | undefined {
  if (content.kind === 'link') return { url: content.url, title: content.title }
  const found = content.kind === 'text' ? findLinks(content.text)[0] : undefined
  return found && { url: found.url, title: '' }
}
