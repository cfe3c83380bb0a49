import type { SeededRandom } from './random'

const palettes: readonly (readonly [sky: string, horizon: string, hill: string])[] = [
  ['8fd3c7', '4a90a4', '24476b'],
  ['ffd9a0', 'e07a5f', '6d2e46'],
  ['cfd9ff', '8f7be8', '43368c'],
  ['dcead2', '8fb36b', '3f6237'],
  ['ffe9b5', 'f2b04a', 'a65b12'],
  ['bfe6f5', '5ba4d0', '1c5179'],
  ['f7cfe0', 'c86b98', '6b2148'],
]

/** A landscape of one gradient and one ridge as a `data:` URI of well under 600 bytes: it shows without a network. */
export function gradient(width: number, height: number, random: SeededRandom): string {
  const [sky, horizon, hill] = random.pick(palettes)
  const peak = random.between(10, 80)
  const saddle = random.between(25, 45)
  const svg =
    `<svg xmlns='http://www.w3.org/2000/svg' width='${width}' height='${height}' viewBox='0 0 99 66' ` +
    `preserveAspectRatio='none'><linearGradient id='g' y2='1' x2='.3'><stop stop-color='#${sky}'/>` +
    `<stop offset='1' stop-color='#${horizon}'/></linearGradient><path fill='url(#g)' d='M0 0h99v66H0z'/>` +
    `<path fill='#${hill}' d='M0 60L${peak} ${saddle - 8}L${peak + 12} ${saddle + 6}L99 ${saddle}V66H0z'/></svg>`
  return `data:image/svg+xml,${svg.replace(/[<>#%" ]/g, (sign) => encodeURIComponent(sign))}`
}
