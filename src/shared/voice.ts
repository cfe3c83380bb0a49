import type { ChosenId } from './file'
import type { ConversationId } from './ids'

/** s that a recording has at most. */
export const MAX_VOICE_SECONDS = 600
/** Bytes of a recording at most: far beyond what so many seconds take. */
export const MAX_VOICE_BYTES = 32 * 1024 * 1024

/** What a recording is written as (adr/024); the first that this computer can write. */
export const VOICE_TYPES = ['audio/mp4', 'audio/webm'] as const
export type VoiceType = (typeof VOICE_TYPES)[number]

/** A recording as the page hands it over. */
export type Recorded = {
  readonly bytes: Uint8Array
  readonly mime: VoiceType
  /** Fractions too. */
  readonly seconds: number
  /** 64 levels (`shared/wave`). */
  readonly wave: string
}

/** A recording that is not sent yet: one for each conversation. It outlives the app. */
export type VoiceDraft = {
  readonly conversationId: ConversationId
  readonly id: ChosenId
  /** `jim-media:` address of its bytes. */
  readonly url: string
  readonly seconds: number
  readonly wave: string
}
