/** In px of the picture as it is turned. */
export type Point = { readonly x: number; readonly y: number }
export type Rect = Point & { readonly width: number; readonly height: number }
export type Edges = { readonly width: number; readonly height: number }
/** Quarters, to the right. */
export type Turns = 0 | 1 | 2 | 3

export const MARK_COLOURS = ['#e5484d', '#f5a524', '#16a34a', '#2563eb', '#ffffff', '#111827'] as const
export type MarkColour = (typeof MARK_COLOURS)[number]

/** What is put onto a picture; sizes in px. */
export type Mark =
  | { readonly kind: 'arrow'; readonly from: Point; readonly to: Point; readonly colour: MarkColour; readonly width: number }
  /** One line; `at` is where it begins, at its middle; `turns`: how often the picture was turned since it was written. */
  | {
      readonly kind: 'text'
      readonly at: Point
      readonly text: string
      readonly colour: MarkColour
      readonly size: number
      readonly turns: Turns
    }
  /** Nobody can tell afterwards what was there. */
  | { readonly kind: 'mosaic'; readonly area: Rect }

/** What is done with a picture: it is turned, then marked, then cut. */
export type PictureEdits = { readonly turns: Turns; readonly crop?: Rect; readonly marks: readonly Mark[] }

export const NO_EDITS: PictureEdits = { turns: 0, marks: [] }
export const MAX_MARKS = 500
/** UTF-16 code units of a text on a picture. */
export const MAX_MARK_TEXT = 200
/** Px that a coordinate may lie outside, and that a mark may be thick. */
export const MAX_MARK_PX = 20_000

export function turnedEdges({ width, height }: Edges, turns: Turns): Edges {
  return turns % 2 === 0 ? { width, height } : { width: height, height: width }
}

/** One more quarter to the right; what was marked or cut stays where it was on the picture. @param edges as it is turned now */
export function turnRight(edits: PictureEdits, edges: Edges): PictureEdits {
  const point = ({ x, y }: Point): Point => ({ x: edges.height - y, y: x })
  const rect = ({ x, y, width, height }: Rect): Rect => ({ x: edges.height - y - height, y: x, width: height, height: width })
  const mark = (each: Mark): Mark => {
    if (each.kind === 'arrow') return { ...each, from: point(each.from), to: point(each.to) }
    if (each.kind === 'text') return { ...each, at: point(each.at), turns: next(each.turns) }
    return { ...each, area: rect(each.area) }
  }
  return {
    turns: next(edits.turns),
    ...(edits.crop === undefined ? {} : { crop: rect(edits.crop) }),
    marks: edits.marks.map(mark),
  }
}

function next(turns: Turns): Turns {
  return ((turns + 1) % 4) as Turns
}

/** Between two corners, within the picture, whole px; empty where that is nothing. */
export function rectBetween(one: Point, other: Point, edges: Edges): Rect {
  const within = (value: number, most: number): number => Math.min(most, Math.max(0, Math.round(value)))
  const [left, right] = [Math.min(one.x, other.x), Math.max(one.x, other.x)].map((x) => within(x, edges.width)) as [number, number]
  const [top, bottom] = [Math.min(one.y, other.y), Math.max(one.y, other.y)].map((y) => within(y, edges.height)) as [number, number]
  return { x: left, y: top, width: right - left, height: bottom - top }
}

/** What is seen of it: what was cut out, or all of it. @param edges as it is turned */
export function seenPart({ crop }: PictureEdits, edges: Edges): Rect {
  return crop ?? { x: 0, y: 0, ...edges }
}

/** How thick and large marks are on a picture of such edges, px. */
export function markSizes({ width, height }: Edges): { readonly arrow: number; readonly text: number } {
  const side = Math.max(width, height)
  return { arrow: Math.max(3, Math.round(side / 200)), text: Math.max(14, Math.round(side / 36)) }
}
