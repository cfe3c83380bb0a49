import type { Mark, Point } from '@shared/picture-edits'
import { ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { boundsOf, inMiddleOf, markKeyOf } from '../model/marks-by-key'
import type { PictureEditor } from './use-picture-editor'

/** Editing without a pointer: what keys on the picture do, and what is said of it aloud. */
export function useEditorKeys(editor: PictureEditor, writeAt: (at: Point) => void) {
  const { t } = useI18n()
  const said = ref('')

  function nameOf(mark: Mark): string {
    return mark.kind === 'text' ? t('editor.mark.text', { text: mark.text }) : t(`editor.mark.${mark.kind}`)
  }

  /** Where it is, and how large; whole px, in the order in which one reads a size. */
  function placeOf(): string {
    const rect = editor.cut.value ?? (editor.selected.value && boundsOf(editor.selected.value))
    if (rect === undefined) return ''
    const [x, y, width, height] = [rect.x, rect.y, rect.width, rect.height].map(Math.round)
    return t('editor.said.place', { x, y, width, height })
  }

  function sayWhich(): void {
    const mark = editor.selected.value
    said.value =
      mark === undefined
        ? t('editor.said.none')
        : t('editor.said.which', { mark: nameOf(mark), ...editor.selectedPlace.value, place: placeOf() })
  }

  function add(): void {
    if (editor.tool.value === 'text') return writeAt(inMiddleOf(editor.part.value).from)
    editor.addInMiddle()
    if (editor.cut.value !== undefined) said.value = placeOf()
    else sayWhich()
  }

  function remove(): void {
    const gone = editor.removeSelected()
    said.value = gone === undefined ? t('editor.said.none') : t('editor.said.removed', { mark: nameOf(gone) })
  }

  /** @returns whether it was one of the picture's keys */
  function press(event: KeyboardEvent): boolean {
    const key = markKeyOf(event)
    if (key === undefined) return false
    if (key.act === 'add') add()
    else if (key.act === 'remove') remove()
    else if (key.act === 'move' || key.act === 'size') said.value = editor.changeByKey(key.act, key.by) ? placeOf() : t('editor.said.none')
    else {
      editor.select(key.act === 'next' ? 1 : -1)
      sayWhich()
    }
    return true
  }

  /** Something was taken back, or done again: how much there is now. */
  function sayStep(step: 'undone' | 'redone'): void {
    const n = editor.edits.value.marks.length
    said.value = t(`editor.said.${step}`, { n }, n)
  }

  return { said, press, sayWhich, sayStep }
}
