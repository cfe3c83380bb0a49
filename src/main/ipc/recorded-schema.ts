import { z } from 'zod'
import { MAX_VOICE_BYTES, MAX_VOICE_SECONDS, VOICE_TYPES } from '@shared/voice'
import { isWave } from '@shared/wave'

/** A recording as the page hands it over (`Recorded`). */
export const recordedSchema = z.object({
  bytes: z.instanceof(Uint8Array<ArrayBuffer>).refine(({ length }) => length > 0 && length <= MAX_VOICE_BYTES),
  mime: z.enum(VOICE_TYPES),
  // The last buffer of a recorder may come after its end.
  seconds: z
    .number()
    .min(0)
    .max(MAX_VOICE_SECONDS + 5),
  wave: z.string().refine(isWave),
})
