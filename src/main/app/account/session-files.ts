import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { Measured } from '@shared/decoding'
import type { Choice, ChosenId, LocalFile, PictureFault } from '@shared/file'
import { asLocalId, type LocalId } from '@shared/ids'
import type { RenditionSize } from '@shared/rendition-size'
import { failed, ok, type Result } from '@shared/result'
import type { ShownFiles } from '../../ipc/session'
import { systemClock } from '../../lib/clock'
import type { MediaAddress } from '../../lib/media-address'
import type { Logger } from '../../lib/logger'
import type { ShownMedia } from '../../media/media-answer'
import type { CachedTotal } from '../../store/cached-files-table'
import type { StoredMessage } from '../../store/message-row'
import type { Store } from '../../store/store'
import type { StoreWriter } from '../../store/store-writer'
import { awaitedSources } from '../../transfers/awaited-sources'
import { FileActions, type FileDesk, type SaveMode } from '../../transfers/file-actions'
import { AvatarFolder } from '../../transfers/avatar-folder'
import { FileCache } from '../../transfers/file-cache'
import { magicOf } from '../../transfers/magic'
import { ForeignPictures, isForeignPicture } from '../../transfers/foreign-pictures'
import { type MeasuredFile, type MeasureMedia, Measurements } from '../../transfers/measurements'
import { MessageFiles } from '../../transfers/message-file'
import type { PictureDrawer } from '../../transfers/picture-drawer'
import { isDrawable } from '../../transfers/picture-facts'
import { OutgoingFolder } from '../../transfers/outgoing-folder'
import { type Picture, Renditions, type RenderPicture } from '../../transfers/renditions'
import { SendableFiles } from '../../transfers/sendable-files'
import { StickerFolder } from '../../transfers/sticker-folder'
import { Stickers } from '../../transfers/stickers'
import { Voices } from '../../transfers/voices'
import type { AccountFiles } from '../storage'

/** What this computer does with files, whoever is signed in. */
export type FileMachine = {
  readonly desk: FileDesk
  readonly saveMode: () => SaveMode
  /** Empty: none was chosen. */
  readonly saveFolder: () => string
}

export type SessionFilesOptions = {
  /** The account's own. */
  readonly dir: string
  readonly store: Store
  /** `files.localFile` is asked for each message that is shown; the engine writes what is found out. */
  readonly writer: Pick<StoreWriter, 'owe' | 'commit'>
  readonly machine: FileMachine
  readonly cacheBytes: () => number
  /** Encodes pictures of others anew, and draws the posters of films. */
  readonly render: RenderPicture
  readonly measure: MeasureMedia
  /** Bytes of a file that the server takes, as it says it now. */
  readonly maxFileBytes: () => number
  /** Without it no picture can be edited. */
  readonly drawer?: PictureDrawer | undefined
  readonly logger: Logger
}

/** What a signed-in account has of files on this device. */
export class SessionFiles implements AccountFiles, ShownFiles {
  readonly dir: string
  readonly cache: FileCache
  /** Pictures of people and groups. */
  readonly avatars: AvatarFolder
  /** What was made for sending. */
  readonly outgoing: OutgoingFolder
  /** What was chosen and is not sent yet. */
  readonly sendable: SendableFiles
  readonly voices: Voices
  readonly stickers: Stickers
  readonly actions: FileActions
  readonly #messages: MessageFiles
  readonly #renditions: Renditions
  readonly #store: Store
  readonly #foreign: ForeignPictures
  readonly #measure: MeasureMedia
  readonly #logger: Logger

