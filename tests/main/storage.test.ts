import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { failed, ok, type Result } from '@shared/result'
import type { StorageKind } from '@shared/storage'
import { type AccountFiles, Storage, type StorageOptions } from '../../src/main/app/storage'
import { systemClock } from '../../src/main/lib/clock'
import { silentLogger } from '../../src/main/lib/logger'
import { openStore } from '../../src/main/store/open-store'

function profile(): string {
  const dir = mkdtempSync(join(tmpdir(), 'jim-storage-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

function write(dir: string, path: string, bytes: number): string {
  const file = join(dir, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, 'x'.repeat(bytes))
  return file
}

function storageIn(dir: string, options: Partial<StorageOptions> = {}): Storage {
  return new Storage({
    profileDir: dir,
    accountsDir: join(dir, 'accounts'),
    database: () => undefined,
    files: () => undefined,
    clearWindowCache: () => Promise.resolve(),
    openPath: () => Promise.resolve(),
    logger: silentLogger,
    ...options,
  })
}

async function bytesOf(storage: Storage): Promise<Readonly<Record<StorageKind, number>>> {
  const { kinds } = await storage.usage()
  return Object.fromEntries(kinds.map(({ kind, bytes }) => [kind, bytes])) as Record<StorageKind, number>
}

describe('the disk space of a profile', () => {
  it('is nothing where there is nothing', async () => {
    expect(Object.values(await bytesOf(storageIn(profile()))).every((bytes) => bytes === 0)).toBe(true)
  })

  it('is told by kind, folders in folders included', async () => {
    const dir = profile()
    write(dir, 'chromium/Cache/Cache_Data/data_1', 300)
    write(dir, 'chromium/Code Cache/js/index', 30)
    write(dir, 'chromium/Local Storage/leveldb/1.log', 9999)
    write(dir, 'logs/main.log', 55)
    write(dir, 'trial-server/jim.db', 66)
    write(dir, 'accounts/other.db', 500)
    expect(await bytesOf(storageIn(dir))).toMatchObject({
      images: 0,
      videos: 0,
      window: 330,
      logs: 55,
      trial: 66,
      accounts: 500,
    })
  })

  it('tells messages from their search index, and both from other databases, while the store is open', async () => {
    const dir = profile()
    mkdirSync(join(dir, 'accounts'))
    const file = join(dir, 'accounts/mine.db')
    const store = openStore({ file, clock: systemClock, logger: silentLogger })
    if (!store.ok) throw new Error(store.error.message)
    onTestFinished(() => store.value.close())
    write(dir, 'accounts/other.db', 4321)
    const { messages, search, accounts } = await bytesOf(storageIn(dir, { database: () => file }))
    const onDisk = ['', '-wal', '-shm'].map((suffix) => statSync(file + suffix, { throwIfNoEntry: false })?.size ?? 0)
    expect(search).toBeGreaterThan(0)
    expect(messages).toBeGreaterThan(search)
    expect(accounts).toBe(4321)
    // A page that is only in the log so far is counted in both, so the sum may be a little more than the files.
    expect(messages + search).toBeGreaterThanOrEqual(onDisk[1] ?? 0)
  })

  it('tells the files of the account by what they are, apart from what waits to be sent', async () => {
    const dir = profile()
    write(dir, 'accounts/mine/cache/files/ab/1', 900)
    write(dir, 'accounts/mine/outgoing/paste.png', 55)
    write(dir, 'accounts/mine/avatars/a.jpg', 24)
    write(dir, 'accounts/other/cache/files/cd/2', 7)
    write(dir, 'accounts/other.db', 4)
    const totals = [
      ['image/png', 300],
      ['image/webp', 100],
      ['video/mp4', 200],
      ['audio/ogg', 90],
      ['application/pdf', 200],
      ['', 10],
    ] as const
    const files: AccountFiles = {
      dir: join(dir, 'accounts/mine'),
      avatarsDir: join(dir, 'accounts/mine/avatars'),
      usage: () => totals.map(([mime, bytes]) => ({ mime, bytes })),
      clear: () => Promise.resolve(ok(0)),
    }
    expect(await bytesOf(storageIn(dir, { files: () => files }))).toMatchObject({
      images: 400,
      videos: 200,
      voice: 90,
      files: 210,
      avatars: 24,
      messages: 55,
      accounts: 11,
    })
  })

  it('counts a database that cannot be read by its size', async () => {
    const dir = profile()
    const file = write(dir, 'accounts/mine.db', 5000)
    expect(await bytesOf(storageIn(dir, { database: () => file }))).toMatchObject({ messages: 5000, search: 0, accounts: 0 })
  })
})

describe('clearing the cache', () => {
  function clearable(files?: AccountFiles): { readonly dir: string; readonly storage: Storage } {
    const dir = profile()
    const window = write(dir, 'chromium/Cache/Cache_Data/data_1', 300)
    const clearWindowCache = (): Promise<void> => {
      rmSync(window, { force: true })
      return Promise.resolve()
    }
    return { dir, storage: storageIn(dir, { clearWindowCache, files: () => files }) }
  }

  function filesThatClear(outcome: Result<number>): AccountFiles {
    return { dir: '/nowhere', avatarsDir: '/nowhere/avatars', usage: () => [], clear: () => Promise.resolve(outcome) }
  }

  it('says what was freed, and leaves all else alone', async () => {
    const { dir, storage } = clearable(filesThatClear(ok(1000)))
    const kept = ['accounts/mine.db', 'outgoing/report.pdf', 'logs/main.log', 'trial-server/jim.db', 'settings.json', 'cache/other/1']
    for (const path of kept) write(dir, path, 10)
    expect(await storage.clearCache()).toBe(1300)
    expect(kept.map((path) => existsSync(join(dir, path)))).toEqual(kept.map(() => true))
    expect(await bytesOf(storage)).toMatchObject({ images: 0, window: 0, logs: 10 })
  })

  it('frees what it can where the account’s files cannot be cleared, or nobody is signed in', async () => {
    expect(await clearable(filesThatClear(failed('io_failed'))).storage.clearCache()).toBe(300)
    const { storage } = clearable()
    expect(await storage.clearCache()).toBe(300)
    expect(await storage.clearCache()).toBe(0)
  })
})
