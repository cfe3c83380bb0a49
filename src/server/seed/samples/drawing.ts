/** A channel is 0–255. */
export type Colour = readonly [red: number, green: number, blue: number]

/** A picture of at most 256 colours: for each pixel, row by row, which of them. */
export type Drawing = {
  readonly width: number
  readonly height: number
  readonly palette: readonly Colour[]
  readonly pixels: Uint8Array
}

/** The colour between two, `share` of the way from the first. */
export function between(from: Colour, to: Colour, share: number): Colour {
  const part = (at: 0 | 1 | 2): number => Math.round(from[at] + (to[at] - from[at]) * share)
  return [part(0), part(1), part(2)]
}

/** So many colours from one to another, both included. */
export function ramp(from: Colour, to: Colour, count: number): readonly Colour[] {
  return Array.from({ length: count }, (_, i) => between(from, to, i / (count - 1)))
}

export function fill(drawing: Drawing, x: number, y: number, width: number, height: number, colour: number): void {
  for (let row = y; row < y + height; row++) drawing.pixels.fill(colour, row * drawing.width + x, row * drawing.width + x + width)
}
