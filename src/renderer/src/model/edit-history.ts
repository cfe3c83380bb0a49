import type { WrittenMention } from '@shared/conversation'
import { inverse, type TextChange } from './text-change'

/** The selection in a field, in UTF-16. */
export type Selection = readonly [from: number, to: number]

/** One step: what changed, and what stood around it before and afterwards. */
export type Edit = {
  readonly change: TextChange
  readonly mentions: { readonly before: readonly WrittenMention[]; readonly after: readonly WrittenMention[] }
  readonly selection: { readonly before: Selection; readonly after: Selection }
  /** Epoch ms. */
  readonly at: number
  /**
   * Letters as they are typed belong together, and all that an input method wrote in one composition; a paste, a pick and
   * a cut stand alone.
   */
  readonly kind: 'typed' | 'whole' | `composed ${number}`
}

/** What a step back or forward leads to. */
export type Restored = {
  readonly change: TextChange
  readonly mentions: readonly WrittenMention[]
  readonly selection: Selection
}

/** Typing with no longer break than this is one step, in milliseconds. */
const TOGETHER_MS = 1000
const MAX_EDITS = 500
/** Characters that all steps may hold together: beyond them the oldest are forgotten. */
const MAX_CHARACTERS = 16_000_000

/**
 * What was written into one field, to be taken back. The browser's own history belongs to the page and not to a text: it
 * crosses from one conversation's text into another's, and a large paste costs it seconds.
 */
export class EditHistory {
  #done: Edit[] = []
  #undone: Edit[] = []
  #characters = 0

  record(edit: Edit): void {
    this.#undone = []
    const last = this.#done.at(-1)
    const joined = last === undefined ? undefined : joinedEdit(last, edit)
    if (joined !== undefined && last !== undefined) {
      this.#done[this.#done.length - 1] = joined
      this.#characters += sizeOf(joined) - sizeOf(last)
    } else {
      this.#done.push(edit)
      this.#characters += sizeOf(edit)
    }
    while (this.#done.length > MAX_EDITS || (this.#characters > MAX_CHARACTERS && this.#done.length > 1)) {
      const [oldest] = this.#done.splice(0, 1)
      if (oldest !== undefined) this.#characters -= sizeOf(oldest)
    }
  }

  undo(): Restored | undefined {
    const edit = this.#done.pop()
    if (edit === undefined) return undefined
    this.#undone.push(edit)
    this.#characters -= sizeOf(edit)
    return { change: inverse(edit.change), mentions: edit.mentions.before, selection: edit.selection.before }
  }

  redo(): Restored | undefined {
    const edit = this.#undone.pop()
    if (edit === undefined) return undefined
    this.#done.push(edit)
    this.#characters += sizeOf(edit)
    return { change: edit.change, mentions: edit.mentions.after, selection: edit.selection.after }
  }

  clear(): void {
    this.#done = []
    this.#undone = []
    this.#characters = 0
  }
}

function sizeOf({ change }: Edit): number {
  return change.removed.length + change.inserted.length
}

/** Two steps as one, where the second goes on where the first ended. */
function joinedEdit(first: Edit, second: Edit): Edit | undefined {
  const change = joinedChange(first, second)
  return change === undefined
    ? undefined
    : {
        ...second,
        change,
        mentions: { before: first.mentions.before, after: second.mentions.after },
        selection: { before: first.selection.before, after: second.selection.after },
      }
}

function joinedChange(first: Edit, second: Edit): TextChange | undefined {
  if (first.kind !== second.kind || second.kind === 'whole') return undefined
  const [a, b] = [first.change, second.change]
  // An input method writes its letters anew with every key: what it replaces is what it wrote before.
  if (second.kind !== 'typed') {
    const isInside = b.at >= a.at && b.at + b.removed.length <= a.at + a.inserted.length
    if (!isInside) return undefined
    const from = b.at - a.at
    return { ...a, inserted: a.inserted.slice(0, from) + b.inserted + a.inserted.slice(from + b.removed.length) }
  }
  if (second.at - first.at > TOGETHER_MS) return undefined
  const isTyping = b.removed === '' && a.inserted !== '' && b.at === a.at + a.inserted.length && !a.inserted.endsWith('\n')
  if (isTyping) return { ...a, inserted: a.inserted + b.inserted }
  const isErasing = a.inserted === '' && b.inserted === '' && b.at + b.removed.length === a.at
  return isErasing ? { at: b.at, removed: b.removed + a.removed, inserted: '' } : undefined
}
