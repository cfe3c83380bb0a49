import type { DecodeJob, MadeMeasured } from '@shared/decoding'
import { WAVE_LEVELS } from '@shared/wave'
import { openFilm } from './film'
import { bytesOf } from './source'

/** Of what is longer, or has more bytes, no wave is made: all of it is in memory at once. */
const MAX_WAVE_SECONDS = 15 * 60
const MAX_WAVE_BYTES = 24 * 2 ** 20
/** Samples in a second, which are enough to see how loud it is. */
const SAMPLE_RATE = 8000

/** What a film or a sound says of itself to whoever decodes it. @throws Error for what cannot be played here */
export async function measure({ url, of }: Extract<DecodeJob, { make: 'measured' }>): Promise<MadeMeasured> {
  if (of === 'sound') return measureSound(url)
  const { width, height, seconds, close } = await openFilm(url)
  close()
  return { width, height, ...(seconds === undefined ? {} : { seconds }) }
}

async function measureSound(url: string): Promise<MadeMeasured> {
  const told = await lengthOf(url)
  if (told !== undefined && told > MAX_WAVE_SECONDS) return { seconds: told }
  const bytes = await bytesOf(url)
  if (bytes.size > MAX_WAVE_BYTES) return told === undefined ? {} : { seconds: told }
  const samples = await new OfflineAudioContext(1, 1, SAMPLE_RATE).decodeAudioData(await bytes.arrayBuffer())
  return { seconds: samples.duration, levels: levelsOf(samples) }
}

/** s; `undefined` where the file does not say, as recordings of browsers do not. */
function lengthOf(url: string): Promise<number | undefined> {
  const audio = new Audio()
  audio.preload = 'metadata'
  return new Promise<number | undefined>((resolve, reject) => {
    audio.addEventListener('loadedmetadata', () => resolve(Number.isFinite(audio.duration) ? audio.duration : undefined))
    audio.addEventListener('error', () => reject(new Error(audio.error?.message ?? 'failed')))
    audio.src = url
  }).finally(() => {
    audio.removeAttribute('src')
    audio.load()
  })
}

/** How loud each stretch is: the root of the mean square of its samples, of the loudest channel. */
function levelsOf(samples: AudioBuffer): readonly number[] {
  const channels = Array.from({ length: samples.numberOfChannels }, (_, channel) => samples.getChannelData(channel))
  return Array.from({ length: WAVE_LEVELS }, (_, part) => {
    const from = Math.floor((part * samples.length) / WAVE_LEVELS)
    const to = Math.max(from + 1, Math.floor(((part + 1) * samples.length) / WAVE_LEVELS))
    return Math.max(0, ...channels.map((channel) => loudnessOf(channel.subarray(from, to))))
  })
}

function loudnessOf(samples: Float32Array): number {
  let sum = 0
  for (const sample of samples) sum += sample ** 2
  return samples.length === 0 ? 0 : Math.min(1, Math.sqrt(sum / samples.length))
}
