import { type Edges, type Mark, type Point, type Rect, type Turns } from '@shared/picture-edits'

/** How much wider than high a letter is, at most: texts without a canvas are measured by it. */
const LETTER = 0.6
/** Least px of a text, and most, that keys make of it. */
const TEXT_SIZES = { least: 8, most: 2000 }

/** Where a tool begins without a pointer: an arrow across the middle of what is seen, or half of it both ways. */
export function inMiddleOf({ x, y, width, height }: Rect): { readonly from: Point; readonly to: Point } {
  const at = (part: number, of: number): number => Math.round(part * of)
  return {
    from: { x: x + at(0.25, width), y: y + at(0.25, height) },
    to: { x: x + Math.max(at(0.75, width), at(0.25, width) + 1), y: y + Math.max(at(0.75, height), at(0.25, height) + 1) },
  }
}

/** Moved by px, as far as all of it that was on the picture stays there. @param edges of the picture as it is turned */
export function movedMark(mark: Mark, by: Point, edges: Edges): Mark {
  const points = mark.kind === 'arrow' ? [mark.from, mark.to] : mark.kind === 'text' ? [mark.at] : cornersOf(mark.area)
  const dx = kept(
    by.x,
    points.map(({ x }) => x),
    edges.width,
  )
  const dy = kept(
    by.y,
    points.map(({ y }) => y),
    edges.height,
  )
  const moved = (point: Point): Point => ({ x: point.x + dx, y: point.y + dy })
  if (mark.kind === 'arrow') return { ...mark, from: moved(mark.from), to: moved(mark.to) }
  return mark.kind === 'text' ? { ...mark, at: moved(mark.at) } : { ...mark, area: { ...mark.area, ...moved(mark.area) } }
}

/** The tip of an arrow, the far corner of an area, the size of a text. It never becomes nothing. */
export function sizedMark(mark: Mark, by: Point, edges: Edges): Mark {
  if (mark.kind === 'text') return { ...mark, size: within(mark.size + by.x + by.y, TEXT_SIZES.least, TEXT_SIZES.most) }
  if (mark.kind === 'mosaic') return { ...mark, area: sizedRect(mark.area, by, edges) }
  const to = { x: within(mark.to.x + by.x, 0, edges.width), y: within(mark.to.y + by.y, 0, edges.height) }
  return to.x === mark.from.x && to.y === mark.from.y ? mark : { ...mark, to }
}

export function movedRect(rect: Rect, by: Point, room: Rect): Rect {
  return {
    ...rect,
    x: within(rect.x + by.x, room.x, room.x + room.width - rect.width),
    y: within(rect.y + by.y, room.y, room.y + room.height - rect.height),
  }
}

export function sizedRect(rect: Rect, by: Point, edges: Edges): Rect {
  return {
    ...rect,
    width: within(rect.width + by.x, 1, edges.width - rect.x),
    height: within(rect.height + by.y, 1, edges.height - rect.y),
  }
}

/** What a mark takes up, about. */
export function boundsOf(mark: Mark): Rect {
  if (mark.kind === 'mosaic') return mark.area
  if (mark.kind === 'text') return textBounds(mark)
  const { from, to, width } = mark
  return {
    x: Math.min(from.x, to.x) - width,
    y: Math.min(from.y, to.y) - width,
    width: Math.abs(to.x - from.x) + 2 * width,
    height: Math.abs(to.y - from.y) + 2 * width,
  }
}

function textBounds({ at, text, size, turns }: Extract<Mark, { kind: 'text' }>): Rect {
  const length = [...text].reduce((sum, letter) => sum + size * (letter.codePointAt(0)! > 0x2e7f ? 1 : LETTER), 0)
  const boxes: { readonly [T in Turns]: Rect } = {
    0: { x: at.x, y: at.y - size / 2, width: length, height: size },
    1: { x: at.x - size / 2, y: at.y, width: size, height: length },
    2: { x: at.x - length, y: at.y - size / 2, width: length, height: size },
    3: { x: at.x - size / 2, y: at.y - length, width: size, height: length },
  }
  return boxes[turns]
}

function cornersOf({ x, y, width, height }: Rect): readonly Point[] {
  return [
    { x, y },
    { x: x + width, y: y + height },
  ]
}

/** A step that leaves none of them further outside than it is. */
function kept(step: number, places: readonly number[], most: number): number {
  const [least, greatest] = [Math.min(...places), Math.max(...places)]
  return step < 0 ? Math.max(step, Math.min(0, -least)) : Math.min(step, Math.max(0, most - greatest))
}

function within(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(Math.max(least, most), value))
}

const STEPS: ReadonlyMap<string, Point> = new Map([
  ['ArrowLeft', { x: -1, y: 0 }],
  ['ArrowRight', { x: 1, y: 0 }],
  ['ArrowUp', { x: 0, y: -1 }],
  ['ArrowDown', { x: 0, y: 1 }],
])
/** Px that a key moves by while Ctrl is held. */
const LEAP = 10

/** What a key on the picture asks for; `undefined`: nothing. */
export type MarkKey = { readonly act: 'move' | 'size'; readonly by: Point } | { readonly act: 'add' | 'remove' | 'next' | 'previous' }

export function markKeyOf(event: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>): MarkKey | undefined {
  if (event.altKey) return undefined
  const step = STEPS.get(event.key)
  if (step !== undefined) {
    const px = event.ctrlKey || event.metaKey ? LEAP : 1
    return { act: event.shiftKey ? 'size' : 'move', by: { x: step.x * px, y: step.y * px } }
  }
  if (event.ctrlKey || event.metaKey) return undefined
  switch (event.key) {
    case ' ':
    case 'Insert':
      return { act: 'add' }
    case 'Delete':
    case 'Backspace':
      return { act: 'remove' }
    case 'PageDown':
      return { act: 'next' }
    case 'PageUp':
      return { act: 'previous' }
    default:
      return undefined
  }
}
