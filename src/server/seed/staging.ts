import type { Slot } from './calendar'
import type { SeededRandom } from './random'
import type { Language } from './words'

/** Who plays a scene, in which language and when. */
export type Staging = {
  /** User ids of the speakers A, B, C, D. */
  readonly cast: readonly string[]
  readonly language: Language
  readonly slot: Slot
  readonly random: SeededRandom
}
