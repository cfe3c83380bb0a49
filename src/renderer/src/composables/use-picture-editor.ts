import {
  type Edges,
  type Mark,
  type MarkColour,
  MARK_COLOURS,
  markSizes,
  MAX_MARKS,
  NO_EDITS,
  type PictureEdits,
  type Point,
  type Rect,
  rectBetween,
  seenPart,
  turnedEdges,
  turnRight,
} from '@shared/picture-edits'
import { computed, ref, shallowRef } from 'vue'
import { inMiddleOf, movedMark, movedRect, sizedMark, sizedRect } from '../model/marks-by-key'
import { did, redone, undoList, undone } from '../model/undo-list'

export const EDIT_TOOLS = ['crop', 'arrow', 'text', 'mosaic'] as const
export type EditTool = (typeof EDIT_TOOLS)[number]

/** Px of the picture under which a drag is only a click. */
const LEAST_DRAG = 4

/** What is done with a picture, step by step. @param edges of the picture, upright, px */
export function usePictureEditor(edges: Edges) {
  const steps = shallowRef(undoList<PictureEdits>(NO_EDITS))
  const tool = ref<EditTool>('arrow')
  const colour = ref<MarkColour>(MARK_COLOURS[0])
  /** What is being drawn, from where to where. */
  const drag = shallowRef<{ readonly from: Point; readonly to: Point }>()
  /** What is to be cut out, before that is agreed to. */
  const cut = shallowRef<Rect>()
  /** Of the marks, that which keys change. */
  const selected = ref<number>()
  /** Keys change it step by step, which is undone at once. */
  let isUnderKeys = false
  const edits = computed(() => steps.value.present)
  const turned = computed(() => turnedEdges(edges, edits.value.turns))
  const part = computed(() => seenPart(edits.value, turned.value))
  const sizes = markSizes(edges)

  function change(next: PictureEdits): void {
    steps.value = did(steps.value, next)
    isUnderKeys = false
    selected.value = undefined
  }

  function add(mark: Mark): void {
    if (edits.value.marks.length >= MAX_MARKS) return
    change({ ...edits.value, marks: [...edits.value.marks, mark] })
    selected.value = edits.value.marks.length - 1
  }

  /** Without a pointer: in the middle of what is seen. A text is written first, and is not added here. */
  function addInMiddle(): void {
    const { from, to } = inMiddleOf(part.value)
    if (tool.value === 'crop') cut.value = within(rectBetween(from, to, turned.value), part.value)
    else if (tool.value === 'arrow') add({ kind: 'arrow', from, to, colour: colour.value, width: sizes.arrow })
    else if (tool.value === 'mosaic') add({ kind: 'mosaic', area: rectBetween(from, to, turned.value) })
  }

  /** What is to be cut out, else the selected mark, by px. @returns whether there is any */
  function changeByKey(act: 'move' | 'size', by: Point): boolean {
    if (cut.value !== undefined) {
      const sized = (): Rect => within(sizedRect(cut.value ?? part.value, by, turned.value), part.value)
      cut.value = act === 'move' ? movedRect(cut.value, by, part.value) : sized()
      return true
    }
    const index = selected.value
    const mark = index === undefined ? undefined : edits.value.marks[index]
    if (index === undefined || mark === undefined) return false
    const next = (act === 'move' ? movedMark : sizedMark)(mark, by, turned.value)
    const marks = edits.value.marks.with(index, next)
    if (isUnderKeys) steps.value = { ...steps.value, present: { ...edits.value, marks } }
    else change({ ...edits.value, marks })
    isUnderKeys = true
    selected.value = index
    return true
  }

  /** @returns what is gone */
  function removeSelected(): Mark | undefined {
    const index = selected.value
    const mark = index === undefined ? undefined : edits.value.marks[index]
    if (index === undefined || mark === undefined) return undefined
    change({ ...edits.value, marks: edits.value.marks.toSpliced(index, 1) })
    return mark
  }

  /** The mark after that which is selected, or before it; all round. */
  function select(direction: 1 | -1): void {
    const { length } = edits.value.marks
    if (length === 0) return
    const from = selected.value ?? (direction === 1 ? -1 : length)
    selected.value = (from + direction + length) % length
    isUnderKeys = false
  }

  /** Goes back or forth in what was done. */
  function step(next: typeof undone): void {
    leave()
    steps.value = next(steps.value)
    selected.value = undefined
    isUnderKeys = false
  }

  /** What the drag would become if it ended now. */
  const draft = computed((): Mark | undefined => {
    if (drag.value === undefined) return undefined
    const { from, to } = drag.value
    if (Math.hypot(to.x - from.x, to.y - from.y) < LEAST_DRAG) return undefined
    // Its tip is seen, wherever the pointer has gone.
    if (tool.value === 'arrow') return { kind: 'arrow', from, to: nearestIn(to, part.value), colour: colour.value, width: sizes.arrow }
    return tool.value === 'mosaic' ? { kind: 'mosaic', area: rectBetween(from, to, turned.value) } : undefined
  })

  function dragTo(to: Point): void {
    if (drag.value === undefined) return
    drag.value = { ...drag.value, to }
    if (tool.value === 'crop') cut.value = within(rectBetween(drag.value.from, to, turned.value), part.value)
  }

  function dragEnd(): void {
    const mark = draft.value
    drag.value = undefined
    if (mark !== undefined) add(mark)
    if (cut.value !== undefined && (cut.value.width < LEAST_DRAG || cut.value.height < LEAST_DRAG)) cut.value = undefined
  }

  function write(at: Point, text: string): void {
    if (text !== '') add({ kind: 'text', at, text, colour: colour.value, size: sizes.text, turns: 0 })
  }

  function applyCut(): void {
    if (cut.value !== undefined) change({ ...edits.value, crop: cut.value })
    cut.value = undefined
  }

  /** Whatever was begun is not done. */
  function leave(): boolean {
    const wasBusy = drag.value !== undefined || cut.value !== undefined
    drag.value = undefined
    cut.value = undefined
    return wasBusy
  }

  return {
    tool,
    colour,
    edits,
    turned,
    part,
    sizes,
    draft,
    cut,
    selected: computed(() => (selected.value === undefined ? undefined : edits.value.marks[selected.value])),
    selectedPlace: computed(() => ({ n: (selected.value ?? -1) + 1, count: edits.value.marks.length })),
    addInMiddle,
    changeByKey,
    removeSelected,
    select,
    isDragging: computed(() => drag.value !== undefined),
    canUndo: computed(() => steps.value.past.length > 0),
    canRedo: computed(() => steps.value.future.length > 0),
    setColour: (chosen: MarkColour) => (colour.value = chosen),
    dragFrom: (from: Point) => (drag.value = { from, to: from }),
    dragTo,
    dragEnd,
    write,
    applyCut,
    leave,
    choose: (next: EditTool) => (leave(), (tool.value = next)),
    turn: () => (leave(), change(turnRight(edits.value, turned.value))),
    undo: () => step(undone),
    redo: () => step(redone),
  }
}

export type PictureEditor = ReturnType<typeof usePictureEditor>

/** Of all points of a part that which is nearest. */
function nearestIn({ x, y }: Point, { x: left, y: top, width, height }: Rect): Point {
  return { x: Math.min(Math.max(x, left), left + width), y: Math.min(Math.max(y, top), top + height) }
}

/** What of one lies in the other. */
function within(rect: Rect, room: Rect): Rect {
  const [left, top] = [Math.max(rect.x, room.x), Math.max(rect.y, room.y)]
  const right = Math.min(rect.x + rect.width, room.x + room.width)
  const bottom = Math.min(rect.y + rect.height, room.y + room.height)
  return { x: left, y: top, width: Math.max(0, right - left), height: Math.max(0, bottom - top) }
}
