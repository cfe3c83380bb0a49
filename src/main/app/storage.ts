import type { Dirent } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { ok, type Result } from '@shared/result'
import { type StorageKind, STORAGE_KINDS, type StorageUsage } from '@shared/storage'
import type { StorageControl } from '../ipc/session'
import type { Logger } from '../lib/logger'
import { measureDatabase } from '../store/database-usage'

/** Where in the profile each kind lies that is not the account's. */
const FOLDERS = {
  window: ['chromium/Cache', 'chromium/Code Cache'],
  logs: ['logs'],
  trial: ['trial-server'],
} as const satisfies { readonly [K in StorageKind]?: readonly string[] }

/** What the account has of files: its folder, and of that what is in the cache. */
export interface AccountFiles {
  readonly dir: string
  /** Pictures of people and groups; in `dir`. */
  readonly avatarsDir: string
  usage(): readonly { readonly mime: string; readonly bytes: number }[]
  /** Resolves to the bytes that were freed. */
  clear(): Promise<Result<number>>
}

export type StorageOptions = {
  readonly profileDir: string
  readonly accountsDir: string
  /** The database of the account that is signed in. */
  readonly database: () => string | undefined
  /** Its files. */
  readonly files: () => AccountFiles | undefined
  /** Chromium holds its cache open, so it has to empty it itself. */
  readonly clearWindowCache: () => Promise<void>
  readonly openPath: (path: string) => Promise<void>
  readonly logger: Logger
}

/** What the profile holds on disk, by kind, and what of it can be had again. */
export class Storage implements StorageControl {
  readonly #options: StorageOptions

  constructor(options: StorageOptions) {
    this.#options = options
  }

  async usage(): Promise<StorageUsage> {
    const { profileDir, accountsDir } = this.#options
    const { messageBytes, searchBytes, ownBytes } = await this.#databaseUsage()
    const { cached, otherBytes, allBytes } = await this.#fileUsage()
    const bytes = new Map<StorageKind, number>([
      ['messages', messageBytes + otherBytes],
      ['search', searchBytes],
      ['accounts', Math.max(0, (await sizeOf(accountsDir)) - ownBytes - allBytes)],
      ...cached,
    ])
    for (const [kind, folders] of Object.entries(FOLDERS) as [keyof typeof FOLDERS, readonly string[]][]) {
      bytes.set(kind, await this.#sizeOfAll(folders))
    }
    return { dir: profileDir, kinds: STORAGE_KINDS.map((kind) => ({ kind, bytes: bytes.get(kind) ?? 0 })) }
  }

  async clearCache(): Promise<number> {
    const { clearWindowCache, files, logger } = this.#options
    const before = await this.#sizeOfAll(FOLDERS.window)
    await clearWindowCache()
    const cleared = (await files()?.clear()) ?? ok(0)
    if (!cleared.ok) logger.warn('the files of the account could not all be cleared', { code: cleared.error.code })
    const freed = Math.max(0, before - (await this.#sizeOfAll(FOLDERS.window))) + (cleared.ok ? cleared.value : 0)
    logger.info('cache cleared', { freedBytes: freed })
    return freed
  }

  openFolder(): Promise<void> {
    return this.#options.openPath(this.#options.profileDir)
  }

  /** The file of the log that SQLite keeps beside the database counts as messages: that is what is in it. */
  async #databaseUsage(): Promise<{ messageBytes: number; searchBytes: number; ownBytes: number }> {
    const path = this.#options.database()
    if (path === undefined) return { messageBytes: 0, searchBytes: 0, ownBytes: 0 }
    const [file, ...beside] = await Promise.all(['', '-wal', '-shm'].map((suffix) => sizeOf(path + suffix)))
    const besideBytes = beside.reduce((sum, bytes) => sum + bytes, 0)
    const ownBytes = (file ?? 0) + besideBytes
    try {
      const { messageBytes, searchBytes } = await measureDatabase(path, () => setImmediate())
      return { messageBytes: messageBytes + besideBytes, searchBytes, ownBytes }
    } catch (error) {
      this.#options.logger.warn('the database could not be measured', { error: String(error) })
      return { messageBytes: ownBytes, searchBytes: 0, ownBytes }
    }
  }

  /** What waits to be sent and what is still coming counts as messages: clearing the cache leaves it. */
  async #fileUsage(): Promise<{ cached: readonly [StorageKind, number][]; otherBytes: number; allBytes: number }> {
    const files = this.#options.files()
    if (files === undefined) return { cached: [], otherBytes: 0, allBytes: 0 }
    const byKind = new Map<StorageKind, number>()
    for (const { mime, bytes } of files.usage()) byKind.set(kindOf(mime), (byKind.get(kindOf(mime)) ?? 0) + bytes)
    byKind.set('avatars', await sizeOf(files.avatarsDir))
    const cachedBytes = [...byKind.values()].reduce((sum, bytes) => sum + bytes, 0)
    const allBytes = await sizeOf(files.dir)
    return { cached: [...byKind], otherBytes: Math.max(0, allBytes - cachedBytes), allBytes }
  }

  async #sizeOfAll(folders: readonly string[]): Promise<number> {
    const sizes = await Promise.all(folders.map((folder) => sizeOf(join(this.#options.profileDir, folder))))
    return sizes.reduce((sum, bytes) => sum + bytes, 0)
  }
}

function kindOf(mime: string): StorageKind {
  if (mime.startsWith('image/')) return 'images'
  if (mime.startsWith('video/')) return 'videos'
  return mime.startsWith('audio/') ? 'voice' : 'files'
}

/** Bytes of a file, or of everything in a folder; 0 for what is not there or goes away meanwhile. Links do not count. */
async function sizeOf(path: string): Promise<number> {
  let entries: Dirent[]
  try {
    entries = await readdir(path, { withFileTypes: true })
  } catch {
    return stat(path).then(
      (found) => (found.isFile() ? found.size : 0),
      () => 0,
    )
  }
  let bytes = 0
  for (const entry of entries) {
    if (entry.isDirectory() || entry.isFile()) bytes += await sizeOf(join(path, entry.name))
  }
  return bytes
}
