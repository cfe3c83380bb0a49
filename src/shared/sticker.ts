/** sha256 of its bytes on this device: 64 hex digits. */
export type StickerId = string

/** A picture that the person keeps to send again (adr/034). Edges in px. */
export type Sticker = {
  readonly id: StickerId
  /** `jim-media:` address of it, as the window shows it. */
  readonly url: string
  readonly width: number
  readonly height: number
  /** It moves. */
  readonly isMoving?: true
}

/** How many are kept. */
export const MAX_STICKERS = 200
/** px of the longest side of one that stands still: larger ones are drawn anew. */
export const STICKER_SIDE = 512
/** Bytes of one; what moves is kept as it is, or not at all. */
export const MAX_STICKER_BYTES = 2 * 2 ** 20
