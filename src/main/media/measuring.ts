import type { Measured } from '@shared/decoding'
import type { Result } from '@shared/result'
import { WAVE_LEVELS, waveText } from '@shared/wave'
import type { Decoder } from './decoder'
import { isSide } from './made-bytes'

/** Nothing that is played is longer than a month. */
const MAX_SECONDS = 31 * 86_400

/** Has a film or a sound measured in the media window, when nobody waits for anything else. Codes: as `Decoder.decode`. */
export function measureMedia(
  decoder: Decoder,
  file: { readonly path: string; readonly mime: string },
  of: 'film' | 'sound',
): Promise<Result<Measured>> {
  return decoder.decode(file, { make: 'measured', of }, 'sent', measuredOf)
}

function measuredOf(made: unknown): Measured | undefined {
  if (typeof made !== 'object' || made === null) return undefined
  const { seconds, width, height, levels } = made as Readonly<Record<string, unknown>>
  const isLength = typeof seconds === 'number' && seconds > 0 && seconds <= MAX_SECONDS
  return {
    ...(isLength ? { seconds: Math.max(1, Math.round(seconds)) } : {}),
    ...(isSide(width) && isSide(height) ? { width, height } : {}),
    ...(isLoudness(levels) ? { wave: waveText(levels) } : {}),
  }
}

function isLoudness(levels: unknown): levels is readonly number[] {
  return Array.isArray(levels) && levels.length === WAVE_LEVELS && levels.every((level) => Number.isFinite(level))
}
