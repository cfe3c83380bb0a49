import { writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { type Failure, failed, ok, type Result } from '@shared/result'
import { diskFailure } from '../lib/json-file'
import { namedAs } from './foreign-pictures'
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
  /** Absent: at its size. */
  readonly maxSide?: number | undefined
  /** As what it has to go; absent: as what it is, or not at all. */
  readonly as?: DrawnMime | undefined
  /** How it was when it was chosen; absent: it is taken as it is. */
  readonly chosen: Look | undefined
}

/** What is the picture's fault, and the same at the next try. */
const PICTURE_FAULTS: ReadonlySet<string> = new Set(['not_drawable', 'unknown_kind', 'too_large', 'timed_out', 'crashed'])

/**
 * A smaller copy of a picture that is larger than it should be, or one `as` another format. Resolves to `undefined` where the
 * picture itself is as good: it is small enough, it moves, it cannot be drawn, or the copy would take more bytes; never of one
 * that has to go as another. Codes: `changed`, `vanished`, `not_drawable`, those of the disk.
 */
export async function redrawnCopy(
  { path, mime, maxSide = Number.POSITIVE_INFINITY, as, chosen }: RedrawSource,
  drawer: PictureDrawer,
  outgoing: Pick<OutgoingFolder, 'make'>,
): Promise<Result<RedrawnCopy | undefined>> {
  const target = as ?? DRAWN_AS[mime]
  const edges = target === undefined ? undefined : await pictureFacts(path, mime)
  const isAsGood = as === undefined && (edges === undefined || Math.max(edges.width, edges.height) <= maxSide)
  if (target === undefined || isAsGood) return ok(undefined)
  const before = await lookAt(path)
  if (!before.ok) return before
  const { size } = before.value
  if (chosen !== undefined && !isSame(before.value, chosen)) return failed('changed', 'not as it was chosen')
  if (as === undefined && mime === 'image/webp' && (await isMovingWebp(path))) return ok(undefined)
  const drawn = await drawer.draw(path, mime, { ...(Number.isFinite(maxSide) ? { maxSide } : {}), mime: target })
  const isSound = drawn.ok && (await isWhatItSays(drawn.value, target, maxSide))
  if (as !== undefined && !isSound) return drawn.ok ? failed('not_drawable', 'something else was drawn') : notDrawn(drawn.error)
  if (!drawn.ok || !isSound || (as === undefined && drawn.value.bytes.length >= size)) return ok(undefined)
  const after = await lookAt(path)
  if (!after.ok) return after
  if (!isSame(after.value, before.value)) return failed('changed', 'it was written to while it was drawn')
  const { bytes, width, height } = drawn.value
  try {
    const copy = await outgoing.make(namedAs(basename(path), target, mime), (to) =>
      writeFile(to, bytes, { mode: 0o600, flag: 'wx', flush: true }),
    )
    const look = await lookAt(copy)
    return look.ok ? ok({ path: copy, look: look.value, width, height }) : look
  } catch (error) {
    return diskFailure(error)
  }
}

function notDrawn({ code, message }: Failure): Result<never> {
  return PICTURE_FAULTS.has(code) ? failed('not_drawable', code) : failed(code, message)
}

function isSame(one: Look, other: Look): boolean {
  return one.size === other.size && one.mtimeMs === other.mtimeMs
}
