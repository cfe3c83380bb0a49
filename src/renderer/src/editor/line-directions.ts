import { type Extension, RangeSetBuilder } from '@codemirror/state'
import { Decoration, type DecorationSet, EditorView, ViewPlugin, type ViewUpdate } from '@codemirror/view'

const ownDirection = Decoration.line({ attributes: { dir: 'auto' } })

function linesInView({ state, visibleRanges }: EditorView): DecorationSet {
  const lines = new RangeSetBuilder<Decoration>()
  let last = -1
  for (const { from, to } of visibleRanges) {
    for (let at = from; at <= to;) {
      const line = state.doc.lineAt(at)
      if (line.from > last) lines.add(line.from, line.from, ownDirection)
      last = line.from
      at = line.to + 1
    }
  }
  return lines.finish()
}

const decorations = ViewPlugin.define(
  (view) => ({
    lines: linesInView(view),
    update(update: ViewUpdate) {
      if (update.docChanged || update.viewportChanged) this.lines = linesInView(update.view)
    },
  }),
  { decorations: ({ lines }) => lines },
)

/** Each line has the direction of its own first letter, as in a field with `dir="auto"`. */
export const lineDirections: Extension = [EditorView.perLineTextDirection.of(true), decorations]
