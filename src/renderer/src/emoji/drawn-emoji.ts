import type { Emoji } from './emoji-data'

/** One emoji for each version that not every system's font has yet. Most are single characters. */
const SAMPLES: readonly (readonly [version: number, char: string])[] = [
  [13, '\u{1fac0}'],
  [13.1, '\u{1f62e}\u200d\u{1f4a8}'],
  [14, '\u{1fae0}'],
  [15, '\u{1fae8}'],
  [15.1, '\u{1f426}\u200d\u{1f525}'],
  [16, '\u{1fae9}'],
  [17, '\u{1faea}'],
]
const FLAG = '\u{1f1e8}\u{1f1f3}'
const PLAIN = '\u{1f600}'
/** A sequence that the font does not know falls apart into its parts, side by side. */
const WIDER = 1.5

/**
 * Those that this system's font draws: no empty boxes, no sequences fallen apart, and no flags as two letters, which
 * is what Windows makes of them. Where nothing can be told, all of them.
 */
export function drawnEmoji(all: readonly Emoji[], isDrawn = probe()): readonly Emoji[] {
  if (isDrawn === undefined || !isDrawn(PLAIN)) return all
  const newest = Math.max(0, ...SAMPLES.filter(([, char]) => isDrawn(char)).map(([version]) => version))
  const hasFlags = isDrawn(FLAG)
  const isCountry = (char: string): boolean => /^\p{Regional_Indicator}{2}$/u.test(char)
  return all.filter(({ char, version }) => version <= newest && (hasFlags || !isCountry(char)))
}

/** Draws a character in black: a coloured dot in it can only come from a font of emoji. */
function probe(): ((char: string) => boolean) | undefined {
  const size = 24
  const canvas = Object.assign(document.createElement('canvas'), { width: 2 * size, height: 2 * size })
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (context === null) return undefined
  context.font = `${size}px ${getComputedStyle(document.body).fontFamily}`
  context.textBaseline = 'top'
  const plainWidth = context.measureText(PLAIN).width
  return (char) => {
    if (context.measureText(char).width > WIDER * plainWidth) return false
    context.clearRect(0, 0, canvas.width, canvas.height)
    context.fillText(char, 0, 0)
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height)
    for (let i = 0; i < data.length; i += 4) if (data[i] !== data[i + 1] || data[i] !== data[i + 2]) return true
    return false
  }
}
