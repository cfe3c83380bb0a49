// @vitest-environment happy-dom
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { assert, integer, property, tuple } from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import type { Mark, Rect } from '@shared/picture-edits'
import EditorCanvas from '../../src/renderer/src/components/picture-editor/EditorCanvas.vue'
import { type EditTool, type PictureEditor, usePictureEditor } from '../../src/renderer/src/composables/use-picture-editor'
import { createAppI18n } from '../../src/renderer/src/i18n'
import { boundsOf, movedMark, sizedMark } from '../../src/renderer/src/model/marks-by-key'

const EDGES = { width: 1000, height: 500 }

let wrapper: VueWrapper | undefined
afterEach(() => wrapper?.unmount())

/** The picture with the keyboard on it. */
function open(tool: EditTool = 'arrow') {
  const editor: PictureEditor = usePictureEditor(EDGES)
  editor.choose(tool)
  wrapper = mount(EditorCanvas, {
    props: { editor, src: 'jim-media://chosen/1', edges: EDGES },
    attachTo: document.body,
    global: { plugins: [createAppI18n('en')] },
  })
  const canvas = wrapper.get<HTMLCanvasElement>('canvas')
  canvas.element.focus()
  const press = async (...keys: readonly string[]): Promise<void> => {
    for (const pressed of keys) {
      const [key = '', ...held] = pressed.split('+').reverse()
      await canvas.trigger('keydown', {
        key: key === 'Space' ? ' ' : key,
        shiftKey: held.includes('Shift'),
        ctrlKey: held.includes('Ctrl'),
      })
    }
  }
  const said = (): string => wrapper?.get('[role=status]').text() ?? ''
  return { editor, press, said, marks: () => editor.edits.value.marks, canvas }
}

const ARROW = { kind: 'arrow', from: { x: 250, y: 125 }, to: { x: 750, y: 375 }, colour: '#e5484d', width: 5 }

describe('editing a picture by keys', () => {
  it('draws an arrow, moves it, turns its tip, and says so', async () => {
    const { press, said, marks } = open()
    await press('Space')
    expect(marks()).toEqual([ARROW])
    expect(said()).toBe('Arrow, 1 of 1, at 245, 120, 510 by 260 px')
    await press('ArrowRight', 'ArrowRight', 'Ctrl+ArrowDown')
    expect(marks()).toEqual([{ ...ARROW, from: { x: 252, y: 135 }, to: { x: 752, y: 385 } }])
    await press('Shift+ArrowUp', 'Ctrl+Shift+ArrowLeft')
    expect(marks()).toEqual([{ ...ARROW, from: { x: 252, y: 135 }, to: { x: 742, y: 384 } }])
    expect(said()).toBe('at 247, 130, 500 by 259 px')
  })

  it('takes steps of keys back at once, and the mark after them', async () => {
    const { editor, press, marks } = open()
    await press('Space', 'ArrowRight', 'ArrowRight', 'Shift+ArrowUp')
    editor.undo()
    expect(marks()).toEqual([ARROW])
    editor.undo()
    expect([marks(), editor.canUndo.value]).toEqual([[], false])
    editor.redo()
    editor.redo()
    expect(marks()).toEqual([{ ...ARROW, from: { x: 252, y: 125 }, to: { x: 752, y: 374 } }])
  })

  it('hides an area, writes a text, and removes what is chosen', async () => {
    const { editor, press, said, marks } = open('mosaic')
    await press('Space', 'ArrowLeft', 'Shift+ArrowRight')
    const area = { x: 249, y: 125, width: 501, height: 250 }
    expect(marks()).toEqual([{ kind: 'mosaic', area }])
    editor.choose('text')
    await flushPromises()
    await press('Space')
    const field = wrapper!.get<HTMLInputElement>('input')
    await flushPromises()
    expect(document.activeElement).toBe(field.element)
    await field.setValue('seen?')
    await field.trigger('keydown', { key: 'Enter' })
    expect(marks()[1]).toMatchObject({ kind: 'text', at: { x: 250, y: 125 }, text: 'seen?', size: 28 })
    expect(said()).toMatch(/^Text “seen\?”, 2 of 2/)
    expect(document.activeElement?.tagName).toBe('CANVAS')
    await press('Shift+ArrowDown', 'ArrowDown')
    expect(marks()[1]).toMatchObject({ at: { x: 250, y: 126 }, size: 29 })
    await press('PageDown')
    expect(said()).toBe('Hidden area, 1 of 2, at 249, 125, 501 by 250 px')
    await press('Delete')
    expect([marks().map(({ kind }) => kind), said()]).toEqual([['text'], 'Hidden area removed'])
    await press('Delete')
    expect([marks().length, said()]).toEqual([1, 'No mark is chosen: Space adds one'])
    await press('PageUp', 'Backspace')
    expect(marks()).toEqual([])
  })

  it('cuts, within what is left of the picture', async () => {
    const { editor, press, marks } = open('crop')
    await press('Space')
    expect(editor.cut.value).toEqual({ x: 250, y: 125, width: 500, height: 250 })
    await press('Ctrl+ArrowLeft', 'Shift+ArrowDown')
    expect(editor.cut.value).toEqual({ x: 240, y: 125, width: 500, height: 251 })
    editor.applyCut()
    await press('Space')
    for (let times = 0; times < 40; times += 1) await press('Ctrl+ArrowRight', 'Ctrl+Shift+ArrowDown')
    const { x, y, width, height } = editor.cut.value!
    expect([x + width, y + height, marks()]).toEqual([740, 376, []])
  })

  it('leaves keys alone that are not its own', async () => {
    const { press, marks, canvas } = open()
    const seen: string[] = []
    document.body.addEventListener('keydown', ({ key }) => seen.push(key), { once: true })
    await press('Space', 'x')
    expect([marks().length, seen]).toEqual([1, ['x']])
    await canvas.trigger('keydown', { key: 'ArrowRight', altKey: true })
    expect(marks()).toEqual([ARROW])
  })
})

