import { randomUUID } from 'node:crypto'
import { mkdir, readdir } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { removePath } from '../lib/held-files'
import { syncFolder } from '../lib/sync-folder'

/**
 * Files that were made for sending, and are none of the person's: pasted pictures, copies without their location.
 *
 * ```
 *   <dir>/<uuid>/<name>     a folder each, so that two of one name take nobody's place
 * ```
 */
export class OutgoingFolder {
  readonly #dir: string
  /** Folders of this start: whoever sweeps may not know yet what they are for. */
  readonly #fresh = new Set<string>()

  constructor(dir: string) {
    this.#dir = resolve(dir)
  }

  /**
   * Makes a file there; when this returns it is on disk, its name too. What was begun goes when `write` fails.
   * @throws what the disk or `write` says
   */
  async make(name: string, write: (path: string) => Promise<void>): Promise<string> {
    const folder = join(this.#dir, randomUUID())
    this.#fresh.add(folder)
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const path = join(folder, name)
      await write(path)
      for (const changed of [folder, this.#dir]) await syncFolder(changed)
      return path
    } catch (error) {
      await this.#remove(folder)
      throw error
    }
  }

  /** What a file there is called within it, wherever the folder itself goes: to be remembered. */
  placeOf(path: string): string {
    return relative(this.#dir, resolve(path))
  }

  /** `undefined`: no file of it can be called so. */
  at(place: string): string | undefined {
    const path = resolve(this.#dir, place)
    return this.owns(path) ? path : undefined
  }

  owns(path: string): boolean {
    return dirname(dirname(resolve(path))) === this.#dir
  }

  /** It is sent, or will not be: what was made for it goes, what is the person's stays. */
  async release(path: string): Promise<void> {
    if (this.owns(path)) await this.#remove(dirname(resolve(path)))
  }

  /** Once, at the start: what nobody is going to send any more. */
  async sweep(awaited: Iterable<string>): Promise<void> {
    const kept = new Set([...awaited].map((path) => dirname(resolve(path))))
    for (const name of await readdir(this.#dir).catch((): string[] => [])) {
      const folder = join(this.#dir, name)
      if (!kept.has(folder) && !this.#fresh.has(folder)) await this.#remove(folder)
    }
  }

  async #remove(folder: string): Promise<void> {
    await removePath(folder, { recursive: true }).catch(() => undefined)
    this.#fresh.delete(folder)
  }
}
