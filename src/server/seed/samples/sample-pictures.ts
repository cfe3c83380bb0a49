import { chart } from './chart'
import { type Colour, type Drawing, fill } from './drawing'
import { gif } from './gif'
import { landscape, type Light } from './landscape'
import { indexedPng } from './png'

/** A picture of the office by its name, with its edges in px. */
export type SamplePicture = { readonly name: string; readonly width: number; readonly height: number }

const DAWN: Light = { sky: [86, 106, 156], horizon: [255, 196, 150], hill: [44, 40, 78], sun: [255, 241, 214] }
const MAY: Light = { sky: [118, 190, 226], horizon: [232, 244, 236], hill: [38, 104, 68], sun: [255, 252, 235] }
const EVENING: Light = { sky: [60, 44, 100], horizon: [240, 132, 96], hill: [34, 22, 52], sun: [255, 214, 150] }
const WINTER: Light = { sky: [158, 182, 206], horizon: [240, 240, 246], hill: [70, 92, 118], sun: [255, 255, 250] }

const drawn: readonly (SamplePicture & { readonly draw: (width: number, height: number) => Drawing })[] = [
  { name: 'lake-at-dawn.png', width: 960, height: 600, draw: (...edges) => landscape(...edges, DAWN, 1) },
  { name: 'hills-in-may.png', width: 960, height: 720, draw: (...edges) => landscape(...edges, MAY, 2.6) },
  { name: 'harbour-evening.png', width: 720, height: 960, draw: (...edges) => landscape(...edges, EVENING, 4.2) },
  { name: 'first-snow.png', width: 1024, height: 576, draw: (...edges) => landscape(...edges, WINTER, 5.9) },
  { name: 'sign-ups-by-week.png', width: 960, height: 600, draw: (...edges) => chart(...edges, 12, 0.4) },
  { name: 'clicks-per-page.png', width: 900, height: 640, draw: (...edges) => chart(...edges, 9, 2.2) },
]

const BOUNCING: SamplePicture = { name: 'bouncing.gif', width: 160, height: 120 }

/** What may be attached as a picture. */
export const SAMPLE_PICTURES: readonly SamplePicture[] = [...drawn.map(({ name, width, height }) => ({ name, width, height })), BOUNCING]

/** What makes its bytes; `undefined` for a name that is none of them. */
export function samplePicture(name: string): (() => { readonly bytes: Buffer; readonly mime: string }) | undefined {
  if (name === BOUNCING.name) return () => ({ bytes: bouncing(BOUNCING), mime: 'image/gif' })
  const found = drawn.find((picture) => picture.name === name)
  return found && (() => ({ bytes: indexedPng(found.draw(found.width, found.height)), mime: 'image/png' }))
}

/** A ball that falls and comes back, in a second. */
function bouncing({ width, height }: SamplePicture): Buffer {
  const palette: readonly Colour[] = [
    [238, 246, 244],
    [13, 128, 116],
    [206, 222, 219],
  ]
  const frames = Array.from({ length: 12 }, (_, frame) => {
    const drawing: Drawing = { width, height, palette, pixels: new Uint8Array(width * height) }
    const fallen = Math.abs(Math.cos((frame / 12) * Math.PI))
    const [x, y, radius] = [width / 2, height - 26 - (height - 52) * (1 - fallen ** 2), 16]
    const shadow = Math.round(12 + 14 * fallen)
    fill(drawing, width / 2 - shadow, height - 9, 2 * shadow, 3, 2)
    for (let row = -radius; row <= radius; row++) {
      const half = Math.floor(Math.sqrt(radius ** 2 - row ** 2))
      fill(drawing, x - half, Math.round(y) + row, 2 * half, 1, 1)
    }
    return drawing.pixels
  })
  return gif(width, height, palette, frames, 80)
}
