import { createHash, type Hash } from 'node:crypto'
import { type FileHandle, open, rm, stat } from 'node:fs/promises'
import type { FileId } from '@shared/ids'
import { failed, ok, type Result } from '@shared/result'
import type { ByteSink, FileApi, FileHead } from '../kinds/kind/file-api'
import { diskFailure } from '../lib/json-file'
import { hashOf } from './file-hash'
import type { Job } from './job'
import { isMissing } from './source-file'

/** Bytes that are written at once: a socket brings them in much smaller pieces, and each write is a way to a thread and back. */
const TOGETHER_BYTES = 1024 * 1024

/** What came, as its bytes say. */
export type Came = { readonly sha256: string; readonly size: number }

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
 * `damaged`, the server's, the link's, the disk's.
 */
export async function download(job: Job, files: FileApi, fileId: FileId, path: string): Promise<Result<Came>> {
  job.step('running')
  const part = await Part.open(job, path)
  if (!part.ok) return part
  try {
    const { from } = part.value
    const read = await part.value.fill(files, fileId)
    if (!read.ok) return from > 0 && isOfThePart(read.error.code) ? await startAnew(job, files, fileId, path, part.value) : read
    job.step('checking')
    const came = part.value.came()
    if (came.ok || came.error.code !== 'damaged') return came
    if (from > 0) return await startAnew(job, files, fileId, path, part.value)
    await part.value.close()
    await rm(path, { force: true })
    return came
  } catch (error) {
    return diskFailure(error)
  } finally {
    await part.value.close()
  }
}

/** What lay there is not the beginning of the file. */
async function startAnew(job: Job, files: FileApi, fileId: FileId, path: string, part: Part): Promise<Result<Came>> {
  await part.close()
  await rm(path, { force: true })
  job.moved(0)
  return download(job, files, fileId, path)
}

const isOfThePart = (code: string): boolean => code === 'wrong_offset' || code === 'damaged'

/** Bytes on their way down, and the hash of all of them. */
class Part implements ByteSink {
  readonly #job: Job
  readonly #handle: FileHandle
  /** Of the first try of this process: what a crash may have left. */
  readonly from: number
  #hash: Hash
  /** Bytes that are in the file; what came behind them waits to be written together. */
  #done: number
  #waiting: Uint8Array[] = []
  #waitingBytes = 0
  #size: number
  #promised: string | undefined
  #isClosed = false

  private constructor(job: Job, handle: FileHandle, hash: Hash, from: number) {
    this.#job = job
    this.#handle = handle
    this.#hash = hash
    this.from = from
    this.#done = from
    this.#size = job.row.size
    this.#promised = job.row.sha256
  }

  static async open(job: Job, path: string): Promise<Result<Part>> {
    try {
      const lies = await stat(path).catch((error: unknown) => {
        if (isMissing(error)) return undefined
        throw error
      })
      const { size } = job.row
      const from = lies === undefined || (size > 0 && lies.size > size) ? 0 : lies.size
      const hash = await hashOf(path, from, job.signal)
      if (from > 0 && !hash.ok) return hash
      const handle = await open(path, from > 0 ? 'r+' : 'w+', 0o600)
      job.moved(from)
      return ok(new Part(job, handle, from > 0 && hash.ok ? hash.value : createHash('sha256'), from))
    } catch (error) {
      return diskFailure(error)
    }
  }

  /** Everything that is still missing. */
  async fill(files: FileApi, fileId: FileId): Promise<Result<void>> {
    if (this.#size > 0 && this.#done === this.#size) return ok()
    const read = await files.read(fileId, { from: this.#done, sha256: this.#promised }, this, this.#job.signal)
    // What came before it broke off counts.
    const written = await this.#flush()
    return read.ok ? written : read
  }

  async begin({ size, from, sha256 }: FileHead): Promise<Result<void>> {
    const { size: said } = this.#job.row
    if (said > 0 && said !== size) return failed('damaged', `the server has ${size} bytes, the message said ${said}`)
    if (this.#promised !== undefined && sha256 !== undefined && sha256 !== this.#promised) {
      return failed('damaged', 'the server has other bytes than the message said')
    }
    this.#size = size
    this.#promised ??= sha256
    const saved = this.#job.save({ size, sha256: this.#promised })
    if (!saved.ok) return saved
    if (from === this.#done) return ok()
    try {
      await this.#handle.truncate(0)
    } catch (error) {
      return diskFailure(error)
    }
    this.#hash = createHash('sha256')
    this.#done = 0
    this.#job.moved(0)
    return ok()
  }

  async write(bytes: Uint8Array): Promise<Result<void>> {
    if (this.#job.signal.aborted) return failed('cancelled')
    if (this.#done + this.#waitingBytes + bytes.length > this.#size) return failed('damaged', 'more bytes than the server said')
    this.#hash.update(bytes)
    this.#waiting.push(bytes)
    this.#waitingBytes += bytes.length
    return this.#waitingBytes < TOGETHER_BYTES ? ok() : this.#flush()
  }

  async #flush(): Promise<Result<void>> {
    const [pieces, length] = [this.#waiting, this.#waitingBytes]
    this.#waiting = []
    this.#waitingBytes = 0
    if (length === 0) return ok()
    const bytes = pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces, length)
    try {
      for (let at = 0; at < length;) at += (await this.#handle.write(bytes, at, length - at, this.#done + at)).bytesWritten
    } catch (error) {
      return diskFailure(error)
    }
    this.#done += length
    this.#job.moved(this.#done)
    return ok()
  }

  /** Whether they are what was promised. */
  came(): Result<Came> {
    if (this.#done !== this.#size) return failed('reset', `${this.#done} bytes of ${this.#size} came`)
    const sha256 = this.#hash.digest('hex')
    if (this.#promised !== undefined && this.#promised !== sha256) return failed('damaged', 'other bytes than were promised')
    return ok({ sha256, size: this.#size })
  }

  /** Twice is harmless. */
  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    await this.#handle.close()
  }
}
