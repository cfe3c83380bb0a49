// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { type PictureEditor, usePictureEditor } from '../../src/renderer/src/composables/use-picture-editor'

const EDGES = { width: 1000, height: 500 }
const drag = (editor: PictureEditor, from: readonly [number, number], to: readonly [number, number]): void => {
  editor.dragFrom({ x: from[0], y: from[1] })
  editor.dragTo({ x: to[0], y: to[1] })
  editor.dragEnd()
}

describe('editing a picture', () => {
  it('draws an arrow from where the pointer went down to where it came up', () => {
    const editor = usePictureEditor(EDGES)
    drag(editor, [100, 100], [300, 200])
    expect(editor.edits.value.marks).toEqual([
      { kind: 'arrow', from: { x: 100, y: 100 }, to: { x: 300, y: 200 }, colour: '#e5484d', width: 5 },
    ])
  })

  it('leaves the tip of an arrow on what is seen, however far the pointer went', () => {
    const editor = usePictureEditor(EDGES)
    editor.choose('crop')
    drag(editor, [100, 100], [500, 400])
    editor.applyCut()
    editor.choose('arrow')
    drag(editor, [300, 200], [900, 50])
    drag(editor, [300, 200], [-900, 650])
    expect(editor.edits.value.marks).toMatchObject([{ to: { x: 500, y: 100 } }, { to: { x: 100, y: 400 } }])
  })

  it('takes a click for nothing', () => {
    const editor = usePictureEditor(EDGES)
    for (const tool of ['arrow', 'mosaic', 'crop'] as const) {
      editor.choose(tool)
      drag(editor, [100, 100], [102, 101])
    }
    expect([editor.edits.value, editor.cut.value]).toEqual([{ turns: 0, marks: [] }, undefined])
  })

  it('hides an area, whole px of it', () => {
    const editor = usePictureEditor(EDGES)
    editor.choose('mosaic')
    drag(editor, [900.2, 400], [1200, 600])
    expect(editor.edits.value.marks).toEqual([{ kind: 'mosaic', area: { x: 900, y: 400, width: 100, height: 100 } }])
  })

  it('cuts once that is agreed to, and only from what was left', () => {
    const editor = usePictureEditor(EDGES)
    editor.choose('crop')
    drag(editor, [100, 100], [500, 400])
    expect(editor.edits.value.crop).toBeUndefined()
    editor.applyCut()
    expect(editor.part.value).toEqual({ x: 100, y: 100, width: 400, height: 300 })
    drag(editor, [0, 0], [200, 200])
    editor.applyCut()
    expect(editor.part.value).toEqual({ x: 100, y: 100, width: 100, height: 100 })
  })

  it('takes back step by step, and does again until something else is done', () => {
    const editor = usePictureEditor(EDGES)
    drag(editor, [0, 0], [100, 0])
    editor.turn()
    editor.write({ x: 10, y: 20 }, '你好')
    expect(editor.edits.value.marks.map(({ kind }) => kind)).toEqual(['arrow', 'text'])
    editor.undo()
    editor.undo()
    expect(editor.edits.value).toMatchObject({ turns: 0, marks: [{ kind: 'arrow' }] })
    editor.redo()
    expect([editor.edits.value.turns, editor.canRedo.value]).toEqual([1, true])
    editor.turn()
    expect([editor.edits.value.turns, editor.canRedo.value]).toEqual([2, false])
    for (let step = 0; step < 5; step++) editor.undo()
    expect([editor.edits.value, editor.canUndo.value]).toEqual([{ turns: 0, marks: [] }, false])
  })

  it('leaves what was begun, and says whether anything was', () => {
    const editor = usePictureEditor(EDGES)
    editor.choose('crop')
    drag(editor, [100, 100], [500, 400])
    expect([editor.leave(), editor.leave(), editor.cut.value]).toEqual([true, false, undefined])
    editor.choose('arrow')
    editor.dragFrom({ x: 1, y: 1 })
    editor.dragTo({ x: 99, y: 99 })
    expect(editor.leave()).toBe(true)
    editor.dragEnd()
    expect(editor.edits.value.marks).toEqual([])
  })
})
