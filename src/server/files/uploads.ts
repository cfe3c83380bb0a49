import { createHash, type Hash } from 'node:crypto'
import type { ServerClock } from '../clock'
import type { ServerLogger } from '../logger'
import type { FileLimits, FileRecord, FileStore } from '../store/file-store'
import { newFileId } from './file-id'
import type { FileStorage } from './file-storage'
import type { Turns } from './keyed-turns'
import { noSuchFile, refused, storageRefusal } from './refusals'
import type { UploadLocks } from './upload-locks'
import type { FileFacts } from './upload-metadata'

/** How often an upload that goes on is noted as alive, ms: one that gets no byte for a day is given up. */
const TOUCH_EVERY_MS = 3600_000

export type UploadLimits = FileLimits & {
  /** Bytes of one file. */
  readonly maxFileBytes: number
  /** After its last byte an unfinished upload is kept for so long. */
  readonly uploadExpiresMs: number
}

/** The hash of what was written so far, so that a whole file is not read once more. */
type RunningHash = { readonly hash: Hash; bytes: number }

/**
 * Uploads, from their first to their last byte (PROTOCOL 9).
 *
 * ```
 *   begin ─▶ part, growing ─▶ whole ─ hash ─ fsync ─ place ─▶ file
 *             │  ▲ killed: goes on     │ killed: does that again when somebody asks for the offset
 *             │  └─ at the byte        └ not what was promised: gone, 460
 *             └─ no byte for a day: expired, 410
 * ```
 */
export class Uploads {
  readonly #store: FileStore
  readonly #storage: FileStorage
  readonly #contents: Turns
  readonly #locks: UploadLocks
  readonly #clock: ServerClock
  readonly #limits: UploadLimits
  readonly #logger: ServerLogger
  readonly #onBytes: (bytes: number) => void
  readonly #hashes = new Map<string, RunningHash>()

  constructor(options: {
    readonly store: FileStore
    readonly storage: FileStorage
    /** What is done to a content takes its turn. */
    readonly contents: Turns
    readonly locks: UploadLocks
    readonly clock: ServerClock
    readonly limits: UploadLimits
    readonly logger: ServerLogger
    readonly onBytes: (bytes: number) => void
  }) {
    this.#store = options.store
    this.#storage = options.storage
    this.#contents = options.contents
    this.#locks = options.locks
    this.#clock = options.clock
    this.#limits = options.limits
    this.#logger = options.logger
    this.#onBytes = options.onBytes
  }

