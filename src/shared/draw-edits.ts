import { type Edges, type Mark, type PictureEdits, type Rect, seenPart, turnedEdges } from './picture-edits'

/** What of a canvas's context is drawn with, in the window and where pictures are decoded alike. */
export interface Pen<I> {
  save(): void
  restore(): void
  scale(x: number, y: number): void
  translate(x: number, y: number): void
  rotate(angle: number): void
  beginPath(): void
  moveTo(x: number, y: number): void
  lineTo(x: number, y: number): void
  closePath(): void
  stroke(): void
  fill(): void
  fillText(text: string, x: number, y: number): void
  strokeText(text: string, x: number, y: number): void
  drawImage(image: I, x: number, y: number, width: number, height: number): void
  imageSmoothingEnabled: boolean
  imageSmoothingQuality: 'low' | 'medium' | 'high'
  fillStyle: unknown
  strokeStyle: unknown
  lineWidth: number
  lineCap: 'butt' | 'round' | 'square'
  lineJoin: 'bevel' | 'miter' | 'round'
  font: string
  textBaseline: 'alphabetic' | 'bottom' | 'hanging' | 'ideographic' | 'middle' | 'top'
}

export type Drawing<I> = {
  readonly pen: Pen<I>
  readonly image: I
  /** Of the picture in full, upright, before it is turned; the image may have fewer px. */
  readonly edges: Edges
  readonly edits: PictureEdits
  /** Px of the canvas for one of the picture. */
  readonly scale: number
  /** Another canvas, for what is drawn small first. */
  readonly canvas: (width: number, height: number) => { readonly image: I; readonly pen: Pen<I> }
}

/** Least px of a tile of a mosaic: on a picture of 2000 px no letter that can be read is as large. */
const LEAST_TILE = 40
const TILES_OF_PICTURE = 50
/** Tiles of the longer side of a mosaic at most: also what is large cannot be made out. */
const TILES_OF_AREA = 12

/** Draws the picture as it is edited, what was cut out at the canvas's origin. */
export function drawEdits<I>(drawing: Drawing<I>): void {
  const { pen, edits, scale } = drawing
  const turned = turnedEdges(drawing.edges, edits.turns)
  const part = seenPart(edits, turned)
  pen.save()
  pen.scale(scale, scale)
  pen.translate(-part.x, -part.y)
  pen.imageSmoothingEnabled = true
  pen.imageSmoothingQuality = 'high'
  drawTurned(drawing, pen)
  // Whatever order they came in: no mark is hidden, and none shows through.
  for (const mark of edits.marks) if (mark.kind === 'mosaic') drawMosaic(drawing, mark.area, turned)
  for (const mark of edits.marks) drawMark(pen, mark)
  pen.restore()
}

function drawTurned<I>({ image, edges, edits }: Drawing<I>, pen: Pen<I>): void {
  const turned = turnedEdges(edges, edits.turns)
  pen.save()
  pen.translate(turned.width / 2, turned.height / 2)
  pen.rotate((edits.turns * Math.PI) / 2)
  pen.drawImage(image, -edges.width / 2, -edges.height / 2, edges.width, edges.height)
  pen.restore()
}

/** Px of the picture that become one colour. */
export function tileOf(area: Rect, edges: Edges): number {
  const side = Math.max(edges.width, edges.height)
  return Math.max(LEAST_TILE, side / TILES_OF_PICTURE, Math.max(area.width, area.height) / TILES_OF_AREA)
}

/** The picture once more, so small that a tile is one px of it, and that drawn large: nothing else of it is left. */
function drawMosaic<I>(drawing: Drawing<I>, area: Rect, turned: Edges): void {
  if (area.width === 0 || area.height === 0) return
  const { pen, canvas } = drawing
  const tile = tileOf(area, turned)
  const [columns, rows] = [Math.max(1, Math.round(area.width / tile)), Math.max(1, Math.round(area.height / tile))]
  const small = canvas(columns, rows)
  small.pen.imageSmoothingEnabled = true
  small.pen.imageSmoothingQuality = 'high'
  small.pen.scale(columns / area.width, rows / area.height)
  small.pen.translate(-area.x, -area.y)
  drawTurned(drawing, small.pen)
  pen.save()
  pen.imageSmoothingEnabled = false
  pen.drawImage(small.image, area.x, area.y, area.width, area.height)
  pen.restore()
}

function drawMark<I>(pen: Pen<I>, mark: Mark): void {
  if (mark.kind === 'arrow') drawArrow(pen, mark)
  else if (mark.kind === 'text') drawText(pen, mark)
}

function drawArrow<I>(pen: Pen<I>, { from, to, colour, width }: Extract<Mark, { kind: 'arrow' }>): void {
  const length = Math.hypot(to.x - from.x, to.y - from.y)
  if (length === 0) return
  const head = Math.min(length, width * 5)
  pen.save()
  pen.translate(from.x, from.y)
  pen.rotate(Math.atan2(to.y - from.y, to.x - from.x))
  pen.strokeStyle = colour
  pen.fillStyle = colour
  pen.lineWidth = width
  pen.lineCap = 'round'
  pen.lineJoin = 'round'
  pen.beginPath()
  pen.moveTo(0, 0)
  pen.lineTo(length - head * 0.8, 0)
  pen.stroke()
  pen.beginPath()
  pen.moveTo(length, 0)
  pen.lineTo(length - head, -head * 0.45)
  pen.lineTo(length - head, head * 0.45)
  pen.closePath()
  pen.fill()
  pen.restore()
}

/** Letters with an edge in the other tone: they are read on whatever lies beneath. */
function drawText<I>(pen: Pen<I>, { at, text, colour, size, turns }: Extract<Mark, { kind: 'text' }>): void {
  pen.save()
  pen.translate(at.x, at.y)
  pen.rotate((turns * Math.PI) / 2)
  pen.font = `600 ${size}px system-ui, "Noto Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif`
  pen.textBaseline = 'middle'
  pen.lineJoin = 'round'
  pen.lineWidth = Math.max(2, size / 8)
  pen.strokeStyle = colour === '#ffffff' ? '#111827' : '#ffffff'
  pen.fillStyle = colour
  pen.strokeText(text, 0, 0)
  pen.fillText(text, 0, 0)
  pen.restore()
}
