import { stat } from 'node:fs/promises'
import { failed, ok, type Result } from '@shared/result'
import type { Clock } from '../lib/clock'
import { entryAt } from '../lib/entry-at'
import type { Logger } from '../lib/logger'
import type { CachedFilesTable, CachedTotal } from '../store/cached-files-table'
import { CacheFolder, removeStray } from './cache-folder'
import { CacheTurns } from './cache-turns'
import { sha256OfFile } from './file-hash'
import { magicOfFile } from './magic'
import { UsedFiles } from './used-files'

/** What its caller found it to be. `isOnDisk`: it was synced, and nothing was written to it since. */
export type FileFacts = { readonly sha256: string; readonly size: number; readonly isOnDisk?: boolean }

/** Files that were deleted, by their sha256, and their bytes. */
export type PutAway = { readonly gone: ReadonlySet<string>; readonly bytes: number }

export type FileCacheOptions = {
  /** This account's alone. */
  readonly dir: string
  readonly table: CachedFilesTable
  readonly clock: Clock
  readonly logger: Logger
  /** Bytes that it may have, as the setting is now. */
  readonly maxBytes: () => number
  /** These are here no more, by their sha256: whoever has their address is to be told. */
  readonly onGone?: ((hashes: ReadonlySet<string>) => void) | undefined
}

/** Rows of one step; then the event loop runs. */
const BATCH = 200

/**
 * Files that messages named, by their sha256: once each, whatever the number of messages. Who has written and verified a
 * part gives it here; before that nothing is visible. Over its bound the least recently used goes, never what is pinned.
 *
 * A row is written after its file and deleted before it: what a crash leaves is a file without a row, which `sweep`
 * removes. Changes come one at a time.
 */
export class FileCache {
  readonly #options: FileCacheOptions
  readonly #folder: CacheFolder
  readonly #used: UsedFiles
  /** So many bytes are there at most; counted when they may be too many, which looks at every row. */
  #most = Number.POSITIVE_INFINITY
  #shown: ReadonlySet<string> = new Set()
  #copies = 0
  readonly #turns: CacheTurns

  constructor(options: FileCacheOptions) {
    this.#options = options
    this.#folder = new CacheFolder(options.dir)
    this.#used = new UsedFiles(options)
    this.#turns = new CacheTurns(() => this.#used.isClosed)
  }

  /** Makes its folders. Fails with `disk_full`, `read_only`, `io_failed`. */
  async open(): Promise<Result<void>> {
    return this.#turns.run(() => this.#folder.prepare())
  }

  /**
   * Where bytes on their way down are kept: the volume of the cache, so that they need not be copied.
   * @throws Error for a name that is not 1–80 letters, digits, `_` or `-`
   */
  partPath(name: string): string {
    return this.#folder.part(name)
  }