  /** @throws RefusedError `too_large`, `quota`, `too_many_uploads` */
  async begin(fileId: string, uploaderId: string, { name, mime, promised }: FileFacts, size: number): Promise<void> {
    if (size > this.#limits.maxFileBytes) throw refused('too_large', `a file has at most ${this.#limits.maxFileBytes} bytes`)
    const refusal = await this.#store.begin({ fileId, uploaderId, name, mime, size, promised }, this.#limits, this.#clock.now())
    if (refusal === 'quota') throw refused('quota', 'there is no room for more of your files')
    if (refusal !== undefined) throw refused(refusal, 'too many of your uploads are unfinished')
  }

  /** Room for its bytes. @throws RefusedError; the upload is forgotten then */
  async create(fileId: string): Promise<void> {
    try {
      await this.#storage.createPart(fileId)
      // There is nothing to wait for.
      await this.offset(fileId)
    } catch (error) {
      await this.discard(fileId)
      throw this.#told(error)
    }
  }

  /**
   * The uploader's own; to everybody else there is none.
   *
   * @throws RefusedError `not_found`, `expired`
   */
  async own(userId: string, fileId: string): Promise<FileRecord> {
    const file = await this.#store.get(fileId)
    if (file === undefined || file.uploaderId !== userId) throw noSuchFile()
    if (file.expiredAt !== undefined || this.#isStale(file)) throw refused('expired', 'no byte came for too long: upload it anew')
    return file
  }

  /**
   * Where the next byte goes. A file of which all is there is put in its place first.
   *
   * @throws RefusedError `not_found`, `wrong_hash`
   */
  async offset(fileId: string): Promise<number> {
    const file = await this.#store.get(fileId)
    if (file === undefined) throw noSuchFile()
    if (file.completedAt !== undefined) return file.size
    try {
      const bytes = await this.#storage.partBytes(fileId)
      if (bytes === undefined) return await this.#replaced(file)
      if (bytes < file.size) return bytes
      await this.#locks.busy(fileId, () => this.#finish(file))
      return file.size
    } catch (error) {
      throw this.#told(error)
    }
  }

  /** @throws RefusedError as `offset` */
  async progress(fileId: string): Promise<{ readonly size: number; readonly offset: number }> {
    const offset = await this.offset(fileId)
    return { size: (await this.#store.get(fileId))?.size ?? offset, offset }
  }

  /**
   * Takes more bytes, to the last one if they come. What was written before a failure stays.
   *
   * @returns where the next one goes
   * @throws RefusedError `wrong_hash`, `server_full`, `files_unavailable`, `too_large`; or what the chunks' source failed with
   */
  append(fileId: string, offset: number, chunks: AsyncIterable<Uint8Array>): Promise<number> {
    return this.#locks.during(fileId, this.#append(fileId, offset, chunks))
  }

  async #append(fileId: string, offset: number, chunks: AsyncIterable<Uint8Array>): Promise<number> {
    const file = await this.#store.get(fileId)
    if (file === undefined) throw noSuchFile()
    if (file.completedAt !== undefined) return file.size
    const running = this.#runningHash(fileId, offset)
    try {
      await this.#storage.append(fileId, offset, this.#watched(file, offset, running, chunks))
    } catch (error) {
      throw this.#told(error)
    } finally {
      const bytes = await this.#keepHash(file, running)
      // A whole one is noted with its end: each note is a wait for the disk.
      if (bytes !== file.size) await this.#touch(fileId)
    }
    try {
      return await this.offset(fileId)
    } catch (error) {
      await this.#touch(fileId)
      throw error
    }
  }

  /** Forgets an upload that is not complete, bytes and all. */
  async discard(fileId: string): Promise<void> {
    this.#hashes.delete(fileId)
    if (await this.#store.discard(fileId)) await this.#storage.removePart(fileId).catch((error: unknown) => this.#told(error))
  }

  /** Gives up what got no byte for too long. False when it did not have to be, or somebody works on it. */
  async expire(file: FileRecord): Promise<boolean> {
    if (!this.#isStale(file)) return false
    this.#hashes.delete(file.fileId)
    if (!(await this.#store.expire(file.fileId, this.#clock.now()))) return false
    await this.#storage.removePart(file.fileId)
    return true
  }

  /**
   * A file of one's own of content that one may read already: nothing is uploaded.
   *
   * @throws RefusedError `not_found`, `quota`, `bad_metadata`
   */
  async claim(uploaderId: string, { name, mime }: FileFacts, content: { readonly sha256: string; readonly size: number }): Promise<string> {
    const fileId = newFileId()
    const file = { fileId, uploaderId, name, mime, ...content, promised: content.sha256 }
    const refusal = await this.#contents.run(content.sha256, () => this.#store.claim(file, this.#limits, this.#clock.now()))
    if (refusal === 'not_found') throw noSuchFile()
    if (refusal === 'quota') throw refused('quota', 'there is no room for more of your files')
    return fileId
  }

  /** Epoch ms after which an upload without another byte is given up. */
  expiresAt({ touchedAt }: Pick<FileRecord, 'touchedAt'>): number {
    return touchedAt + this.#limits.uploadExpiresMs
  }

  #isStale(file: FileRecord): boolean {
    return file.completedAt === undefined && this.#clock.now() > this.expiresAt(file) && this.#locks.isFree(file.fileId)
  }

  /** All of it is there. */
  async #finish(file: FileRecord): Promise<void> {
    const { fileId, promised } = file
    const sha256 = await this.#hashOf(file)
    if (promised !== undefined && promised !== sha256) {
      await this.discard(fileId)
      throw refused('wrong_hash', 'these are not the bytes that were promised')
    }
    await this.#contents.run(sha256, async () => {
      // Known before it is moved: whoever is killed in between finds it there.
      await this.#store.setContent(fileId, sha256)
      await this.#storage.place(fileId, sha256)
      if (!(await this.#store.complete(fileId, this.#clock.now()))) throw noSuchFile()
    })
    this.#hashes.delete(fileId)
  }

  /** Its bytes are not among the parts any more: they are in their place, or lost. */
  async #replaced(file: FileRecord): Promise<number> {
    const content = file.sha256 === undefined ? undefined : await this.#storage.open(file.sha256)
    await content?.close()
    if (content?.size === file.size && (await this.#store.complete(file.fileId, this.#clock.now()))) return file.size
    await this.discard(file.fileId)
    throw noSuchFile()
  }

  async #hashOf({ fileId, size }: FileRecord): Promise<string> {
    const running = this.#hashes.get(fileId)
    if (running?.bytes === size) return running.hash.copy().digest('hex')
    const hash = createHash('sha256')
    for await (const chunk of this.#storage.readPart(fileId)) hash.update(chunk)
    return hash.digest('hex')
  }

  #runningHash(fileId: string, offset: number): RunningHash | undefined {
    const running = this.#hashes.get(fileId)
    if (running?.bytes === offset) return running
    return offset === 0 ? { hash: createHash('sha256'), bytes: 0 } : undefined
  }

  /** It is of use only as long as it has seen exactly what is on the disk; resolves to how many bytes that are. */
  async #keepHash({ fileId }: FileRecord, running: RunningHash | undefined): Promise<number | undefined> {
    const bytes = await this.#storage.partBytes(fileId).catch(() => undefined)
    if (running !== undefined && running.bytes === bytes) this.#hashes.set(fileId, running)
    else this.#hashes.delete(fileId)
    return bytes
  }

  /** The chunks on their way to the disk; one is hashed once it was written. */
  async *#watched(
    { fileId, size }: FileRecord,
    offset: number,
    running: RunningHash | undefined,
    chunks: AsyncIterable<Uint8Array>,
  ): AsyncIterable<Uint8Array> {
    let position = offset
    let touchedAt = this.#clock.now()
    for await (const chunk of chunks) {
      position += chunk.length
      if (position > size) throw refused('too_large', 'more bytes came than were announced')
      this.#locks.heard(fileId)
      this.#onBytes(chunk.length)
      yield chunk
      running?.hash.update(chunk)
      if (running !== undefined) running.bytes += chunk.length
      if (this.#clock.now() - touchedAt < TOUCH_EVERY_MS) continue
      touchedAt = this.#clock.now()
      await this.#touch(fileId)
    }
  }

  /** That it is alive; a disk that takes no note of it keeps nobody from uploading. */
  async #touch(fileId: string): Promise<void> {
    await this.#store.touch(fileId, this.#clock.now()).catch((error: unknown) => {
      this.#logger.warn('an upload could not be noted', { error: String(error) })
    })
  }

  #told(error: unknown): unknown {
    const told = storageRefusal(error)
    if (told !== error) this.#logger.warn('the storage of files failed', { error: String(error) })
    return told
  }
}
