import { failed, ok, type Result } from '@shared/result'
import type { Clock } from '../lib/clock'
import type { Logger } from '../lib/logger'
import { TimerSet } from '../lib/timer-set'
import type { DecodingAsk, DecodingPage, DrawRequest, FaceAsk, MadeListener } from './decoding-page'
import type { MediaFile } from './media-answer'

/** Milliseconds for one file, for one that is drawn in its full size, and until a page that nobody needs is closed. */
const LIMIT_MS = 20_000
const DRAWING_LIMIT_MS = 60_000
const IDLE_MS = 30_000
/** Files that wait; whoever comes later goes without a preview. */
const MAX_WAITING = 200
const MAX_BYTES = 200 * 1024
const MAX_FACE_BYTES = 1024 * 1024
const MAX_HASH_BYTES = 30
const MAX_SIDE = 100_000
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

export type ThumbnailsOptions = {
  readonly clock: Clock
  readonly logger: Logger
  readonly open: (onMade: MadeListener, onGone: () => void) => DecodingPage
  /** False for a picture that would take gigabytes to draw. */
  readonly isDrawable: (file: MediaFile) => Promise<boolean>
}

/** A picture drawn anew; its edges in px. */
export type DrawnPicture = { readonly bytes: Uint8Array; readonly width: number; readonly height: number }

type Waiting = {
  readonly file: MediaFile
  readonly ask: DecodingAsk
  readonly limitMs: number
  /** Takes what the page has made, or why it has not. */
  readonly take: (made: unknown, problem: unknown) => void
  readonly fail: (failure: Result<never>) => void
}

/**
 * Previews of pictures and films, at most 200 KiB and 800 px, and pictures drawn anew, one after the other in a page of their
 * own. It is made when it is first needed, and gone when it has crashed, hangs, or is needed no more; the next file gets a
 * fresh one.
 */
export class Thumbnails {
  readonly #options: ThumbnailsOptions
  readonly #timers: TimerSet
  readonly #waiting: Waiting[] = []
  #page: DecodingPage | undefined
  #current: (Waiting & { readonly id: number }) | undefined
  #lastId = 0

  constructor(options: ThumbnailsOptions) {
    this.#options = options
    this.#timers = new TimerSet(options.clock)
  }

  /** Codes: `not_drawable`, `timed_out`, `crashed`, `too_many`, `closed`. */
  make(path: string, mime: string): Promise<Result<Thumbnail>> {
    return this.#ask({ path, mime }, { isVideo: mime.startsWith('video/') }, LIMIT_MS, thumbnailOf)
  }

  /** The picture upright, smaller or edited, in sRGB, without anything that it says beside. Codes as those of `make`. */
  draw(path: string, mime: string, draw: DrawRequest): Promise<Result<DrawnPicture>> {
    return this.#ask({ path, mime }, { isVideo: false, draw }, DRAWING_LIMIT_MS, drawnPictureOf)
  }

  /** A JPEG of a square of a picture. Codes as those of `make`. */
  makeFace(path: string, mime: string, face: FaceAsk): Promise<Result<Uint8Array>> {
    return this.#ask({ path, mime }, { isVideo: false, face }, LIMIT_MS, faceOf)
  }

