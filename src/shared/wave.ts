/** Levels of a wave, and the highest of them (PROTOCOL 9). */
export const WAVE_LEVELS = 64
export const MAX_LEVEL = 31

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef'
const WAVE = /^[A-Za-f]{64}$/

/** As a message tells it. */
export function isWave(text: unknown): text is string {
  return typeof text === 'string' && WAVE.test(text)
}

/** Levels of 0–31; of what is no wave `undefined`. */
export function waveLevels(text: string | undefined): readonly number[] | undefined {
  return isWave(text) ? [...text].map((letter) => ALPHABET.indexOf(letter)) : undefined
}

/** @param loudness of 64 stretches of one length, 0–1: the loudest fills the height, silence stays flat */
export function waveText(loudness: readonly number[]): string {
  const most = Math.max(...loudness.slice(0, WAVE_LEVELS), 0)
  const level = (value: number): number => (most <= SILENCE ? 0 : Math.round((Math.min(Math.max(value, 0), most) / most) * MAX_LEVEL))
  return Array.from({ length: WAVE_LEVELS }, (_, index) => ALPHABET[level(loudness[index] ?? 0)]).join('')
}

/** Below it nothing was said: the hum of a microphone is not blown up to a voice. */
const SILENCE = 0.004

/**
 * The same stretch of time in `count` parts, each as high as the highest level that lies in it, be it in part.
 * @param values not empty
 */
export function stretched(values: readonly number[], count: number): readonly number[] {
  return Array.from({ length: count }, (_, part) => {
    const from = Math.floor((part * values.length) / count)
    const to = Math.max(from + 1, Math.ceil(((part + 1) * values.length) / count))
    return values.slice(from, to).reduce((most, value) => Math.max(most, value), 0)
  })
}
