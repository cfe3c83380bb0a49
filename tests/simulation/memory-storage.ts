import { Readable } from 'node:stream'
import { type FileStorage, type OpenContent, StorageFullError } from '../../src/server/files/file-storage'

type Kept = { readonly bytes: Buffer; readonly at: number }

/** What the server keeps of files: it outlives the program. */
export class ServerDisk {
  readonly parts = new Map<string, Kept>()
  readonly contents = new Map<string, Kept>()
  isFull = false
}

/** One run of the server's program. */
export interface StorageUser {
  readonly isDead: boolean
  now(): number
  /** It may end here: right after a change. */
  onChange(): void
}

/** Files in memory, as one run of the server sees them: after its end nothing changes any more, and nothing is heard. */
export class MemoryStorage implements FileStorage {
  readonly #disk: ServerDisk
  readonly #user: StorageUser

  constructor(disk: ServerDisk, user: StorageUser) {
    this.#disk = disk
    this.#user = user
  }

  createPart(fileId: string): Promise<void> {
    return this.#change(() => this.#write(fileId, Buffer.alloc(0)))
  }

  partBytes(fileId: string): Promise<number | undefined> {
    return this.#look(() => this.#disk.parts.get(fileId)?.bytes.length)
  }

  async append(fileId: string, offset: number, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    let position = offset
    for await (const chunk of chunks) {
      await this.#change(() => {
        const before = this.#disk.parts.get(fileId)?.bytes ?? missing()
        this.#write(fileId, Buffer.concat([before.subarray(0, position), chunk, before.subarray(position + chunk.length)]))
        position += chunk.length
      })
    }
  }

  async *readPart(fileId: string): AsyncIterable<Uint8Array> {
    yield await this.#look(() => this.#disk.parts.get(fileId)?.bytes ?? missing())
  }

  removePart(fileId: string): Promise<void> {
    return this.#change(() => void this.#disk.parts.delete(fileId))
  }

  place(fileId: string, sha256: string): Promise<void> {
    return this.#change(() => {
      const { parts, contents } = this.#disk
      const part = parts.get(fileId) ?? missing()
      if (!contents.has(sha256)) contents.set(sha256, part)
      parts.delete(fileId)
    })
  }

  open(sha256: string): Promise<OpenContent | undefined> {
    return this.#look(() => {
      const content = this.#disk.contents.get(sha256)
      if (content === undefined) return undefined
      return {
        size: content.bytes.length,
        stream: ({ start, end }, onClosed) => {
          const bytes = content.bytes.subarray(start, end + 1)
          return Readable.from([bytes]).once('close', () => onClosed(bytes.length))
        },
        close: async () => undefined,
      }
    })
  }

  removeContent(sha256: string): Promise<void> {
    return this.#change(() => void this.#disk.contents.delete(sha256))
  }

  parts(before: number): AsyncIterable<string> {
    return this.#olderThan(this.#disk.parts, before)
  }

  illness(): Promise<undefined> {
    return Promise.resolve(undefined)
  }

  contents(before: number): AsyncIterable<string> {
    return this.#olderThan(this.#disk.contents, before)
  }

  async close(): Promise<void> {
    // Nothing is held open.
  }

  #write(fileId: string, bytes: Buffer): void {
    if (this.#disk.isFull) throw new StorageFullError('the virtual disk is full')
    this.#disk.parts.set(fileId, { bytes, at: this.#user.now() })
  }

  async *#olderThan(kept: ReadonlyMap<string, Kept>, before: number): AsyncIterable<string> {
    for (const [name, { at }] of [...kept]) if (at < before) yield await this.#look(() => name)
  }

  async #look<T>(work: () => T): Promise<T> {
    return this.#user.isDead ? never() : work()
  }

  async #change<T>(work: () => T): Promise<T> {
    if (this.#user.isDead) return never()
    const value = work()
    this.#user.onChange()
    return this.#look(() => value)
  }
}

function missing(): never {
  throw Object.assign(new Error('no such part'), { code: 'ENOENT' })
}

function never<T>(): Promise<T> {
  return new Promise(() => undefined)
}