  constructor({ dir, store, writer, machine, cacheBytes, render, measure, maxFileBytes, drawer, logger }: SessionFilesOptions) {
    this.dir = dir
    this.#store = store
    this.#logger = logger
    this.#measure = measure
    this.cache = new FileCache({
      dir: join(dir, 'cache'),
      table: store.cachedFiles,
      clock: systemClock,
      maxBytes: cacheBytes,
      logger,
      onGone: (hashes) => {
        this.#messages.tellAnew(hashes, writer)
        void this.#renditions.forget(hashes)
      },
    })
    this.avatars = new AvatarFolder(this.avatarsDir)
    this.outgoing = new OutgoingFolder(join(dir, 'outgoing'))
    const { cache, outgoing } = this
    this.sendable = new SendableFiles({ outgoing, maxFileBytes, drawer, clock: systemClock })
    this.voices = new Voices({ store, writer, outgoing, sendable: this.sendable, clock: systemClock })
    this.#renditions = new Renditions({
      cache,
      render,
      onFault: (sha256) => this.#messages.tellAnew(new Set([sha256]), writer),
      logger,
    })
    this.#foreign = new ForeignPictures(render)
    const faultOf = (sha256: string): PictureFault | undefined => this.#renditions.faultOf(sha256)
    const measurements = new Measurements({
      measure,
      onMeasured: (sha256) => this.#messages.tellAnew(new Set([sha256]), writer),
      logger,
    })
    const measuredOf = (file: MeasuredFile): Measured | undefined => measurements.of(file)
    this.#messages = new MessageFiles({ store, cache, isOutgoing: (path) => outgoing.owns(path), faultOf, measuredOf })
    const openedDir = join(dir, 'opened')
    this.actions = new FileActions({ store, writer, files: this.#messages, cache, ...machine, openedDir, clock: systemClock })
    this.stickers = new Stickers({
      store,
      writer,
      folder: new StickerFolder(join(dir, 'stickers')),
      outgoing,
      sendable: this.sendable,
      drawer,
      isShown: async ({ id, bytes, mime }) =>
        (await this.#renditions.of({ sha256: id, source: { bytes }, bytes: bytes.length, mime }, 'screen')) !== undefined,
      pictureOf: (localId) => this.#pictureOf(localId),
    })
    void this.stickers.sweep()
    void outgoing.sweep([...awaitedSources(store), ...this.voices.awaited()])
    void this.actions.sweep(awaitedSources(store))
    // What a crash left of parts is swept once it is known which of them are still filled (`Transfers`).
    this.#note(this.cache.open())
  }

  get avatarsDir(): string {
    return join(this.dir, 'avatars')
  }

  /** Files that were dropped or pasted, by the paths that the preload read. */
  async choose(paths: readonly string[]): Promise<Result<Choice>> {
    return ok(await this.sendable.choose(paths))
  }

  /**
   * What an address of the page's names, of this account and nothing else: of a picture that others made a rendition, the
   * person's own where its header is believed and Chromium draws it, everything else as it is. Pictures of people are `Avatars`', films that come `Transfers`'.
   */
  async media(address: MediaAddress): Promise<ShownMedia | undefined> {
    const { of, id } = address
    if (of === 'avatar' || of === 'arriving') return undefined
    if (of === 'inline') return this.#inline(id)
    if (of === 'sticker') return this.#sticker(id)
    if (of === 'poster') return this.#poster(id)
    if (of === 'file') return this.#cached(id, 'screen')
    if (of === 'view' || of === 'large') return this.#cached(id, of)
    const own = of === 'chosen' ? this.sendable.path(id) : this.#messages.sent(asLocalId(Number(id)))
    if (own !== undefined && of === 'chosen' && isFilm(own.mime)) return this.#foreign.of(own)
    if (own === undefined || !isRaster(own.mime)) return own
    if (isForeignPicture(own.mime)) return this.#foreign.of(own)
    return (await isDrawable(own)) ? own : undefined
  }

  /** A film that was chosen: how long and how large. Codes: `not_found`, those of `MeasureMedia`. */
  async measureChosen(id: ChosenId): Promise<Result<Measured>> {
    const own = this.sendable.path(id)
    return own === undefined || !isFilm(own.mime) ? failed('not_found') : this.#measure({ ...own, of: 'film' })
  }

  localFile(row: StoredMessage): LocalFile | undefined {
    return this.#messages.localFile(row)
  }

  usage(): readonly CachedTotal[] {
    return this.cache.usage()
  }

  async clear(): Promise<Result<number>> {
    const faces = await this.avatars.clear().catch(() => 0)
    const cleared = await this.cache.clear()
    return cleared.ok ? ok(cleared.value + faces) : cleared
  }

  /** The bound may be another one. */
  fit(): void {
    this.#note(this.cache.fit())
  }

  /** Twice is harmless. */
  close(): void {
    this.cache.close()
  }

  /** Resolves once nothing is written any more: then its folder may go. */
  settled(): Promise<void> {
    return this.cache.settled()
  }

  async #cached(sha256: string, size: RenditionSize): Promise<ShownMedia | undefined> {
    const known = this.cache.has(sha256)
    const path = this.cache.path(sha256)
    if (known === undefined || path === undefined) return undefined
    const { mime, size: bytes } = known
    return isRaster(mime) ? this.#renditions.of({ sha256, source: { path }, bytes, mime }, size) : { path, mime }
  }

  #sticker(id: string): Promise<ShownMedia | undefined> {
    const kept = this.stickers.picture(id)
    if (kept === undefined) return Promise.resolve(undefined)
    const { path, mime, bytes } = kept
    return this.#renditions.of({ sha256: id, source: { path }, bytes, mime }, 'screen')
  }

  #pictureOf(localId: LocalId): string | undefined {
    const row = this.#store.messages.get(localId)
    return row?.type === 'image' ? this.#messages.place(row)?.path : undefined
  }

  /** Of a film of the cache. */
  async #poster(sha256: string): Promise<ShownMedia | undefined> {
    const known = this.cache.has(sha256)
    const path = this.cache.path(sha256)
    if (known === undefined || path === undefined || !isFilm(known.mime)) return undefined
    return this.#renditions.of({ sha256, source: { path }, bytes: known.size, mime: known.mime }, 'screen')
  }

  async #inline(base64: string): Promise<ShownMedia | undefined> {
    const bytes = Buffer.from(base64, 'base64url')
    const mime = await magicOf(bytes)
    const picture: Picture = { sha256: createHash('sha256').update(bytes).digest('hex'), source: { bytes }, bytes: bytes.length, mime }
    return isRaster(mime) ? this.#renditions.of(picture, 'screen') : undefined
  }

  #note(change: Promise<Result<unknown>>): void {
    void change.then((done) => {
      if (!done.ok && done.error.code !== 'closed') this.#logger.warn('the file cache could not be looked after', { code: done.error.code })
    })
  }
}

/** SVG is a document: served as bytes, and never drawn (`media-answer`). */
const isFilm = (mime: string): boolean => mime.startsWith('video/')
const isRaster = (mime: string): boolean => mime.startsWith('image/') && mime !== 'image/svg+xml'
