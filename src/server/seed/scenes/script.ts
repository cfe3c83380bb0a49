import type { Language } from '../words'

/** The scenes of one topic, in the form of `scene.ts`. */
export type Script = Readonly<Record<Language, readonly string[]>>
