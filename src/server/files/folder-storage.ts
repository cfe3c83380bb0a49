import { createReadStream } from 'node:fs'
import { type FileHandle, mkdir, open, opendir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { removePath, renamePath } from '../data/held-files'
import { syncFolder } from '../data/sync-folder'
import { DiskRoom } from './disk-room'
import { type FileStorage, type OpenContent, StorageFullError } from './file-storage'
import { FolderWatch, probe } from './folder-watch'

/** Bytes that are read from the disk at once. */
const READ_BYTES = 256 * 1024
/** What a file takes of a disk, however small it is. */
const BLOCK_BYTES = 4096

/**
 * ```
 *   parts/f_…                uploads, growing
 *   content/ab/abcd…         whole files, by their SHA-256; the folder is its first two digits
 * ```
 */
export class FolderStorage implements FileStorage {
  readonly #folder: string
  readonly #room: DiskRoom
  readonly #onClose: () => Promise<void>
  #watch: FolderWatch | undefined

  /** @param reserveBytes of the disk that no file may take */
  constructor(folder: string, reserveBytes: number, onClose: () => Promise<void> = async () => undefined) {
    this.#folder = folder
    this.#onClose = onClose
    this.#room = new DiskRoom(folder, reserveBytes)
  }

  /**
   * Makes the folder, and writes to it; from now on `illness` knows it.
   *
   * @throws Error what keeps it from being used
   */
  async check(): Promise<void> {
    await mkdir(this.#folder, { recursive: true })
    await probe(join(this.#folder, 'parts'))
    this.#watch ??= await FolderWatch.open(this.#folder)
  }

  illness(): Promise<string | undefined> {
    return this.#watch?.illness() ?? Promise.resolve(undefined)
  }

  async createPart(fileId: string): Promise<void> {
    await mkdir(dirname(this.#part(fileId)), { recursive: true })
    await this.#room.take(BLOCK_BYTES)
    await (await open(this.#part(fileId), 'wx').catch(unlessFull)).close()
  }

  async partBytes(fileId: string): Promise<number | undefined> {
    return (await stat(this.#part(fileId)).catch(unlessMissing))?.size
  }

  async append(fileId: string, offset: number, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    const part = await open(this.#part(fileId), 'r+')
    try {
      let position = offset
      for await (const chunk of chunks) {
        await this.#room.take(chunk.length)
        position += await writeAll(part, chunk, position)
      }
    } catch (error) {
      throw isFull(error) ? new StorageFullError('the disk is full', { cause: error }) : error
    } finally {
      await part.close()
    }
  }

  readPart(fileId: string): AsyncIterable<Uint8Array> {
    return createReadStream(this.#part(fileId), { highWaterMark: READ_BYTES })
  }

  async removePart(fileId: string): Promise<void> {
    await removePath(this.#part(fileId))
  }

  async place(fileId: string, sha256: string): Promise<void> {
    const target = this.#content(sha256)
    if ((await stat(target).catch(unlessMissing)) !== undefined) return this.removePart(fileId)
    await mkdir(dirname(target), { recursive: true })
    const part = await open(this.#part(fileId), 'r+')
    try {
      await part.sync()
    } catch (error) {
      // A system tells of bytes that it lost once: the next sync would go well without them.
      await this.removePart(fileId)
      throw error
    } finally {
      await part.close()
    }
    await renamePath(this.#part(fileId), target)
    await syncFolder(dirname(target))
  }

  async open(sha256: string): Promise<OpenContent | undefined> {
    const handle = await open(this.#content(sha256), 'r').catch(unlessMissing)
    if (handle === undefined) return undefined
    const { size } = await handle.stat()
    return {
      size,
      stream: ({ start, end }, onClosed) => {
        const stream = handle.createReadStream({ start, end, highWaterMark: READ_BYTES })
        return stream.once('close', () => onClosed(stream.bytesRead))
      },
      close: () => handle.close(),
    }
  }

  async removeContent(sha256: string): Promise<void> {
    await removePath(this.#content(sha256))
  }

  parts(before: number): AsyncIterable<string> {
    return olderThan(join(this.#folder, 'parts'), before)
  }

  contents(before: number): AsyncIterable<string> {
    return olderThan(join(this.#folder, 'content'), before)
  }

  /** Whoever is in the middle of something has its own handle. */
  async close(): Promise<void> {
    await this.#watch?.close()
    await this.#onClose()
  }

  #part(fileId: string): string {
    return join(this.#folder, 'parts', fileId)
  }

  #content(sha256: string): string {
    return contentPath(this.#folder, sha256)
  }
}

/** Where a whole file lies below a folder of files, or of a backup of them. */
export function contentPath(folder: string, sha256: string): string {
  return join(folder, 'content', sha256.slice(0, 2), sha256)
}

async function writeAll(file: FileHandle, chunk: Uint8Array, position: number): Promise<number> {
  for (let written = 0; written < chunk.length;) {
    const { bytesWritten } = await file.write(chunk, written, chunk.length - written, position + written)
    written += bytesWritten
  }
  return chunk.length
}

/** The files below a folder that were last written before that time, by name. */
async function* olderThan(folder: string, before: number): AsyncIterable<string> {
  const entries = await opendir(folder).catch(unlessMissing)
  if (entries === undefined) return
  for await (const entry of entries) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* olderThan(path, before)
    else if (((await stat(path).catch(unlessMissing))?.mtimeMs ?? Infinity) < before) yield entry.name
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as { readonly code?: string }).code
}

function isFull(error: unknown): boolean {
  return codeOf(error) === 'ENOSPC' || codeOf(error) === 'EDQUOT'
}

function unlessMissing(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error
}

function unlessFull(error: unknown): never {
  throw isFull(error) ? new StorageFullError('the disk is full', { cause: error }) : error
}
