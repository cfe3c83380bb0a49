/**
 * The tray's and the badge's little pictures, drawn by arithmetic: a dozen sizes and states of one shape need no
 * files. Everything is drawn in a unit square, y downwards, and sampled 4 × 4 per pixel for smooth edges.
 */
export type Bitmap = {
  /** Pixels of each edge. */
  readonly size: number
  /** Straight (not premultiplied) RGBA, row by row. */
  readonly rgba: Uint8Array
}

export type Colour = readonly [red: number, green: number, blue: number]

/** The accent between its light and dark theme, readable on trays of both; red and grey alike. */
export const TEAL: Colour = [18, 165, 148]
export const GREY: Colour = [139, 149, 160]
export const BLACK: Colour = [0, 0, 0]
const RED: Colour = [226, 60, 50]
const WHITE: Colour = [255, 255, 255]

/** Samples per pixel along each edge. */
const SAMPLES = 4

/** What lies at a point: a colour, or nothing. */
type Shape = (x: number, y: number) => Colour | undefined

/** A speech bubble: with three dots, or with something unread in it with a red spot at its upper end. */
export function drawBubble(size: number, colour: Colour, hasSpot: boolean): Bitmap {
  return draw(size, (x, y) => {
    if (!hasSpot) return isInBubble(x, y) && !isInDots(x, y) ? colour : undefined
    const distance = Math.hypot(x - 0.77, y - 0.23)
    if (distance <= 0.23) return RED
    // A gap all around keeps the spot apart from the bubble on any ground.
    return distance > 0.3 && isInBubble(x, y) ? colour : undefined
  })
}

/** A red disc with a number in white; from 10 on `9+`, since no more can be read at 16 pixels. */
export function drawCount(size: number, count: number): Bitmap {
  const glyphs = [...(count > 9 ? '9+' : String(count))].map((character) => GLYPHS[character] ?? [])
  const width = glyphs.length * 4 - 1
  const dot = glyphs.length === 1 ? 0.125 : 0.1
  const left = 0.5 - (width * dot) / 2
  const top = 0.5 - 2.5 * dot
  return draw(size, (x, y) => {
    if (Math.hypot(x - 0.5, y - 0.5) > 0.5) return undefined
    const column = Math.floor((x - left) / dot)
    const row = Math.floor((y - top) / dot)
    return glyphs[Math.floor(column / 4)]?.[row]?.[column % 4] === '#' ? WHITE : RED
  })
}

/** As Chromium keeps pixels on every system it runs on: BGRA, premultiplied. */
export function toBgra({ rgba }: Bitmap): Buffer {
  const bgra = Buffer.alloc(rgba.length)
  for (let i = 0; i < rgba.length; i += 4) {
    const [red = 0, green = 0, blue = 0, alpha = 0] = rgba.subarray(i, i + 4)
    bgra.set(
      [blue, green, red].map((channel) => Math.round((channel * alpha) / 255)),
      i,
    )
    bgra[i + 3] = alpha
  }
  return bgra
}

function draw(size: number, shape: Shape): Bitmap {
  const rgba = new Uint8Array(size * size * 4)
  for (let pixel = 0; pixel < size * size; pixel++) {
    rgba.set(sample(shape, pixel % size, Math.floor(pixel / size), size), pixel * 4)
  }
  return { size, rgba }
}

/** The mean of a pixel's samples; its alpha is the share of those that hit. */
function sample(shape: Shape, column: number, row: number, size: number): readonly number[] {
  const sum: [number, number, number] = [0, 0, 0]
  let hits = 0
  for (let i = 0; i < SAMPLES * SAMPLES; i++) {
    const x = (column + ((i % SAMPLES) + 0.5) / SAMPLES) / size
    const y = (row + (Math.floor(i / SAMPLES) + 0.5) / SAMPLES) / size
    const colour = shape(x, y)
    if (colour === undefined) continue
    hits += 1
    for (const channel of [0, 1, 2] as const) sum[channel] += colour[channel]
  }
  if (hits === 0) return [0, 0, 0, 0]
  return [...sum.map((total) => Math.round(total / hits)), Math.round((hits / (SAMPLES * SAMPLES)) * 255)]
}

function isInBubble(x: number, y: number): boolean {
  // The tail: a triangle below the lower start of the bubble.
  if (y >= 0.7 && x >= 0.22 && y - 0.7 <= 0.27 * (1 - (x - 0.22) / 0.3) && x <= 0.52) return true
  const acrossX = Math.max(Math.abs(x - 0.5) - 0.22, 0)
  const acrossY = Math.max(Math.abs(y - 0.43) - 0.11, 0)
  return Math.hypot(acrossX, acrossY) <= 0.26
}

function isInDots(x: number, y: number): boolean {
  return [0.29, 0.5, 0.71].some((centre) => Math.hypot(x - centre, y - 0.43) <= 0.075)
}

/** Three by five dots each. */
const GLYPHS: Readonly<Record<string, readonly string[]>> = {
  1: ['.#.', '##.', '.#.', '.#.', '###'],
  2: ['###', '..#', '###', '#..', '###'],
  3: ['###', '..#', '.##', '..#', '###'],
  4: ['#.#', '#.#', '###', '..#', '..#'],
  5: ['###', '#..', '###', '..#', '###'],
  6: ['###', '#..', '###', '#.#', '###'],
  7: ['###', '..#', '..#', '.#.', '.#.'],
  8: ['###', '#.#', '###', '#.#', '###'],
  9: ['###', '#.#', '###', '..#', '###'],
  '+': ['...', '.#.', '###', '.#.', '...'],
}
