import type { WrittenMention } from '@shared/conversation'
import { useEventListener } from '@vueuse/core'
import type { Ref, ShallowRef } from 'vue'
import { type Edit, EditHistory, type Restored, type Selection } from '../model/edit-history'
import { isRedoKey, isUndoKey } from '../model/undo-keys'
import { changeBetween, type TextChange } from '../model/text-change'
import { changed, withInserted, type Written } from '../model/written'

/** What a key writes or erases, beside what an input method composes. */
const TYPING = new Set(['insertText', 'insertLineBreak', 'deleteContentBackward', 'deleteContentForward'])

/**
 * Keeps a field and what is written in it together, mentions and history included. Everything is taken from the `input`
 * events themselves: a composition that an input method forgets to end holds nothing up.
 */
export function useWrittenField(field: Readonly<Ref<HTMLTextAreaElement | null>>, written: ShallowRef<Written>, onChanged: () => void) {
  const history = new EditHistory()
  /** Where the selection stood before the change that is under way. */
  let selected: Selection = [0, 0]
  let compositions = 0

  function noteSelection(element: HTMLTextAreaElement): void {
    selected = [element.selectionStart, element.selectionEnd]
  }

  function record(element: HTMLTextAreaElement, change: TextChange, next: Written, kind: Edit['kind']): void {
    history.record({
      change,
      mentions: { before: written.value.mentions, after: next.mentions },
      selection: { before: selected, after: [element.selectionStart, element.selectionEnd] },
      at: Date.now(),
      kind,
    })
    written.value = next
    onChanged()
  }

  useEventListener(field, 'beforeinput', (event: InputEvent) => {
    if (field.value !== null) noteSelection(field.value)
    // The menu's Undo: the page's own history would bring the words of other conversations.
    if (event.inputType !== 'historyUndo' && event.inputType !== 'historyRedo') return
    event.preventDefault()
    step(event.inputType === 'historyUndo' ? history.undo() : history.redo())
  })
  useEventListener(field, 'compositionstart', () => compositions++)
  useEventListener(field, 'input', (event: Event) => {
    const element = field.value
    if (element === null) return
    const change = changeBetween(written.value.text, element.value, element.selectionEnd)
    if (change === undefined) return
    const { inputType = '', isComposing = false } = event as InputEvent
    const isComposed = isComposing || inputType === 'insertCompositionText'
    const kind = isComposed ? (`composed ${compositions}` as const) : TYPING.has(inputType) ? 'typed' : 'whole'
    record(element, change, changed(written.value, change), kind)
  })

  /** Puts text in place of a part of the field, by default of what is selected; a mention may begin where it does. */
  function insert(
    text: string,
    { from, to, mentions = [] }: { readonly from?: number; readonly to?: number; readonly mentions?: readonly WrittenMention[] } = {},
  ): void {
    const element = field.value
    if (element === null) return
    element.focus({ preventScroll: true })
    noteSelection(element)
    const at = from ?? element.selectionStart
    const change = { at, removed: element.value.slice(at, to ?? element.selectionEnd), inserted: text }
    element.setRangeText(text, at, at + change.removed.length, 'end')
    reveal(element)
    record(element, change, withInserted(written.value, change, mentions), 'whole')
  }

  function step(restored: Restored | undefined): void {
    const element = field.value
    if (element === null || restored === undefined) return
    const { change, mentions, selection } = restored
    element.setRangeText(change.inserted, change.at, change.at + change.removed.length, 'end')
    element.setSelectionRange(...selection)
    written.value = { text: element.value, mentions }
    onChanged()
  }

  /** Takes undo and redo; true = taken. While an input method composes, its keys are its own. */
  function onKeydown(event: KeyboardEvent): boolean {
    const isUndo = isUndoKey(event)
    if (event.isComposing || event.keyCode === 229 || !(isUndo || isRedoKey(event))) return false
    event.preventDefault()
    step(isUndo ? history.undo() : history.redo())
    return true
  }

  return { insert, onKeydown, forget: () => history.clear() }
}

/** Setting text does not scroll to the caret, as typing does. */
function reveal(element: HTMLTextAreaElement): void {
  if (element.selectionEnd === element.value.length) element.scrollTop = element.scrollHeight
}
