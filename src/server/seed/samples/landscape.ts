import { between, type Colour, type Drawing, ramp } from './drawing'

export type Light = { readonly sky: Colour; readonly horizon: Colour; readonly hill: Colour; readonly sun: Colour }

const SKY = 96
const RIDGES = 4
/** Where in the palette what begins. */
const AT = { sun: SKY, ridges: SKY + 1, water: SKY + 1 + RIDGES, mirrored: 2 * SKY + 1 + RIDGES } as const

/** A sky with a sun, mountains one behind the other, and a lake in which all of it is seen again. */
export function landscape(width: number, height: number, { sky, horizon, hill, sun }: Light, shape: number): Drawing {
  const shades = Array.from({ length: RIDGES }, (_, i) => between(horizon, hill, (i + 1) / RIDGES))
  const water = between(horizon, hill, 0.35)
  const palette = [
    ...ramp(sky, horizon, SKY),
    sun,
    ...shades,
    ...ramp(between(horizon, water, 0.4), between(sky, hill, 0.6), SKY),
    ...shades.map((shade) => between(shade, water, 0.45)),
  ]
  const shore = Math.round(height * 0.68)
  const crests = shades.map((_, ridge) => crest(width, height, shore, ridge, shape))
  const [sunX, sunY, sunRadius] = [width * (0.25 + 0.5 * fraction(shape * 1.7)), height * 0.3, Math.min(width, height) * 0.06]
  const seen = (x: number, y: number): number => {
    for (let ridge = RIDGES - 1; ridge >= 0; ridge--) if (y >= crests[ridge]![x]!) return AT.ridges + ridge
    if ((x - sunX) ** 2 + (y - sunY) ** 2 < sunRadius ** 2) return AT.sun
    return Math.floor((y / shore) * (SKY - 1))
  }
  const pixels = new Uint8Array(width * height)
  for (let y = 0; y < height; y++) {
    const depth = y - shore
    for (let x = 0; x < width; x++)
      pixels[y * width + x] = depth < 0 ? seen(x, y) : reflected(seen(x, shore - depth), depth / (height - shore))
  }
  return { width, height, palette, pixels }
}

/** What water makes of it, `depth` from its far shore (0) to the near one (1). */
function reflected(seen: number, depth: number): number {
  if (seen >= AT.ridges) return seen - AT.ridges + AT.mirrored
  return seen === AT.sun ? AT.sun : AT.water + Math.floor(depth * (SKY - 1))
}

/** For each x how high a ridge stands: the nearer, the lower and the smoother. */
function crest(width: number, height: number, shore: number, ridge: number, shape: number): readonly number[] {
  const rise = height * (0.34 - 0.08 * ridge)
  const wave = (x: number, cycles: number, way: number): number => Math.sin((x / width) * cycles * 2 * Math.PI + shape * way + ridge * 1.9)
  return Array.from({ length: width }, (_, x) => {
    const relief = 0.5 + 0.25 * wave(x, 1.3, 1) + 0.15 * wave(x, 3.1, 2.3) + (0.1 * wave(x, 7.7 - ridge, 4.1)) / (ridge + 1)
    return Math.round(shore - rise * Math.max(0, relief) - 1)
  })
}

const fraction = (value: number): number => value - Math.floor(value)
