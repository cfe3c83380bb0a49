import { utimesSync } from 'node:fs'
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { FileId } from '@shared/ids'
import { entryAt } from '../lib/entry-at'
import { removePath, renamePath } from '../lib/held-files'

/** Faces that are kept, and how many go at once when there are more: the list is read then. */
const MOST = 2000
const AT_ONCE = 200

/** What a face's file is called; nothing else is touched. */
const FACE = /^f_[a-z2-7]{26}\.jpg$/

/**
 * The pictures of people and groups on this device, small and as the window shows them. A file of the server never changes,
 * so what was made of it is made once.
 *
 * ```
 *   <dir>/<file id>.jpg     whole, or not there
 * ```
 */
export class AvatarFolder {
  readonly #dir: string
  /** Used since the start, so that the disk is told of it once. */
  readonly #used = new Set<FileId>()
  #count: number | undefined
  #parts = 0
  #prepared: Promise<void> | undefined

  constructor(dir: string) {
    this.#dir = resolve(dir)
  }

  /** `undefined`: it is not here. */
  path(fileId: FileId): string | undefined {
    const path = this.#place(fileId)
    if (entryAt(path)?.isFile() !== true) return undefined
    if (!this.#used.has(fileId)) {
      this.#used.add(fileId)
      markUsed(path)
    }
    return path
  }

  /** Over its bound the least recently used go. @throws what the disk says */
  async put(fileId: FileId, jpeg: Uint8Array): Promise<string> {
    const part = await this.part()
    await writeFile(part, jpeg, { mode: 0o600 })
    await renamePath(part, this.#place(fileId))
    this.#used.add(fileId)
    this.#count = (this.#count ?? (await this.#faces()).length - 1) + 1
    if (this.#count > MOST) await this.#makeRoom()
    return this.#place(fileId)
  }

  /** Where something that is no face yet may lie; whoever asks removes it. @throws what the disk says */
  async part(): Promise<string> {
    this.#prepared ??= this.#prepare()
    await this.#prepared
    return join(this.#dir, `part-${++this.#parts}`)
  }

  /** Each can be had again. @throws what the disk says */
  async clear(): Promise<number> {
    let bytes = 0
    for (const name of await this.#faces()) bytes += await this.#remove(name)
    this.#count = 0
    return bytes
  }

  /** Before the first part: what a crash has left goes. */
  async #prepare(): Promise<void> {
    await mkdir(this.#dir, { recursive: true, mode: 0o700 })
    for (const name of await readdir(this.#dir)) {
      if (/^part-\d+$/.test(name)) await removePath(join(this.#dir, name))
    }
  }

  async #makeRoom(): Promise<void> {
    const faces = await Promise.all(
      (await this.#faces()).map(async (name) => ({
        name,
        usedAt: (await stat(join(this.#dir, name)).catch(() => undefined))?.mtimeMs ?? 0,
      })),
    )
    faces.sort((a, b) => a.usedAt - b.usedAt)
    const gone = faces.slice(0, Math.max(0, faces.length - MOST) + AT_ONCE)
    for (const { name } of gone) await this.#remove(name)
    this.#count = faces.length - gone.length
  }

  async #remove(name: string): Promise<number> {
    const path = join(this.#dir, name)
    const bytes = entryAt(path)?.size ?? 0
    await removePath(path)
    return bytes
  }

  async #faces(): Promise<readonly string[]> {
    return (await readdir(this.#dir).catch((): string[] => [])).filter((name) => FACE.test(name))
  }

  #place(fileId: FileId): string {
    return join(this.#dir, `${fileId}.jpg`)
  }
}

/** Which goes first is all that hangs on it. */
function markUsed(path: string): void {
  try {
    const now = new Date()
    utimesSync(path, now, now)
  } catch {
    // It counts as used when it came.
  }
}
