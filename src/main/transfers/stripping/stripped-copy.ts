import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { failed, ok, type Result } from '@shared/result'
import { diskFailure } from '../../lib/json-file'
import type { OutgoingFolder } from '../outgoing-folder'
import { isMissing, type Look } from '../source-file'
import { type ByteReader, FileReader } from './byte-reader'
import { planJpeg } from './jpeg'
import { isWhole, type Plan } from './plan'
import { planPng } from './png'
import { planWebp } from './webp'

const PIECE_BYTES = 256 * 1024

const PLANNERS: { readonly [mime: string]: ((source: ByteReader) => Promise<Plan | undefined>) | undefined } = {
  'image/jpeg': planJpeg,
  'image/png': planPng,
  'image/apng': planPng,
  'image/webp': planWebp,
}

export type StripRequest = {
  readonly path: string
  readonly name: string
  readonly mime: string
  /** How it was when it was chosen; absent: it is taken as it is. */
  readonly chosen: Look | undefined
  readonly signal: AbortSignal
}

/** Bytes that are not what was chosen. */
class Changed extends Error {}
class Cancelled extends Error {}

/**
 * A copy of a picture without what it says of where, when, by whom and with what it was taken. The picture itself, its
 * colours and how it is held are the same, to the byte. Resolves to `undefined` where there is nothing to leave out: then the
 * file itself may go. Codes: `changed`, `vanished`, `not_stripped` for what cannot be read well enough to be sure of it,
 * `cancelled`, those of the disk.
 */
export async function strippedCopy(
  { path, name, mime, chosen, signal }: StripRequest,
  outgoing: Pick<OutgoingFolder, 'make'>,
): Promise<Result<{ readonly path: string; readonly look: Look } | undefined>> {
  const planOf = PLANNERS[mime]
  if (planOf === undefined) return ok(undefined)
  try {
    const source = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    try {
      const before = await lookOf(source)
      if (chosen !== undefined && !isSame(before, chosen)) return failed('changed', 'not as it was chosen')
      const plan = await planOf(new FileReader(source, before.size))
      if (plan === undefined) return failed('not_stripped')
      if (isWhole(plan, before.size)) return ok(undefined)
      let look = before
      const copy = await outgoing.make(name, async (target) => {
        look = await write(plan, source, target, signal)
        if (!isSame(await lookOf(source), before)) throw new Changed('it was written to while it was copied')
      })
      return ok({ path: copy, look })
    } finally {
      await source.close()
    }
  } catch (error) {
    if (error instanceof Changed) return failed('changed', error.message)
    if (error instanceof Cancelled) return failed('cancelled')
    return isMissing(error) ? failed('vanished', 'not there') : diskFailure(error)
  }
}

async function write(plan: Plan, source: FileHandle, target: string, signal: AbortSignal): Promise<Look> {
  const copy = await open(target, 'wx', 0o600)
  try {
    for (const piece of plan) {
      if (!('from' in piece)) {
        await copy.appendFile(piece)
        continue
      }
      for (let at = piece.from; at < piece.to;) {
        if (signal.aborted) throw new Cancelled()
        const wanted = Math.min(PIECE_BYTES, piece.to - at)
        const { buffer, bytesRead } = await source.read(Buffer.allocUnsafe(wanted), 0, wanted, at)
        if (bytesRead === 0) throw new Changed(`it ends after ${at} bytes`)
        await copy.appendFile(buffer.subarray(0, bytesRead))
        at += bytesRead
      }
    }
    await copy.sync()
    return await lookOf(copy)
  } finally {
    await copy.close()
  }
}

async function lookOf(handle: FileHandle): Promise<Look> {
  const { size, mtimeMs } = await handle.stat()
  return { size, mtimeMs: Math.floor(mtimeMs) }
}

function isSame(one: Look, other: Look): boolean {
  return one.size === other.size && one.mtimeMs === other.mtimeMs
}
