import { findLinks } from './link-finder'
import { nameAt } from './mentions'

export type TextPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'link'; readonly text: string; readonly url: string }
  | { readonly type: 'mention'; readonly text: string }

/**
 * Cuts a text into what is drawn as text, as a link, and as a mention of one of `names`. Nothing here makes HTML. A link
 * is one whole: an `@` inside it mentions nobody.
 */
export function textParts(text: string, names: readonly string[] = []): TextPart[] {
  const parts: TextPart[] = []
  let from = 0
  for (const link of findLinks(text)) {
    addText(parts, text, from, link.from, names)
    parts.push({ type: 'link', text: text.slice(link.from, link.to), url: link.url })
    from = link.to
  }
  addText(parts, text, from, text.length, names)
  return parts
}

function addText(parts: TextPart[], text: string, start: number, end: number, names: readonly string[]): void {
  let from = start
  for (let at = names.length === 0 ? -1 : text.indexOf('@', from); at !== -1 && at < end; at = text.indexOf('@', at + 1)) {
    const name = at < from ? undefined : nameAt(text, at, names)
    if (name === undefined || at + 1 + name.length > end) continue
    if (at > from) parts.push({ type: 'text', text: text.slice(from, at) })
    from = at + 1 + name.length
    parts.push({ type: 'mention', text: text.slice(at, from) })
  }
  if (from < end) parts.push({ type: 'text', text: text.slice(from, end) })
}
