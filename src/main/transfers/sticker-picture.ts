import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { failed, ok, type Result } from '@shared/result'
import { MAX_STICKER_BYTES, STICKER_SIDE, type StickerId } from '@shared/sticker'
import { diskFailure } from '../lib/json-file'
import { magicOfFile } from './magic'
import { isMovingWebp } from './moving-webp'
import { type DrawnMime, isWhatItSays, type PictureDrawer } from './picture-drawer'
import { isDrawable, pictureEdgesOf } from './picture-facts'

/** The bytes of a sticker, and what they are; edges in px. */
export type StickerPicture = {
  readonly id: StickerId
  readonly bytes: Uint8Array
  readonly mime: string
  readonly width: number
  readonly height: number
  readonly isMoving: boolean
}

/** Formats that go on as what they are: what can be seen through stays so. */
const DRAWN_AS: { readonly [mime: string]: DrawnMime | undefined } = { 'image/jpeg': 'image/jpeg', 'image/webp': 'image/webp' }
/** They may move, and how they do is nothing that is drawn anew. */
const MOVING: ReadonlySet<string> = new Set(['image/gif', 'image/apng'])

export type StickerMaker = {
  readonly drawer: PictureDrawer | undefined
  /** Whether the window can show it: it was decoded where that does no harm. */
  readonly isShown: (picture: StickerPicture) => Promise<boolean>
}

/**
 * A picture as it is kept: what stands still is drawn anew, at most `STICKER_SIDE`, so that it is small and says nothing of
 * where it was taken; what moves is taken as it is. Codes: `not_drawable`, `sticker_too_large`, those of the disk.
 */
export async function stickerPicture(path: string, { drawer, isShown }: StickerMaker): Promise<Result<StickerPicture>> {
  try {
    const mime = await magicOfFile(path)
    if (!(await isDrawable({ path, mime }))) return failed('not_drawable', mime === '' ? 'nothing known' : mime)
    const isMoving = MOVING.has(mime) || (mime === 'image/webp' && (await isMovingWebp(path)))
    const made = await (isMoving ? asItIs(path, mime) : drawn(path, mime, drawer))
    if (!made.ok) return made
    if (made.value.bytes.length > MAX_STICKER_BYTES) return failed('sticker_too_large', `${made.value.bytes.length} bytes`)
    const id = createHash('sha256').update(made.value.bytes).digest('hex')
    const picture = { ...made.value, id, isMoving }
    return (await isShown(picture)) ? ok(picture) : failed('not_drawable', 'it cannot be shown')
  } catch (error) {
    return diskFailure(error)
  }
}

type Made = Pick<StickerPicture, 'bytes' | 'mime' | 'width' | 'height'>

async function asItIs(path: string, mime: string): Promise<Result<Made>> {
  // Before a byte of it is read: whoever made it chose how many there are.
  const { size } = await stat(path)
  if (size > MAX_STICKER_BYTES) return failed('sticker_too_large', `${size} bytes`)
  const bytes = await readFile(path)
  const edges = await pictureEdgesOf({ bytes }, mime)
  return edges === undefined ? failed('not_drawable') : ok({ bytes, mime, ...edges })
}

async function drawn(path: string, mime: string, drawer: PictureDrawer | undefined): Promise<Result<Made>> {
  const target = DRAWN_AS[mime] ?? 'image/png'
  const made = (await drawer?.draw(path, mime, { maxSide: STICKER_SIDE, mime: target })) ?? failed('not_drawable')
  if (!made.ok) return failed('not_drawable', made.error.code)
  if (!(await isWhatItSays(made.value, target, STICKER_SIDE))) return failed('not_drawable', 'something else was drawn')
  return ok({ ...made.value, mime: target })
}
