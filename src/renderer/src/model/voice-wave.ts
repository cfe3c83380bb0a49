import { MAX_LEVEL, stretched, WAVE_LEVELS, waveLevels } from '@shared/wave'

/** Of a wave that nobody told: even, and low. */
const UNKNOWN: readonly number[] = Array.from({ length: WAVE_LEVELS }, () => 6)
/** Bars of the shortest voice. */
const FEWEST = 28

/** Longer voices are wider; from about half a minute on they are as wide as they get. */
export function barsFor(seconds: number | undefined): number {
  return Math.min(WAVE_LEVELS, FEWEST + Math.round(Math.max(0, seconds ?? 0)))
}

/** Heights of the bars, 0–1. */
export function barsOf(wave: string | undefined, seconds: number | undefined): readonly number[] {
  return stretched(waveLevels(wave) ?? UNKNOWN, barsFor(seconds)).map((level) => level / MAX_LEVEL)
}

/** px: of a bar and of the room behind it, and of a wave's height. */
export const BAR = { step: 4, width: 2, height: 24, least: 3 } as const

/** The bars as lines of an SVG path, in px. */
export function barsPath(bars: readonly number[]): string {
  const half = BAR.height / 2
  return bars
    .map((share, index) => {
      // The round ends of a line stand over it by half its width each.
      const reach = (Math.max(BAR.least, share * BAR.height) - BAR.width) / 2
      return `M${index * BAR.step + BAR.width / 2} ${round(half - reach)}V${round(half + reach)}`
    })
    .join('')
}

export function barsWidth(count: number): number {
  return count * BAR.step - (BAR.step - BAR.width)
}

const round = (value: number): number => Math.round(value * 100) / 100

/** s that the keys of a wave go. */
const STEP = 2
const LEAP = 10
const STEPS: ReadonlyMap<string, number> = new Map([
  ['ArrowRight', STEP],
  ['ArrowUp', STEP],
  ['ArrowLeft', -STEP],
  ['ArrowDown', -STEP],
  ['PageUp', LEAP],
  ['PageDown', -LEAP],
  ['Home', -Infinity],
  ['End', Infinity],
])

/** Where a key takes the playing, s; `undefined`: it is none of the wave's. */
export function seekKey(key: string, at: number, seconds: number): number | undefined {
  const step = STEPS.get(key)
  return step === undefined ? undefined : Math.min(Math.max(0, at + step), seconds)
}
