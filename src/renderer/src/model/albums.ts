import type { Delivery, Message } from '@shared/message'
import { isFileContent } from './file-face'
import { isMedia } from './media-run'

/** Pictures and films that one block has at most. */
export const ALBUM_LIMIT = 10

/** Of a sixth of the width each: how the rows of so many cells share it. */
const ROWS: { readonly [count: number]: readonly number[] | undefined } = {
  2: [2],
  3: [1, 2],
  4: [2, 2],
  5: [2, 3],
  6: [3, 3],
  7: [2, 2, 3],
  8: [2, 3, 3],
  9: [3, 3, 3],
  10: [2, 2, 3, 3],
}

/** How many sixths of the width each cell of an album takes, in their order. */
export function albumSpans(count: number): readonly number[] {
  const rows = ROWS[count] ?? [count]
  return rows.flatMap((cells) => Array.from({ length: cells }, () => 6 / cells))
}

/** Stands in one block with others of the same sending; what may do harm stands by itself. */
export function albumOf({ content, file }: Message): string | undefined {
  return isMedia({ content }) && isFileContent(content) && file?.danger === undefined ? content.album : undefined
}

export function isSameAlbum(a: Message, b: Message): boolean {
  const album = albumOf(a)
  return album !== undefined && album === albumOf(b) && a.senderId === b.senderId && a.isMine === b.isMine
}

/** What is written under an album: under one of it. */
export function captionOf(messages: readonly Message[]): Message | undefined {
  return messages.findLast(({ content }) => isFileContent(content) && content.caption !== undefined)
}

const ORDER: readonly Delivery[] = ['failed', 'queued', 'sending', 'unconfirmed', 'sent', 'delivered', 'read']

/** How far the one has come that is furthest behind; none where nothing of it is told. */
export function leastDelivery(deliveries: readonly (Delivery | undefined)[]): Delivery | undefined {
  return ORDER.find((delivery) => deliveries.includes(delivery))
}