  /**
   * Takes over a part that its caller found whole and of this hash; what is here already stays, and the part goes. Fails
   * with `damaged` when its size is another one, with `disk_full`, `read_only`, `io_failed`, `closed`: then
   * the part still lies there, unless the disk has lost bytes of it.
   * @param keep has `put` run in a transaction of its own, with what else is to be written then
   */
  take(partPath: string, { sha256, size, isOnDisk = false }: FileFacts, keep = (put: () => void): void => put()): Promise<Result<void>> {
    return this.#turns.run(async () => {
      if (this.has(sha256)?.size === size) {
        await this.#folder.removePath(partPath)
        this.#used.note(sha256)
        keep(() => undefined)
        return ok()
      }
      const found = await stat(partPath)
      if (!found.isFile() || found.size !== size) return failed('damaged', `${found.size} bytes instead of ${size}`)
      // By its bytes: whatever its sender calls it, nothing is shown or judged by that.
      const mime = await magicOfFile(partPath)
      await this.#folder.put(partPath, sha256, isOnDisk)
      const usedAt = this.#options.clock.now()
      keep(() => this.#options.table.put({ sha256, size, mime, usedAt }))
      this.#most += size
      // It is here, whether or not another one could go.
      await this.#makeRoom(sha256).catch((error: unknown) =>
        this.#options.logger.warn('the file cache could not make room', { error: String(error) }),
      )
      return ok()
    })
  }

  /**
   * Takes a copy of a file; what it is copied from stays. Fails with `changed` when the copy has not the hash that the
   * file was said to have, and as `take` does.
   * @param keep as for `take`
   */
  async adopt(sourcePath: string, facts: FileFacts, keep?: (put: () => void) => void): Promise<Result<void>> {
    if (this.path(facts.sha256) !== undefined) return ok()
    const copied = await this.#turns.run(async () => {
      const part = await this.#folder.copyIn(sourcePath, `copy-${++this.#copies}`)
      if ((await sha256OfFile(part)) === facts.sha256) return ok(part)
      await this.#folder.removePath(part)
      return failed('changed')
    })
    const taken = copied.ok ? await this.take(copied.value, facts, keep) : copied
    if (taken.ok || !copied.ok) return taken
    return this.#turns.run(async (): Promise<Result<void>> => {
      await this.#folder.removePath(copied.value)
      if (this.#options.table.get(facts.sha256) === undefined) await this.#folder.remove(facts.sha256)
      return taken
    })
  }

  /** Where a file is, which counts as using it; `undefined`: it is not here. Never a part. */
  path(sha256: string): string | undefined {
    const known = this.has(sha256)
    if (known === undefined) return undefined
    this.#used.note(sha256)
    return this.#folder.place(sha256)
  }

  /** What is known of a file that is here, without using it. One that somebody took from its folder is not. */
  has(sha256: string): { readonly size: number; readonly mime: string } | undefined {
    const row = this.#options.table.get(sha256)
    if (row === undefined) return undefined
    return entryAt(this.#folder.place(sha256))?.size === row.size ? row : undefined
  }

  /** From now on it is needed, over restarts too, once for each owner; also before its bytes have come. */
  pin(sha256: string, owner: string): void {
    this.#options.table.pin(sha256, owner)
  }

  unpin(sha256: string, owner: string): void {
    this.#options.table.unpin(sha256, owner)
  }

  get maxBytes(): number {
    return this.#options.maxBytes()
  }

  /**
   * These are on screen now, instead of those before: they make no room for others. Where they alone are over the bound, it
   * is kept again as soon as they are off the screen.
   */
  keepShown(hashes: ReadonlySet<string>): void {
    const isFewer = [...this.#shown].some((sha256) => !hashes.has(sha256))
    this.#shown = hashes
    if (!isFewer) return
    void this.fit().then((done) => {
      if (!done.ok && done.error.code !== 'closed') this.#options.logger.warn('the cache is over its bound', { code: done.error.code })
    })
  }

  /** Bytes and files, by type. */
  usage(): readonly CachedTotal[] {
    return this.#options.table.totals()
  }

  /** Lets go of everything that nobody needs; resolves to the bytes that were freed. */
  async clear(): Promise<Result<number>> {
    return this.#turns.run(() => this.#shrink(Number.POSITIVE_INFINITY, undefined))
  }

  /**
   * Lets go of bytes that nobody names any more; those that are not here are no error.
   * @param release takes the row away in a transaction of its own, unless somebody names them after all (false)
   */
  async letGo(hashes: readonly string[], release: (sha256: string) => Result<boolean>): Promise<Result<void>> {
    return this.#turns.run(async () => {
      const gone = new Set<string>()
      try {
        for (const sha256 of hashes) {
          const released = release(sha256)
          if (!released.ok) return released
          if (!released.value) continue
          gone.add(sha256)
          this.#used.forget(sha256)
          await this.#folder.remove(sha256)
        }
        return ok()
      } finally {
        this.#tellGone(gone)
      }
    })
  }

  /** Whether the person deleted it from here: only they fetch it again. */
  isPutAway(sha256: string): boolean {
    return this.#options.table.isPutAway(sha256)
  }

  /** Deletes these, as the person asked; what somebody needs stays. Resolves to what went, and the bytes that were freed. */
  async putAway(hashes: readonly string[]): Promise<Result<PutAway>> {
    return this.#turns.run(async () => {
      const { table, logger } = this.#options
      const gone = new Set<string>()
      let bytes = 0
      try {
        for (const sha256 of new Set(hashes)) {
          const row = table.get(sha256)
          if (row === undefined || table.isPinned(sha256)) continue
          table.putAway(sha256)
          gone.add(sha256)
          this.#used.forget(sha256)
          await this.#folder.remove(sha256)
          bytes += row.size
        }
      } finally {
        this.#most -= bytes
        this.#tellGone(gone)
      }
      logger.info('files were deleted from here', { files: gone.size, bytes })
      return { gone, bytes }
    })
  }

  /** Lets go of these at once, but for those that somebody needs; tells nobody. */
  async drop(hashes: readonly string[]): Promise<Result<void>> {
    return this.#turns.run(async () => {
      for (const sha256 of hashes) {
        if (this.#options.table.get(sha256) === undefined || this.#options.table.isPinned(sha256)) continue
        this.#options.table.delete(sha256)
        await this.#folder.remove(sha256)
      }
    })
  }

  /** The bound may be another one. */
  async fit(): Promise<Result<void>> {
    return this.#turns.run(() => this.#makeRoom(undefined))
  }

  /**
   * Compares rows and files, and removes what the other lacks: what a crash or a stranger left. Once, at the start.
   * @param parts names of those that somebody fills, asked as each is met: some may begin meanwhile
   */
  async sweep(parts: Pick<ReadonlySet<string>, 'has'>): Promise<Result<void>> {
    return this.#turns.run(async () => {
      const removed = await removeStray(this.#folder, parts, (sha256) => this.#options.table.get(sha256) !== undefined)
      const forgotten = await this.#forgetMissing()
      if (removed + forgotten > 0) this.#options.logger.info('file cache swept', { removed, forgotten })
      await this.#makeRoom(undefined)
    })
  }

  /** Writes down what was used last. Twice is harmless. */
  close(): void {
    this.#used.close()
  }

  /** Resolves once nothing changes in its folder any more. */
  async settled(): Promise<void> {
    await this.#turns.settled()
  }

  async #forgetMissing(): Promise<number> {
    let after = ''
    const gone = new Set<string>()
    try {
      for (;;) {
        const rows = this.#options.table.page(after, BATCH)
        for (const { sha256, size } of rows) {
          after = sha256
          if ((await this.#folder.size(sha256)) === size) continue
          this.#options.table.delete(sha256)
          gone.add(sha256)
          await this.#folder.remove(sha256)
        }
        if (rows.length < BATCH) return gone.size
      }
    } finally {
      this.#tellGone(gone)
    }
  }

  /** @param fresh has just come, and stays even where it alone is too large */
  async #makeRoom(fresh: string | undefined): Promise<void> {
    const maxBytes = this.#options.maxBytes()
    if (this.#most <= maxBytes) return
    this.#most = this.usage().reduce((sum, total) => sum + total.bytes, 0)
    const over = this.#most - maxBytes
    if (over > 0) await this.#shrink(over, fresh, this.#shown)
  }

  /** Removes the least recently used until so many bytes are free; resolves to how many became so. */
  async #shrink(wanted: number, fresh: string | undefined, kept: ReadonlySet<string> = new Set()): Promise<number> {
    this.#used.write()
    const { table, logger } = this.#options
    let freed = 0
    const gone = new Set<string>()
    try {
      while (freed < wanted) {
        const rows = table.oldest(BATCH + kept.size).filter(({ sha256 }) => sha256 !== fresh && !kept.has(sha256))
        if (rows.length === 0) break
        for (const { sha256, size } of rows) {
          if (freed >= wanted) break
          // Whoever needs it may have said so since.
          if (table.isPinned(sha256)) continue
          table.delete(sha256)
          gone.add(sha256)
          this.#used.forget(sha256)
          await this.#folder.remove(sha256)
          freed += size
        }
      }
    } finally {
      // Those before one that could not be removed are gone all the same.
      this.#tellGone(gone)
    }
    if (gone.size > 0) logger.info('file cache made room', { files: gone.size, bytes: freed })
    return freed
  }

  #tellGone(hashes: ReadonlySet<string>): void {
    if (hashes.size > 0) this.#options.onGone?.(hashes)
  }
}
