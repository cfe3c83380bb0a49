import { type Colour, type Drawing, fill } from './drawing'

const WHITE: Colour = [255, 255, 255]
const LINE: Colour = [223, 229, 235]
const INK: Colour = [71, 85, 105]
const BAR: Colour = [94, 186, 176]
const LAST: Colour = [13, 128, 116]

/** A bar a week, as a page of figures shows them; the last ones stand out. */
export function chart(width: number, height: number, bars: number, shape: number): Drawing {
  const drawing = { width, height, palette: [WHITE, LINE, INK, BAR, LAST], pixels: new Uint8Array(width * height) }
  const edge = Math.round(width * 0.06)
  const [top, bottom] = [Math.round(height * 0.24), Math.round(height * 0.88)]
  fill(drawing, edge, Math.round(height * 0.08), Math.round(width * 0.34), Math.round(height * 0.035), 2)
  fill(drawing, edge, Math.round(height * 0.145), Math.round(width * 0.2), Math.round(height * 0.02), 1)
  for (let line = 0; line <= 4; line++) fill(drawing, edge, Math.round(top + ((bottom - top) * line) / 4), width - 2 * edge, 2, 1)
  const step = (width - 2 * edge) / bars
  for (let bar = 0; bar < bars; bar++) {
    const share = 0.35 + (0.5 * bar) / bars + 0.12 * Math.sin(bar * 1.7 + shape)
    const tall = Math.round((bottom - top) * share)
    fill(drawing, Math.round(edge + step * (bar + 0.18)), bottom - tall, Math.round(step * 0.64), tall, bar >= bars - 3 ? 4 : 3)
  }
  return drawing
}
