import { constants } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { ok } from '@shared/result'
import { BoundedFileError, readBoundedFile } from '../../lib/bounded-file'
import type { Clock } from '../../lib/clock'
import { type PackageSink, PauseWatch, type ReleaseSource } from './release-source'
import { type Judged, refusedUpdate } from './update-failure'

/** Bytes that are read at once. */
const PIECE_BYTES = 1024 * 1024
/** Windows has no such flag, and no pipes among its files. */
const WITHOUT_WAITING = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

/** The disk of somebody else does not answer. */
class Late extends Error {
  override readonly name = 'Late'
}

/** A folder of this computer, or a share of the network. */
export class FolderSource implements ReleaseSource {
  readonly #folder: string
  readonly #clock: Clock

  constructor(folder: string, clock: Clock) {
    this.#folder = folder
    this.#clock = clock
  }

  small(name: string, maxBytes: number, signal: AbortSignal): Promise<Judged<Uint8Array>> {
    return this.#watched(signal, async (watch) => ok(await inTime(watch, readBoundedFile(join(this.#folder, name), maxBytes))))
  }

  /** Reading is not watched where bytes are taken: what the sink throws is its own. */
  async read(name: string, from: number, sink: PackageSink, signal: AbortSignal): Promise<Judged<void>> {
    const opened = await this.#watched(signal, async (watch) => ok(await openFile(watch, join(this.#folder, name))))
    if (!opened.ok) return opened
    const { handle, size } = opened.value
    try {
      const begin = from > size ? 0 : from
      await sink.begin(begin)
      const piece = Buffer.allocUnsafe(PIECE_BYTES)
      for (let at = begin; at < size;) {
        const position = at
        const read = await this.#watched(signal, async (watch) => ok(await inTime(watch, handle.read(piece, 0, PIECE_BYTES, position))))
        if (!read.ok) return read
        const { bytesRead } = read.value
        if (bytesRead === 0 || !(await sink.take(piece.subarray(0, bytesRead)))) break
        at += bytesRead
      }
      return ok()
    } finally {
      // One that does not answer is not waited for.
      void handle.close().catch(() => undefined)
    }
  }

  close(): Promise<void> {
    return Promise.resolve()
  }

  async #watched<T>(asker: AbortSignal, work: (watch: PauseWatch) => Promise<Judged<T>>): Promise<Judged<T>> {
    const watch = new PauseWatch(this.#clock, asker)
    try {
      return await work(watch)
    } catch (error) {
      if (error instanceof Late) return refusedUpdate('timeout', 'the folder does not answer')
      if (error instanceof BoundedFileError && error.code === 'too_large') return refusedUpdate('too_large', error.message)
      return refusedUpdate(await this.#codeOf(error), error instanceof Error ? error.message : String(error))
    } finally {
      watch.stop()
    }
  }

  /** A file that is not there, or a share that is not. */
  async #codeOf(error: unknown): Promise<'not_found' | 'source_failed' | 'offline'> {
    const isThere = await stat(this.#folder).then(
      (found) => found.isDirectory(),
      () => false,
    )
    if (!isThere) return 'offline'
    return isMissing(error) ? 'not_found' : 'source_failed'
  }
}

async function openFile(watch: PauseWatch, path: string): Promise<{ readonly handle: FileHandle; readonly size: number }> {
  const handle = await inTime(watch, open(path, WITHOUT_WAITING))
  const found = await inTime(watch, handle.stat())
  if (found.isFile()) return { handle, size: found.size }
  await handle.close()
  throw new Error('it is not a regular file')
}

/** Nothing ends a call to a disk: it is left alone when it takes too long. @throws Late */
function inTime<T>(watch: PauseWatch, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(new Late())
    if (watch.signal.aborted) return stop()
    watch.signal.addEventListener('abort', stop, { once: true })
    work.then(resolve, reject).finally(() => watch.signal.removeEventListener('abort', stop))
  })
}

/** `readBoundedFile` tells the words of the system alone. */
function isMissing(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return ('code' in error && error.code === 'ENOENT') || error.message.startsWith('ENOENT')
}
