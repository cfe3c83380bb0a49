import { writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { failed, ok, type Result } from '@shared/result'
import { diskFailure } from '../lib/json-file'
import { isMovingWebp } from './moving-webp'
import type { OutgoingFolder } from './outgoing-folder'
import { type DrawnMime, isWhatItSays, type PictureDrawer } from './picture-drawer'
import { pictureFacts } from './picture-facts'
import { type Look, lookAt } from './source-file'

export type RedrawnCopy = {
  readonly path: string
  readonly look: Look
  readonly width: number
  readonly height: number
}

/** Formats that go on as what they are: who sees through a picture, or reads small print on it, does so afterwards. */
const DRAWN_AS: { readonly [mime: string]: DrawnMime | undefined } = {
  'image/jpeg': 'image/jpeg',
  'image/png': 'image/png',
  'image/webp': 'image/webp',
}

type RedrawSource = {
  readonly path: string
  readonly mime: string
  readonly maxSide: number
  /** How it was when it was chosen; absent: it is taken as it is. */
  readonly chosen: Look | undefined
}

/**
 * A smaller copy of a picture that is larger than it should be. Resolves to `undefined` where the picture itself is as good:
 * it is small enough, it moves, it cannot be drawn, or the copy would take more bytes. Codes: `changed`, `vanished`, those
 * of the disk.
 */
export async function redrawnCopy(
  { path, mime, maxSide, chosen }: RedrawSource,
  drawer: PictureDrawer,
  outgoing: Pick<OutgoingFolder, 'make'>,
): Promise<Result<RedrawnCopy | undefined>> {
  const target = DRAWN_AS[mime]
  const edges = target === undefined ? undefined : await pictureFacts(path, mime)
  if (target === undefined || edges === undefined || Math.max(edges.width, edges.height) <= maxSide) return ok(undefined)
  const before = await lookAt(path)
  if (!before.ok) return before
  const { size } = before.value
  if (chosen !== undefined && !isSame(before.value, chosen)) return failed('changed', 'not as it was chosen')
  if (mime === 'image/webp' && (await isMovingWebp(path))) return ok(undefined)
  const drawn = await drawer.draw(path, mime, { maxSide, mime: target })
  if (!drawn.ok || drawn.value.bytes.length >= size || !(await isWhatItSays(drawn.value, target, maxSide))) return ok(undefined)
  const after = await lookAt(path)
  if (!after.ok) return after
  if (!isSame(after.value, before.value)) return failed('changed', 'it was written to while it was drawn')
  const { bytes, width, height } = drawn.value
  try {
    const copy = await outgoing.make(basename(path), (to) => writeFile(to, bytes, { mode: 0o600, flag: 'wx', flush: true }))
    const look = await lookAt(copy)
    return look.ok ? ok({ path: copy, look: look.value, width, height }) : look
  } catch (error) {
    return diskFailure(error)
  }
}

function isSame(one: Look, other: Look): boolean {
  return one.size === other.size && one.mtimeMs === other.mtimeMs
}
