import { deleteCharBackwardStrict, insertNewline, standardKeymap } from '@codemirror/commands'
import { EditorState, type Transaction } from '@codemirror/state'
import { EditorView, keymap, type ViewUpdate } from '@codemirror/view'
import { MAX_WRITTEN } from '@shared/long-text'
import type { Selection } from '../model/edit-history'
import { applyChange, type TextChange } from '../model/text-change'
import { lineDirections } from './line-directions'
import type { TextField } from './text-field'

/** Attributes of the element that has the focus; `undefined` is none. */
export type FieldAttributes = Readonly<Record<string, string | undefined>>

export type LongFieldOptions = {
  readonly host: HTMLElement
  readonly text: string
  readonly selection: Selection
  /** Asked again after `refresh()`. */
  readonly attributes: () => FieldAttributes
  /** Somebody wrote; `before` is what was selected until then. */
  readonly onChanged: (change: TextChange, kind: 'typed' | 'whole' | 'composed', before: Selection) => void
  /** Somebody would have made it longer than `MAX_WRITTEN`: nothing was changed. */
  readonly onRefused: () => void
}

export interface LongField extends TextField {
  refresh(): void
  close(): void
}

/**
 * An editor that draws only what is in view, and so takes a text of any length. It looks like the plain field, and like it
 * has no history: that one is the composer's.
 */
export function longField({ host, text, selection, attributes, onChanged, onRefused }: LongFieldOptions): LongField {
  let current = text
  /** A change by `replace`, of which its caller knows. */
  let isOwn = false

  function noteChange(update: ViewUpdate): void {
    if (!update.docChanged) return
    const change = stretchOf(update)
    current = applyChange(current, change)
    if (!isOwn) onChanged(change, kindOf(update), selectionOf(update.startState))
  }

  function hasRoom({ changes, startState }: Transaction): boolean {
    if (changes.newLength <= MAX_WRITTEN || changes.newLength <= startState.doc.length) return true
    onRefused()
    return false
  }

  const [anchor, head] = selection
  const view = new EditorView({
    parent: host,
    state: EditorState.create({
      doc: text,
      selection: { anchor, head },
      extensions: [
        // A carriage return is a character like any other: what is written stays letter for letter what it was.
        EditorState.lineSeparator.of('\n'),
        EditorView.lineWrapping,
        lineDirections,
        look,
        EditorView.contentAttributes.of(() => ({ tabindex: '0', spellcheck: 'true', ...present(attributes()) })),
        // Without a selection an editor of programs would copy or cut the whole line.
        EditorView.domEventHandlers({ copy: isNothingSelected, cut: isNothingSelected }),
        keymap.of(keys),
        EditorState.changeFilter.of(hasRoom),
        EditorView.updateListener.of(noteChange),
      ],
    }),
    scrollTo: EditorView.scrollIntoView(head),
  })

  return {
    element: view.contentDOM,
    get text() {
      return current
    },
    get selection() {
      return selectionOf(view.state)
    },
    replace({ at, removed, inserted }, [from, to]) {
      isOwn = true
      view.dispatch({
        changes: { from: at, to: at + removed.length, insert: view.state.toText(inserted) },
        selection: { anchor: from, head: to },
        scrollIntoView: true,
      })
      isOwn = false
    },
    focus: () => view.focus(),
    refresh: () => view.dispatch({}),
    close: () => view.destroy(),
  }
}

/** As a plain field has them: Enter breaks the line and does not indent, Backspace erases one character, blanks too. */
const keys = [
  { key: 'Enter', run: insertNewline, shift: insertNewline },
  { key: 'Backspace', run: deleteCharBackwardStrict, shift: deleteCharBackwardStrict },
  ...standardKeymap.filter(({ key }) => key !== 'Enter' && key !== 'Backspace'),
]

/** As high, as wide and as spaced as the plain field. */
const look = EditorView.theme({
  '&': { maxHeight: '196px', color: 'inherit' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'inherit', lineHeight: 'inherit' },
  '.cm-content': { padding: '10px 0 4px', caretColor: 'auto', cursor: 'text' },
  '.cm-line': { padding: '0 14px' },
})

function isNothingSelected(_: ClipboardEvent, view: EditorView): boolean {
  return view.state.selection.main.empty
}

function selectionOf({ selection: { main } }: EditorState): Selection {
  return [main.from, main.to]
}

/** All that an update changed, as one stretch. */
function stretchOf({ changes, startState, state }: ViewUpdate): TextChange {
  let [from, to, end] = [Infinity, 0, 0]
  changes.iterChangedRanges((fromA, toA, _, toB) => {
    from = Math.min(from, fromA)
    to = toA
    end = toB
  })
  return { at: from, removed: startState.sliceDoc(from, to), inserted: state.sliceDoc(from, end) }
}

function kindOf({ transactions }: ViewUpdate): 'typed' | 'whole' | 'composed' {
  const is = (event: string): boolean => transactions.some((transaction) => transaction.isUserEvent(event))
  if (is('input.type.compose')) return 'composed'
  return is('input.type') || is('delete.forward') || is('delete.backward') ? 'typed' : 'whole'
}

function present(attributes: FieldAttributes): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
}
