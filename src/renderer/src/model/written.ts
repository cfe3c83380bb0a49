import type { WrittenMention } from '@shared/conversation'
import { applyChange, mentionsAfter, type TextChange } from './text-change'

/** A text, and whom it calls by what was picked. */
export type Written = { readonly text: string; readonly mentions: readonly WrittenMention[] }

export function changed({ text, mentions }: Written, change: TextChange): Written {
  return { text: applyChange(text, change), mentions: mentionsAfter(mentions, change) }
}

/** With further text in place of a part, and the mentions of that text, which count from its own beginning. */
export function withInserted(written: Written, change: TextChange, mentions: readonly WrittenMention[]): Written {
  const next = changed(written, change)
  const added = mentions.map((mention) => ({ ...mention, at: mention.at + change.at }))
  return { ...next, mentions: [...next.mentions, ...added].sort((a, b) => a.at - b.at) }
}
