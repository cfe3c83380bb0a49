import { mkdir, open, readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { StickerId } from '@shared/sticker'
import { entryAt } from '../lib/entry-at'
import { removePath, renamePath } from '../lib/held-files'
import { syncFolder } from '../lib/sync-folder'

/** What a sticker's file is called, and what was begun; nothing else is touched. */
const OURS = /^(?:[0-9a-f]{64}|part-\d+)$/

/**
 * The bytes of stickers, of one account. They are no part of the cache: nobody else has them, and nothing makes room there.
 *
 * ```
 *   <dir>/<sha256>     whole, or not there
 * ```
 */
export class StickerFolder {
  readonly #dir: string
  /** Of this start: whoever sweeps may not know yet what they are for. */
  readonly #fresh = new Set<string>()
  #parts = 0

  constructor(dir: string) {
    this.#dir = resolve(dir)
  }

  /** `undefined`: it is not here. */
  path(id: StickerId): string | undefined {
    const path = join(this.#dir, id)
    return entryAt(path)?.isFile() === true ? path : undefined
  }

  /** On disk when this returns, its name too. @throws what the disk says */
  async put(id: StickerId, bytes: Uint8Array): Promise<void> {
    this.#fresh.add(id)
    if (this.path(id) !== undefined) return
    const part = join(this.#dir, `part-${++this.#parts}`)
    this.#fresh.add(`part-${this.#parts}`)
    await mkdir(this.#dir, { recursive: true, mode: 0o700 })
    try {
      const handle = await open(part, 'w', 0o600)
      try {
        await handle.writeFile(bytes)
        await handle.sync()
      } finally {
        await handle.close()
      }
      await renamePath(part, join(this.#dir, id))
      await syncFolder(this.#dir)
    } catch (error) {
      await removePath(part).catch(() => undefined)
      throw error
    }
  }

  /** Once, at the start: what is kept no more, and what a crash has left. */
  async sweep(kept: ReadonlySet<StickerId>): Promise<void> {
    for (const name of await readdir(this.#dir).catch((): string[] => [])) {
      const isOver = OURS.test(name) && !kept.has(name) && !this.#fresh.has(name)
      if (isOver) await removePath(join(this.#dir, name)).catch(() => undefined)
    }
  }
}
