import { createHash, type Hash } from 'node:crypto'
import { type FileHandle, mkdir, open, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { FileId } from '@shared/ids'
import { failed, ok, type Result } from '@shared/result'
import type { ByteSink, FileApi, FileHead } from '../kinds/kind/file-api'
import { DiskRoom } from '../lib/disk-room'
import { removePath } from '../lib/held-files'
import { diskFailure } from '../lib/json-file'
import { hashOf } from './file-hash'
import type { Job } from './job'
import { PartWriter, type SyncTurn } from './part-writer'
import { isMissing } from './source-file'

export type DownloadDeps = {
  readonly files: FileApi
  /** Of all downloads. */
  readonly syncs: SyncTurn
  /** Bytes that are free where a folder lies; the system's word when absent. */
  readonly freeBytes?: ((folder: string) => Promise<number>) | undefined
  /** No larger file is fetched, whatever its message said. */
  readonly maxBytes?: number | undefined
}

/** What came, as its bytes say. `isOnDisk`: the disk has taken them; what lay there whole before is not asked for. */
export type Came = { readonly sha256: string; readonly size: number; readonly isOnDisk?: boolean }

/**
 * Brings a file down into a part, from the byte that the part ends with:
 *
 * ```
 *   what lies there ─▶ its hash ─▶ bytes from there ─▶ size and hash as promised ─▶ the part is whole
 *        │                            └─ link lost: the part stays       └─ other ones: the part goes
 *        └─ longer than it may be: begins anew
 * ```
 *
 * Nothing of it is visible until whoever asked takes the part. Bytes that were kept over a crash may be others than
 * those that came: a part that does not fit begins anew once, and is `damaged` when all its bytes came in one go. Codes:
 * `damaged`, `larger_than_allowed`, the server's, the link's, the disk's.
 */
export async function download(job: Job, deps: DownloadDeps, fileId: FileId, path: string): Promise<Result<Came>> {
  job.step('running')
  const part = await Part.open(job, path, deps)
  if (!part.ok) return part
  try {
    const { from } = part.value
    const read = await part.value.fill(deps.files, fileId)
    if (!read.ok) return from > 0 && isOfThePart(read.error.code) ? await startAnew(job, deps, fileId, path, part.value) : read
    job.step('checking')
    const came = part.value.came()
    if (came.ok || came.error.code !== 'damaged') return came
    if (from > 0) return await startAnew(job, deps, fileId, path, part.value)
    await part.value.close()
    await removePath(path)
    return came
  } catch (error) {
    return diskFailure(error)
  } finally {
    await part.value.close()
  }
}

/** What lay there is not the beginning of the file. */
async function startAnew(job: Job, deps: DownloadDeps, fileId: FileId, path: string, part: Part): Promise<Result<Came>> {
  await part.close()
  await removePath(path)
  job.moved(0)
  return download(job, deps, fileId, path)
}

const isOfThePart = (code: string): boolean => code === 'wrong_offset' || code === 'damaged'

/** Bytes on their way down, and the hash of all of them. */
class Part implements ByteSink {
  readonly #job: Job
  readonly #path: string
  readonly #handle: FileHandle
  readonly #syncs: SyncTurn
  readonly #room: DiskRoom
  readonly #maxBytes: number
  /** Of the first try of this process: what a crash may have left. */
  readonly from: number
  #writer: PartWriter | undefined
  #hash: Hash
  /** Bytes that came, those that lay there among them. */
  #came: number
  #size: number
  #promised: string | undefined
  #isOnDisk = false
  #isClosed = false

  private constructor(job: Job, path: string, handle: FileHandle, { syncs, freeBytes, maxBytes }: DownloadDeps, hash: Hash, from: number) {
    this.#job = job
    this.#path = path
    this.#handle = handle
    this.#syncs = syncs
    this.#room = new DiskRoom(dirname(path), freeBytes)
    this.#maxBytes = maxBytes ?? Number.POSITIVE_INFINITY
    this.#hash = hash
    this.from = from
    this.#came = from
    this.#size = job.row.size
    this.#promised = job.row.sha256
  }

  static async open(job: Job, path: string, deps: DownloadDeps): Promise<Result<Part>> {
    try {
      const lies = await stat(path).catch((error: unknown) => {
        if (isMissing(error)) return undefined
        throw error
      })
      const { size } = job.row
      const from = lies === undefined || (size > 0 && lies.size > size) ? 0 : lies.size
      const hash = from === 0 ? ok(createHash('sha256')) : await hashOf(path, from, job.signal)
      if (!hash.ok) return hash
      // The cache may be making its folders still, or somebody has taken them away.
      if (from === 0) await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      const handle = await open(path, from > 0 ? 'r+' : 'w+', 0o600)
      job.moved(from)
      return ok(new Part(job, path, handle, deps, hash.value, from))
    } catch (error) {
      return diskFailure(error)
    }
  }

  /** Everything that is still missing. */
  async fill(files: FileApi, fileId: FileId): Promise<Result<void>> {
    if (this.#size > 0 && this.#came === this.#size) return ok()
    const wanted = { from: this.#came, sha256: this.#promised, expected: this.#size > 0 ? this.#size - this.#came : undefined }
    const read = await files.read(fileId, wanted, this, this.#job.signal)
    // What came before it broke off counts.
    const written = await this.#onDisk(async () => {
      if (!read.ok) return this.#writer?.settle()
      await this.#writer?.finish()
      this.#isOnDisk = this.#writer !== undefined
    })
    return read.ok ? written : read
  }

  async begin({ size, from, sha256 }: FileHead): Promise<Result<void>> {
    const { size: said, sha256: known } = this.#job.row
    if (said > 0 && said !== size) return failed('damaged', `the server has ${size} bytes, the message said ${said}`)
    if (this.#promised !== undefined && sha256 !== undefined && sha256 !== this.#promised) {
      return failed('damaged', 'the server has other bytes than the message said')
    }
    if (size > this.#maxBytes) return failed('larger_than_allowed')
    this.#size = size
    this.#promised ??= sha256
    const saved = said === size && known === this.#promised ? ok() : this.#job.save({ size, sha256: this.#promised })
    if (!saved.ok) return saved
    return this.#onDisk(async () => {
      if (from !== this.#came) await this.#clear()
      await this.#room.require(size - this.#came)
      const onWritten = (at: number): void => this.#job.moved(at)
      this.#writer = new PartWriter(this.#handle, { from: this.#came, to: size }, { turn: this.#syncs, onWritten })
    })
  }

  write(bytes: Uint8Array): Result<void> | Promise<Result<void>> {
    if (this.#job.signal.aborted) return failed('cancelled')
    if (this.#came + bytes.length > this.#size) return failed('damaged', 'more bytes than the server said')
    this.#hash.update(bytes)
    this.#came += bytes.length
    // Most pieces have room, on the disk and in the buffer: then there is nothing to wait for.
    const hasRoom = this.#room.takeGranted(bytes.length)
    if (hasRoom && this.#writer?.fill(bytes) === true) return ok()
    return this.#onDisk(async () => {
      if (!hasRoom) await this.#room.take(bytes.length)
      await this.#writer?.write(bytes)
    })
  }

  /** Whether they are what was promised. */
  came(): Result<Came> {
    if (this.#came !== this.#size) return failed('reset', `${this.#came} bytes of ${this.#size} came`)
    const sha256 = this.#hash.digest('hex')
    if (this.#promised !== undefined && this.#promised !== sha256) return failed('damaged', 'other bytes than were promised')
    return ok({ sha256, size: this.#size, isOnDisk: this.#isOnDisk })
  }

  /** Removes it where nobody can say any more what of it is on the disk. Twice is harmless. */
  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    // What failed has been told, or nobody waits for it.
    await this.#writer?.settle().catch(() => undefined)
    await this.#handle.close()
    if (this.#writer?.isDoubtful === true) await removePath(this.#path)
  }

  /** The server sends it from the beginning. */
  async #clear(): Promise<void> {
    await this.#handle.truncate(0)
    this.#hash = createHash('sha256')
    this.#came = 0
    this.#job.moved(0)
  }

  async #onDisk(work: () => Promise<void>): Promise<Result<void>> {
    try {
      await work()
      return ok()
    } catch (error) {
      return diskFailure(error)
    }
  }
}
