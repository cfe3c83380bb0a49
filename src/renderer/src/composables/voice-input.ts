import type { VoiceType } from '@shared/voice'
import { VOICE_TYPES } from '@shared/voice'

/** bit/s: speech by Opus is whole with it. */
const BITS_PER_SECOND = 32_000
/** Samples that one look at the level has: at 48 kHz more than lies between two looks. */
const LOOKED_AT = 4096

/** An open microphone that is being recorded. */
export interface VoiceInput {
  readonly mime: VoiceType
  /** The newest samples, −1 to 1. */
  look(): Float32Array
  /** Ends it; what was recorded. The microphone is let go of. */
  finish(): Promise<Blob>
  /** Ends it; nothing remains. Twice is harmless. */
  drop(): void
}

/** What is recorded as, of what this computer can write; `undefined`: neither. */
export function voiceType(): VoiceType | undefined {
  return VOICE_TYPES.find((type) => MediaRecorder.isTypeSupported(`${type};codecs=opus`))
}

/**
 * Opens the microphone and records from its first sample on.
 * @param onEnded it was taken away: unplugged, or forbidden meanwhile
 * @throws DOMException as `getUserMedia` does
 */
export async function openVoiceInput(mime: VoiceType, onEnded: () => void): Promise<VoiceInput> {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  })
  const tracks = stream.getTracks()
  const context = new AudioContext()
  const release = (): void => {
    for (const track of tracks) track.stop()
    if (context.state !== 'closed') void context.close()
  }
  try {
    const analyser = context.createAnalyser()
    analyser.fftSize = LOOKED_AT
    context.createMediaStreamSource(stream).connect(analyser)
    const recorder = new MediaRecorder(stream, { mimeType: `${mime};codecs=opus`, audioBitsPerSecond: BITS_PER_SECOND })
    const parts: Blob[] = []
    const stopped = new Promise<void>((resolve) => (recorder.onstop = () => resolve()))
    recorder.ondataavailable = ({ data }) => parts.push(data)
    recorder.onerror = onEnded
    for (const track of tracks) track.onended = onEnded
    const samples = new Float32Array(LOOKED_AT)
    recorder.start()
    return {
      mime,
      look() {
        analyser.getFloatTimeDomainData(samples)
        return samples
      },
      async finish() {
        if (recorder.state !== 'inactive') recorder.stop()
        await stopped
        release()
        return new Blob(parts, { type: mime })
      },
      drop() {
        if (recorder.state !== 'inactive') recorder.stop()
        release()
      },
    }
  } catch (error) {
    release()
    throw error
  }
}

/** s of a recording as it is played; `undefined` where it does not tell. */
export async function lengthOf(recorded: Blob): Promise<number | undefined> {
  const url = URL.createObjectURL(recorded)
  const audio = new Audio()
  try {
    await new Promise<void>((resolve, reject) => {
      audio.onloadedmetadata = () => resolve()
      audio.onerror = () => reject(new Error(audio.error?.message))
      audio.src = url
    })
    return Number.isFinite(audio.duration) && audio.duration > 0 ? audio.duration : undefined
  } catch {
    return undefined
  } finally {
    audio.removeAttribute('src')
    URL.revokeObjectURL(url)
  }
}
