import { MAX_TAIL_BYTES } from './film-tail'
import { boxAt } from './iso-boxes'
import { magicOf } from './magic'
import type { ByteReader } from './stripping/byte-reader'

/** Bytes by which it is known what a file is. */
const HEAD_BYTES = 4100
const MAX_BOXES = 64

/** Their beginning is all that is needed to play on. */
const FROM_THE_FRONT: ReadonlySet<string> = new Set(['video/webm', 'video/matroska', 'video/x-matroska'])
/** These need their table of contents, `moov`, wherever it stands. */
const BY_CONTENTS: ReadonlySet<string> = new Set(['video/mp4', 'video/x-m4v', 'video/quicktime'])

/**
 * What it is, and that it plays from its front, with `tailAt` once what stands from there on is here as well; or when to look
 * again: once so many bytes are there.
 */
export type FilmHead = { readonly mime: string; readonly tailAt?: number } | { readonly moreAt: number }

/**
 * Whether what is there of a file is the beginning of a film that can be played while the rest comes:
 *
 * ```
 *   ftyp │ free … │ moov │ mdat ……        plays once moov is there
 *   ftyp │ mdat …………………… │ moov           plays once its end is there
 *   EBML │ …                              plays
 * ```
 *
 * `undefined`: it is not, and will not be.
 * @param source of the whole file; bytes behind `written` are not read
 */
export async function filmHead(source: ByteReader, written: number): Promise<FilmHead | undefined> {
  const enough = Math.min(HEAD_BYTES, source.size)
  if (written < enough) return { moreAt: enough }
  const mime = await magicOf(await source.read(0, enough))
  if (FROM_THE_FRONT.has(mime)) return { mime }
  if (!BY_CONTENTS.has(mime)) return undefined
  let at = 0
  for (let count = 0; count < MAX_BOXES && at + 16 <= source.size; count++) {
    if (at + 16 > written) return { moreAt: at + 16 }
    const box = await boxAt(source, at)
    if (box === undefined || box.end > source.size || box.name === 'moof') return undefined
    if (box.name === 'mdat') {
      const behind = source.size - box.end
      return behind >= 8 && behind <= MAX_TAIL_BYTES ? { mime, tailAt: box.end } : undefined
    }
    if (box.name === 'moov') return box.end <= written ? { mime } : { moreAt: box.end }
    at = box.end
  }
  return undefined
}
