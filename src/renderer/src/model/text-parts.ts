import { LinkifyIt } from 'linkify-it'

export type TextPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'link'; readonly text: string; readonly url: string }
  | { readonly type: 'mention'; readonly text: string }

const linkify = new LinkifyIt().add('ftp:', null).add('//', null)

/** Cuts a text into what is drawn as text, as a link, and as a mention of one of `names`. Nothing here makes HTML. */
export function textParts(text: string, names: readonly string[] = []): TextPart[] {
  const parts: TextPart[] = []
  let from = 0
  for (const match of linkify.match(text) ?? []) {
    if (!/^(https?|mailto):/i.test(match.url)) continue
    parts.push(...mentionParts(text.slice(from, match.index), names))
    parts.push({ type: 'link', text: match.text, url: match.url })
    from = match.lastIndex
  }
  parts.push(...mentionParts(text.slice(from), names))
  return parts
}

function mentionParts(text: string, names: readonly string[]): TextPart[] {
  if (text === '') return []
  const marks = names
    .filter((name) => name !== '')
    .map((name) => `@${name}`)
    .sort((a, b) => b.length - a.length)
  const parts: TextPart[] = []
  let plain = ''
  for (let i = 0; i < text.length;) {
    const mark = text[i] === '@' ? marks.find((candidate) => text.startsWith(candidate, i)) : undefined
    if (mark === undefined) {
      plain += text[i++]
      continue
    }
    if (plain !== '') parts.push({ type: 'text', text: plain })
    plain = ''
    parts.push({ type: 'mention', text: mark })
    i += mark.length
  }
  if (plain !== '') parts.push({ type: 'text', text: plain })
  return parts
}
