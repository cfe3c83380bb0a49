import type { WrittenMention } from '@shared/conversation'

/** One stretch of a text was replaced: at `at` (UTF-16), `removed` by `inserted`. */
export type TextChange = { readonly at: number; readonly removed: string; readonly inserted: string }

/**
 * What changed between two texts. `caret`, where the caret stands afterwards, tells which of two equal letters is the
 * new one: what was inserted ends there. `undefined` when they are equal.
 */
export function changeBetween(before: string, after: string, caret: number = after.length): TextChange | undefined {
  if (before === after) return undefined
  const shorter = Math.min(before.length, after.length)
  const behindCaret = Math.min(shorter, Math.max(0, after.length - caret))
  let end = 0
  while (end < behindCaret && before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)) end++
  let at = 0
  while (at < shorter - end && before.charCodeAt(at) === after.charCodeAt(at)) at++
  return { at, removed: before.slice(at, before.length - end), inserted: after.slice(at, after.length - end) }
}

export function applyChange(text: string, { at, removed, inserted }: TextChange): string {
  return text.slice(0, at) + inserted + text.slice(at + removed.length)
}

export function inverse({ at, removed, inserted }: TextChange): TextChange {
  return { at, removed: inserted, inserted: removed }
}

/** Mentions after a change: those behind it move along, those that it touches are text like any other from now on. */
export function mentionsAfter(mentions: readonly WrittenMention[], change: TextChange): readonly WrittenMention[] {
  if (mentions.length === 0) return mentions
  const end = change.at + change.removed.length
  const shift = change.inserted.length - change.removed.length
  return mentions.flatMap((mention) => {
    if (mention.at + 1 + mention.name.length <= change.at) return [mention]
    return mention.at >= end ? [{ ...mention, at: mention.at + shift }] : []
  })
}