  /** Twice is harmless. */
  close(): void {
    this.#timers.close()
    for (const { fail } of this.#waiting.splice(0)) fail(failed('closed'))
    this.#end((current) => current.fail(failed('closed')))
    this.#drop()
  }

  #ask<T>(file: MediaFile, ask: DecodingAsk, limitMs: number, read: (made: unknown, problem: unknown) => Result<T>): Promise<Result<T>> {
    if (this.#timers.isClosed) return Promise.resolve(failed('closed'))
    if (this.#waiting.length >= MAX_WAITING) return Promise.resolve(failed('too_many'))
    return new Promise((done) => {
      this.#waiting.push({ file, ask, limitMs, take: (made, problem) => done(read(made, problem)), fail: done })
      void this.#next()
    })
  }

  async #next(): Promise<void> {
    if (this.#current !== undefined) return
    const next = this.#waiting.shift()
    if (next === undefined) return this.#timers.isClosed ? undefined : this.#timers.set('idle', IDLE_MS, () => this.#drop())
    const id = ++this.#lastId
    this.#current = { ...next, id }
    this.#timers.cancel('idle')
    const { isVideo } = next.ask
    if (!isVideo && !(await this.#options.isDrawable(next.file))) return this.#finish(id, (current) => current.fail(failed('not_drawable')))
    // It was closed meanwhile.
    if (this.#current?.id !== id) return
    this.#timers.set('limit', next.limitMs, () => this.#fail(id, 'timed_out'))
    try {
      this.#page ??= this.#options.open(
        (madeId, made, problem) => this.#finish(madeId, (current) => current.take(made, problem)),
        () => this.#fail(this.#lastId, 'crashed'),
      )
      await this.#page.make(id, next.file, next.ask)
    } catch (error) {
      this.#options.logger.warn('the page that decodes could not be opened', { error: String(error) })
      this.#fail(id, 'crashed')
    }
  }

  /** The page is of no use any more. */
  #fail(id: number, code: string): void {
    if (this.#current?.id !== id && code !== 'crashed') return
    this.#options.logger.warn('no preview could be made', { code })
    this.#drop()
    this.#finish(id, (current) => current.fail(failed(code)))
  }

  #finish(id: number, tell: (current: Waiting) => void): void {
    // Of a file that was given up.
    if (this.#current?.id !== id) return
    this.#end(tell)
    void this.#next()
  }

  #end(tell: (current: Waiting) => void): void {
    this.#timers.cancel('limit')
    const current = this.#current
    this.#current = undefined
    if (current !== undefined) tell(current)
  }

  #drop(): void {
    this.#page?.close()
    this.#page = undefined
  }
}

/** What comes from the page may have been made by the file: it is taken only if it is what it should be. */
function thumbnailOf(made: unknown, problem: unknown): Result<Thumbnail> {
  if (typeof made !== 'object' || made === null) return failed('not_drawable', String(problem).slice(0, 200))
  const { bytes, mime, width, height, seconds, thumbHash } = made as Readonly<Record<string, unknown>>
  if (!(bytes instanceof Uint8Array) || bytes.length === 0 || bytes.length > MAX_BYTES || !isWebp(bytes)) return failed('not_drawable')
  if (!(thumbHash instanceof Uint8Array) || thumbHash.length > MAX_HASH_BYTES || mime !== 'image/webp') return failed('not_drawable')
  if (!isSide(width) || !isSide(height)) return failed('not_drawable')
  const isLength = typeof seconds === 'number' && seconds > 0 && seconds <= MAX_SECONDS
  const length = isLength ? { seconds: Math.max(1, Math.round(seconds)) } : {}
  return ok({ bytes, mime, width, height, ...length, thumbHash: Buffer.from(thumbHash).toString('base64') })
}

/** Whether it is what was asked for, its reader says. */
function drawnPictureOf(made: unknown, problem: unknown): Result<DrawnPicture> {
  if (typeof made !== 'object' || made === null) return failed('not_drawable', String(problem).slice(0, 200))
  const { bytes, width, height } = made as Readonly<Record<string, unknown>>
  if (!(bytes instanceof Uint8Array) || bytes.length === 0 || !isSide(width) || !isSide(height)) return failed('not_drawable')
  return ok({ bytes, width, height })
}

function faceOf(made: unknown, problem: unknown): Result<Uint8Array> {
  const isFace = made instanceof Uint8Array && made.length <= MAX_FACE_BYTES && made[0] === 0xff && made[1] === 0xd8 && made[2] === 0xff
  return isFace ? ok(made) : failed('not_drawable', String(problem).slice(0, 200))
}

function isSide(side: unknown): side is number {
  return Number.isSafeInteger(side) && Number(side) > 0 && Number(side) <= MAX_SIDE
}

function isWebp(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(12, bytes.length)).toString('latin1')
  return head.startsWith('RIFF') && head.endsWith('WEBP')
}
