import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import type { PictureFault } from '@shared/file'
import { RENDITION_SIZES, type RenditionSize, renditionScale } from '@shared/rendition-size'
import type { Result } from '@shared/result'
import { removePath } from '../lib/held-files'
import type { Logger } from '../lib/logger'
import type { FileCache } from './file-cache'
import { isMovingWebp } from './moving-webp'
import { pictureEdgesOf, type PictureSource } from './picture-facts'

/** What the window gets: a file, or what was made and could not be kept. */
export type Shown = { readonly path: string; readonly mime: string } | { readonly bytes: Uint8Array; readonly mime: string }

/** A picture of the cache, or one that lies nowhere, by the sha256 of its bytes; `mime` is what they are. */
export type Picture = { readonly sha256: string; readonly source: PictureSource; readonly bytes: number; readonly mime: string }

/** Encodes a picture anew, where strange ones may be decoded. */
export type RenderPicture = (
  picture: Picture,
  size: RenditionSize,
) => Promise<Result<{ readonly bytes: Uint8Array; readonly mime: string }>>

export type RenditionsOptions = {
  readonly cache: Pick<FileCache, 'has' | 'path' | 'partPath' | 'take' | 'drop'>
  readonly render: RenderPicture
  /** A picture cannot be shown, by its sha256: whoever has its address is to be told. */
  readonly onFault: (sha256: string) => void
  readonly logger: Logger
}

/** Of another way of making them: what an earlier version made is not asked for any more, and goes as what nobody uses. */
const VERSION = 2
/** Faults that are remembered; of the oldest it is tried again. */
const KEPT_FAULTS = 2000
/** Bytes of a picture that is given to a decoder at all; of a film a few are read. */
const MAX_BYTES = 128 * 2 ** 20

/** What is said of a picture that was not made; what is not here says nothing of the picture. */
const FAULTS: { readonly [code: string]: PictureFault | undefined } = {
  unknown_kind: 'unknown_kind',
  too_large: 'too_large',
  not_drawable: 'broken',
  timed_out: 'timed_out',
  crashed: 'crashed',
}

/**
 * What the window shows of pictures that others made (adr/026), and as posters of films: never their bytes, but what the media window made of them.
 * Made once, kept in the cache beside the picture, gone with it. What could not be made is not tried again before the next
 * start.
 */
export class Renditions {
  readonly #options: RenditionsOptions
  readonly #making = new Map<string, Promise<Shown | undefined>>()
  readonly #faults = new Map<string, PictureFault>()
  #parts = 0

  constructor(options: RenditionsOptions) {
    this.#options = options
  }

  /** `undefined`: it cannot be shown, or not now. */
  async of(picture: Picture, wanted: RenditionSize): Promise<Shown | undefined> {
    if (this.#faults.has(picture.sha256)) return undefined
    const kept = this.#kept(picture.sha256, wanted)
    if (kept !== undefined) return kept
    const size = wanted === 'screen' ? wanted : await this.#least(picture, wanted)
    const key = renditionKey(picture.sha256, size)
    const making = this.#making.get(key) ?? this.#make(picture, size).finally(() => this.#making.delete(key))
    this.#making.set(key, making)
    return making
  }

  /** Why a picture is not shown; `undefined`: nothing is known against it. */
  faultOf(sha256: string): PictureFault | undefined {
    return this.#faults.get(sha256)
  }

  /** Pictures are here no more: neither is what was made of them. */
  async forget(hashes: ReadonlySet<string>): Promise<void> {
    const keys = [...hashes].flatMap((hash) => RENDITION_SIZES.map((size) => renditionKey(hash, size)))
    const dropped = await this.#options.cache.drop(keys)
    if (!dropped.ok && dropped.error.code !== 'closed') {
      this.#options.logger.info('renditions of what is gone were not removed', { code: dropped.error.code })
    }
  }

  #kept(sha256: string, size: RenditionSize): Shown | undefined {
    const key = renditionKey(sha256, size)
    const known = this.#options.cache.has(key)
    const path = known === undefined ? undefined : this.#options.cache.path(key)
    return known === undefined || path === undefined ? undefined : { path, mime: known.mime }
  }

  /** The smallest that has as many pixels as the one that is wanted; of what moves there is one size. */
  async #least({ sha256, source, mime }: Picture, wanted: RenditionSize): Promise<RenditionSize> {
    const edges = await pictureEdgesOf(source, mime)
    const scale = edges && renditionScale(edges, wanted)
    const least = edges && RENDITION_SIZES.find((size) => renditionScale(edges, size) === scale)
    if (least !== undefined && least !== wanted) return least
    const screen = this.#kept(sha256, 'screen')
    return screen !== undefined && 'path' in screen && (await isMovingWebp(screen.path)) ? 'screen' : wanted
  }

  async #make(picture: Picture, size: RenditionSize): Promise<Shown | undefined> {
    const kept = this.#kept(picture.sha256, size)
    if (kept !== undefined) return kept
    if (picture.bytes > MAX_BYTES && !isFilm(picture)) return this.#note(picture.sha256, 'too_large')
    const made = await this.#options.render(picture, size)
    if (!made.ok) {
      const fault = FAULTS[made.error.code]
      this.#options.logger.info('a picture is not shown', { code: made.error.code, mime: picture.mime, bytes: picture.bytes })
      return fault === undefined ? undefined : this.#note(picture.sha256, fault)
    }
    await this.#keep(renditionKey(picture.sha256, size), made.value.bytes)
    return this.#kept(picture.sha256, size) ?? made.value
  }

  /** It is shown whether or not it can be kept. */
  async #keep(key: string, bytes: Uint8Array): Promise<void> {
    const { cache, logger } = this.#options
    const part = cache.partPath(`rendition-${++this.#parts}`)
    try {
      await writeFile(part, bytes, { mode: 0o600 })
      const taken = await cache.take(part, { sha256: key, size: bytes.length })
      if (taken.ok) return
      logger.info('a rendition was not kept', { code: taken.error.code })
    } catch (error) {
      logger.info('a rendition was not kept', { error: String(error) })
    }
    await removePath(part).catch(() => undefined)
  }

  #note(sha256: string, fault: PictureFault): undefined {
    this.#faults.delete(sha256)
    this.#faults.set(sha256, fault)
    for (const oldest of this.#faults.keys()) {
      if (this.#faults.size <= KEPT_FAULTS) break
      this.#faults.delete(oldest)
    }
    this.#options.onFault(sha256)
  }
}

const isFilm = ({ mime }: Picture): boolean => mime.startsWith('video/')

/** The name by which a rendition lies in the cache: as long as a sha256, and of no file. */
export function renditionKey(sha256: string, size: RenditionSize): string {
  return createHash('sha256').update(`rendition ${VERSION} ${size} ${sha256}`).digest('hex')
}
