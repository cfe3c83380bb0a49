import type { WrittenMention } from '@shared/conversation'
import { MAX_WRITTEN } from '@shared/long-text'
import { useEventListener } from '@vueuse/core'
import type { Ref, ShallowRef } from 'vue'
import { type Edit, EditHistory, type Restored, type Selection } from '../model/edit-history'
import { applyChange, type TextChange } from '../model/text-change'
import { changed, withInserted, type Written } from '../model/written'
import { type FieldPlaces, useTextField } from './use-text-field'
import { useUndoKeys } from './use-undo-keys'

type Places = FieldPlaces & {
  /** Around both fields: it hears a key before the editor does. */
  readonly frame: Readonly<Ref<HTMLElement | null>>
}

type Told = {
  readonly changed: () => void
  /** A text that would make it longer than `MAX_WRITTEN`: nothing of it was taken. */
  readonly refused: () => void
}

/** Keeps a field and what is written in it together, mentions and history included. */
export function useWrittenField(places: Places, written: ShallowRef<Written>, on: Told) {
  const history = new EditHistory()
  const { undoOf } = useUndoKeys()
  const field = useTextField(places, written, { changed: take, given: (text) => insert(text), refused: on.refused })

  // The menu's Undo: the page's own history would bring the words of other conversations.
  useEventListener(
    places.frame,
    'beforeinput',
    (event: InputEvent) => {
      if (event.inputType !== 'historyUndo' && event.inputType !== 'historyRedo') return
      event.preventDefault()
      step(event.inputType === 'historyUndo' ? history.undo() : history.redo())
    },
    { capture: true },
  )

  function record(change: TextChange, next: Written, kind: Edit['kind'], [before, after]: readonly [Selection, Selection]): void {
    const mentions = { before: written.value.mentions, after: next.mentions }
    history.record({ change, mentions, selection: { before, after }, at: Date.now(), kind })
  }

  function take(change: TextChange, kind: Edit['kind'], before: Selection): void {
    const next = changed(written.value, change)
    record(change, next, kind, [before, field.selection])
    written.value = next
    on.changed()
  }

  /**
   * Puts text in place of a part of the field, by default of what is selected; a mention may begin where it does. All of it
   * or, where it is too much, nothing.
   */
  function insert(
    text: string,
    { from, to, mentions = [] }: { readonly from?: number; readonly to?: number; readonly mentions?: readonly WrittenMention[] } = {},
  ): void {
    if (!field.isThere()) return
    field.focus()
    const before = field.selection
    const at = from ?? before[0]
    const change = { at, removed: written.value.text.slice(at, to ?? before[1]), inserted: text }
    if (written.value.text.length - change.removed.length + text.length > MAX_WRITTEN) return on.refused()
    const next = withInserted(written.value, change, mentions)
    const after = [at + text.length, at + text.length] as const
    record(change, next, 'whole', [before, after])
    field.put(change, next, after)
    on.changed()
  }

  function step(restored: Restored | undefined): void {
    if (restored === undefined) return
    const { change, mentions, selection } = restored
    field.put(change, { text: applyChange(written.value.text, change), mentions }, selection)
    on.changed()
  }

  /** Takes undo and redo; true = taken. While an input method composes, its keys are its own. */
  function onKeydown(event: KeyboardEvent): boolean {
    const way = undoOf(event)
    if (event.isComposing || event.keyCode === 229 || way === undefined) return false
    event.preventDefault()
    step(way === 'undo' ? history.undo() : history.redo())
    return true
  }

  return { field, insert, onKeydown, forget: () => history.clear() }
}
