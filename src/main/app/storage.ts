import type { Dirent } from 'node:fs'
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { CACHE_KINDS, type StorageKind, STORAGE_KINDS, type StorageUsage } from '@shared/storage'
import type { StorageControl } from '../ipc/session'
import type { Logger } from '../lib/logger'
import { measureDatabase } from '../store/database-usage'

/** Where in the profile each kind lies; what was fetched for the cache lies in a folder of its kind. */
const FOLDERS = {
  images: ['cache/images'],
  videos: ['cache/videos'],
  voice: ['cache/voice'],
  files: ['cache/files'],
  avatars: ['cache/avatars'],
  window: ['chromium/Cache', 'chromium/Code Cache'],
  logs: ['logs'],
  trial: ['trial-server'],
} as const satisfies { readonly [K in Exclude<StorageKind, 'messages' | 'search' | 'accounts'>]: readonly string[] }

export type StorageOptions = {
  readonly profileDir: string
  readonly accountsDir: string
  /** The database of the account that is signed in. */
  readonly database: () => string | undefined
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
    const bytes = new Map<StorageKind, number>([
      ['messages', messageBytes],
      ['search', searchBytes],
      ['accounts', Math.max(0, (await sizeOf(accountsDir)) - ownBytes)],
    ])
    for (const [kind, folders] of Object.entries(FOLDERS) as [keyof typeof FOLDERS, readonly string[]][]) {
      bytes.set(kind, await this.#sizeOfAll(folders))
    }
    return { dir: profileDir, kinds: STORAGE_KINDS.map((kind) => ({ kind, bytes: bytes.get(kind) ?? 0 })) }
  }

  async clearCache(): Promise<number> {
    const folders = CACHE_KINDS.flatMap((kind): readonly string[] => FOLDERS[kind])
    const before = await this.#sizeOfAll(folders)
    await this.#options.clearWindowCache()
    for (const kind of CACHE_KINDS) {
      if (kind === 'window') continue
      for (const folder of FOLDERS[kind]) await rm(join(this.#options.profileDir, folder), { recursive: true, force: true })
    }
    const freed = Math.max(0, before - (await this.#sizeOfAll(folders)))
    this.#options.logger.info('cache cleared', { freedBytes: freed })
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

  async #sizeOfAll(folders: readonly string[]): Promise<number> {
    const sizes = await Promise.all(folders.map((folder) => sizeOf(join(this.#options.profileDir, folder))))
    return sizes.reduce((sum, bytes) => sum + bytes, 0)
  }
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