describe('a mark under keys', () => {
  it('stays on the picture, however often it is pushed, and keeps its size', () => {
    const arrow = { ...ARROW } as Mark
    const push = (mark: Mark, x: number, y: number): Mark => movedMark(mark, { x, y }, EDGES)
    const side = integer({ min: -300, max: 300 })
    assert(
      property(tuple(side, side), tuple(side, side), ([ax, ay], [bx, by]) => {
        const { x, y, width, height } = boundsOf(push(push(arrow, ax, ay), bx, by))
        expect([x >= -5, y >= -5, x + width <= EDGES.width + 5, y + height <= EDGES.height + 5]).toEqual([true, true, true, true])
        expect([width, height]).toEqual([510, 260])
      }),
    )
  })

  it('is brought no further out where it lies outside already, and can come back', () => {
    const outside: Mark = { kind: 'text', at: { x: 1100, y: 10 }, text: 'x', colour: '#ffffff', size: 10, turns: 0 }
    expect(movedMark(outside, { x: 10, y: 0 }, EDGES)).toEqual(outside)
    expect(movedMark(outside, { x: -10, y: 0 }, EDGES)).toMatchObject({ at: { x: 1090, y: 10 } })
  })

  it('never becomes nothing', () => {
    const area: Rect = { x: 10, y: 10, width: 2, height: 2 }
    expect(sizedMark({ kind: 'mosaic', area }, { x: -5, y: -5 }, EDGES)).toEqual({ kind: 'mosaic', area: { ...area, width: 1, height: 1 } })
    const short = { ...ARROW, to: { x: 251, y: 125 } } as Mark
    expect(sizedMark(short, { x: -1, y: 0 }, EDGES)).toEqual(short)
  })

  it('is framed where its text was written, however the picture is turned', () => {
    const text = { kind: 'text', at: { x: 100, y: 100 }, text: '字x', colour: '#ffffff', size: 10 } as const
    expect(([0, 1, 2, 3] as const).map((turns) => boundsOf({ ...text, turns }))).toEqual([
      { x: 100, y: 95, width: 16, height: 10 },
      { x: 95, y: 100, width: 10, height: 16 },
      { x: 84, y: 95, width: 16, height: 10 },
      { x: 95, y: 84, width: 10, height: 16 },
    ])
  })
})
