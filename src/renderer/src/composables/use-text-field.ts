import { useEventListener } from '@vueuse/core'
import { computed, onScopeDispose, type Ref, ref, type ShallowRef, watch } from 'vue'
import type { FieldAttributes, LongField } from '../editor/long-field'
import { isLongText } from '../editor/long-text'
import { plainField, type TextField } from '../editor/text-field'
import type { Edit, Selection } from '../model/edit-history'
import { changeBetween, type TextChange } from '../model/text-change'
import type { Written } from '../model/written'
import { longFieldPart } from '../window-parts'

/** Where the two fields stand: the page's own, and the place of the editor for long texts. */
export type FieldPlaces = {
  readonly plain: Readonly<Ref<HTMLTextAreaElement | null>>
  readonly host: Readonly<Ref<HTMLElement | null>>
  readonly attributes: Readonly<Ref<FieldAttributes>>
}

export type FieldEvents = {
  /** Somebody wrote; `before` is what was selected until then. */
  readonly changed: (change: TextChange, kind: Edit['kind'], before: Selection) => void
  /** Text that would make the plain field too long, in place of what is selected. */
  readonly given: (text: string) => void
  /** More than `MAX_WRITTEN` would stand there: nothing was changed. */
  readonly refused: () => void
}

/** What a key writes or erases, beside what an input method composes. */
const TYPING = new Set(['insertText', 'insertLineBreak', 'deleteContentBackward', 'deleteContentForward'])

const NOTHING: TextChange = { at: 0, removed: '', inserted: '' }

/**
 * The field of a text: the page's own, and an editor that draws only what is in view once the text is long. `written` is
 * what stands there, whoever sets it; the field follows before the next frame. Everything is taken from what the fields
 * tell of each change: a composition that an input method forgets to end holds nothing up.
 */
export function useTextField({ plain: textarea, host, attributes }: FieldPlaces, written: ShallowRef<Written>, on: FieldEvents) {
  const isLong = ref(false)
  const plain = computed(() => (textarea.value === null ? undefined : plainField(textarea.value)))
  let long: LongField | undefined
  /** What is to be selected once the field shows what is written; `undefined` while it does. */
  let due: Selection | undefined
  let isComposed = false
  let compositions = 0
  /** What was selected in the plain field before the change that is under way. */
  let selected: Selection = [0, 0]

  const field = (): TextField | undefined => long ?? plain.value
  const editor = longFieldPart.value
  // Until the editor has been read, the plain field takes any text.
  const shouldBeLong = (text: string): boolean => editor.value !== undefined && isLongText(text, long !== undefined)

  function hear(change: TextChange, kind: 'typed' | 'whole' | 'composed', before: Selection): void {
    isComposed = kind === 'composed'
    on.changed(change, kind === 'composed' ? `composed ${compositions}` : kind, before)
  }

  useEventListener(textarea, 'beforeinput', (event: InputEvent) => {
    if (plain.value !== undefined) selected = plain.value.selection
    const given = event.data ?? ''
    if (!event.cancelable || !shouldBeLong(given)) return
    event.preventDefault()
    on.given(given)
  })
  useEventListener(textarea, 'input', (event: Event) => {
    if (plain.value === undefined || long !== undefined) return
    const change = changeBetween(written.value.text, plain.value.text, plain.value.selection[1])
    if (change === undefined) return
    const { inputType = '', isComposing = false } = event as InputEvent
    const kind = isComposing || inputType === 'insertCompositionText' ? 'composed' : TYPING.has(inputType) ? 'typed' : 'whole'
    hear(change, kind, selected)
  })
  useEventListener(textarea, 'compositionstart', () => compositions++)
  useEventListener(host, 'compositionstart', () => compositions++)

  /** Makes the field show what is written: the same one, or the one for its length. */
  function show(): void {
    const shown = field()
    if (shown === undefined || plain.value === undefined || textarea.value === null || host.value === null) return
    const { text } = written.value
    if (editor.value === undefined && isLongText(text, false)) void longFieldPart.ask()
    const isShown = due === undefined && shown.text === text
    // What is being composed stays in its field until it is done.
    if (isShown && (isComposed || shouldBeLong(text) === (long !== undefined))) return
    // Of a text that is new here, the caret is at the end.
    const selection = due ?? (isShown ? shown.selection : undefined)
    const hasFocus = shown.element === document.activeElement
    due = undefined
    isComposed = false
    const longEditor = shouldBeLong(text) ? editor.value : undefined
    long?.close()
    long = longEditor?.longField({
      host: host.value,
      text,
      selection: selection ?? [text.length, text.length],
      attributes: () => attributes.value,
      onChanged: hear,
      onRefused: on.refused,
    })
    isLong.value = long !== undefined
    // At once, not with the next patch: what is hidden cannot take the focus.
    textarea.value.hidden = isLong.value
    // To set a value lays out nothing, to select in it and to scroll does: only where the caret belongs somewhere.
    textarea.value.value = long === undefined ? text : ''
    if (long === undefined && selection !== undefined) plain.value.replace(NOTHING, selection)
    if (hasFocus) focus()
  }

  /** Puts a change that is not the field's own into it. */
  function put(change: TextChange, next: Written, selection: Selection): void {
    if (due === undefined && shouldBeLong(next.text) === (long !== undefined)) field()?.replace(change, selection)
    else due = selection
    written.value = next
  }

  const focus = (): void => field()?.focus()
  const hasFocus = (): boolean => field()?.element === document.activeElement
  const isThere = (): boolean => field() !== undefined

  function closeLong(): void {
    long?.close()
    long = undefined
    isLong.value = false
  }

  watch([written, editor], show, { flush: 'post' })
  watch(textarea, (element) => (element === null ? closeLong() : show()), { flush: 'post' })
  // Not asked for before the editor is there: what they depend on may depend on this field.
  watch(
    () => (isLong.value ? attributes.value : undefined),
    () => long?.refresh(),
    { flush: 'post' },
  )
  onScopeDispose(closeLong)

  return {
    isThere,
    hasFocus,
    focus,
    put,
    get selection(): Selection {
      return due ?? field()?.selection ?? [0, 0]
    },
  }
}
