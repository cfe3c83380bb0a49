import type { RedrawRequest } from '@shared/decoding'
import type { Result } from '@shared/result'
import type { Square } from '@shared/square'
import type { Decoder } from './decoder'
import { isJpeg, isSide, isWebp } from './made-bytes'
import type { ShownMedia } from './media-answer'

const MAX_BYTES = 200 * 1024
const MAX_FACE_BYTES = 1024 * 1024
const MAX_HASH_BYTES = 30
/** A film is no longer than a month. */
const MAX_SECONDS = 31 * 86_400

/** `width`, `height`: of the file, as shown, in px; `thumbHash` in base64. */
export type Thumbnail = {
  readonly bytes: Uint8Array
  readonly mime: string
  readonly width: number
  readonly height: number
  /** Of a film: whole, at least 1. */
  readonly seconds?: number
  readonly thumbHash: string
}

/** A picture drawn anew; its edges in px. */
export type DrawnPicture = { readonly bytes: Uint8Array; readonly width: number; readonly height: number }

/** Previews of pictures and films that are sent, at most 200 KiB and 800 px, and pictures drawn anew. Codes: as `Decoder.decode`. */
export class Thumbnails {
  readonly #decoder: Decoder

  constructor(decoder: Decoder) {
    this.#decoder = decoder
  }

  make(path: string, mime: string): Promise<Result<Thumbnail>> {
    return this.preview({ path, mime })
  }

  preview(file: ShownMedia): Promise<Result<Thumbnail>> {
    return this.#decoder.decode(file, { make: 'preview', isVideo: file.mime.startsWith('video/') }, 'sent', thumbnailOf)
  }

  /** The picture upright, smaller or edited, in sRGB, without anything that it says beside. */
  draw(path: string, mime: string, draw: RedrawRequest): Promise<Result<DrawnPicture>> {
    return this.#decoder.decode({ path, mime }, { make: 'redrawn', draw }, 'sent', drawnPictureOf)
  }

  /** A JPEG of a square of a picture, of none its middle. */
  makeFace(path: string, mime: string, face: { readonly square?: Square | undefined; readonly edge: number }): Promise<Result<Uint8Array>> {
    return this.#decoder.decode({ path, mime }, { make: 'face', ...face }, 'small', faceOf)
  }
}

function thumbnailOf(made: unknown): Thumbnail | undefined {
  if (typeof made !== 'object' || made === null) return undefined
  const { bytes, mime, width, height, seconds, thumbHash } = made as Readonly<Record<string, unknown>>
  if (!(bytes instanceof Uint8Array) || bytes.length > MAX_BYTES || !isWebp(bytes)) return undefined
  if (!(thumbHash instanceof Uint8Array) || thumbHash.length > MAX_HASH_BYTES || mime !== 'image/webp') return undefined
  if (!isSide(width) || !isSide(height)) return undefined
  const isLength = typeof seconds === 'number' && seconds > 0 && seconds <= MAX_SECONDS
  const length = isLength ? { seconds: Math.max(1, Math.round(seconds)) } : {}
  return { bytes, mime, width, height, ...length, thumbHash: Buffer.from(thumbHash).toString('base64') }
}

/** Whether it is what was asked for, its reader says. */
function drawnPictureOf(made: unknown): DrawnPicture | undefined {
  if (typeof made !== 'object' || made === null) return undefined
  const { bytes, width, height } = made as Readonly<Record<string, unknown>>
  return bytes instanceof Uint8Array && bytes.length > 0 && isSide(width) && isSide(height) ? { bytes, width, height } : undefined
}

function faceOf(made: unknown): Uint8Array | undefined {
  return made instanceof Uint8Array && made.length <= MAX_FACE_BYTES && isJpeg(made) ? made : undefined
}
