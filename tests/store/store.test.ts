import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import Sqlite from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { silentLogger } from '../../src/main/lib/logger'
import { storeErrorOf } from '../../src/main/store/store-error'
import { openStore } from '../../src/main/store/open-store'
import { FakeClock } from '../helpers/fake-clock'
import { ALICE, CHAT, openTestStore, received, tempFolder } from './helpers'

const options = (file: string) => ({ file, clock: new FakeClock(), logger: silentLogger })

describe('opening', () => {
  it('keeps everything for the next open, in one file', () => {
    const file = join(tempFolder(), 'alice.db')
    const first = openTestStore(file)
    first.conversations.ensure(CHAT, ALICE)
    first.messages.insert(received({ seq: 1, text: '你好' }))
    first.close()
    first.close()
    expect(existsSync(`${file}-wal`)).toBe(false)
    const second = openTestStore(file)
    expect(second.conversations.get(CHAT)?.lastMessage?.content).toEqual({ kind: 'text', text: '你好' })
    expect(second.quarantine).toBeUndefined()
  })

  it('waits for the disk at every commit, at the first open and at every later one', () => {
    const file = join(tempFolder(), 'alice.db')
    for (let open = 1; open <= 3; open++) {
      const store = openTestStore(file)
      expect(store.durability).toEqual({ journalMode: 'wal', synchronous: 2 })
      store.close()
    }
  })

  it('refuses a database from the future and leaves it as it is', () => {
    const file = join(tempFolder(), 'alice.db')
    openTestStore(file).close()
    const later = new Sqlite(file)
    later.pragma('user_version = 999')
    later.close()
    const before = readFileSync(file)
    const opened = openStore(options(file))
    expect(opened).toMatchObject({ ok: false, error: { code: 'store_newer' } })
    expect(readFileSync(file).equals(before)).toBe(true)
  })

  it('tells when the file cannot be made', () => {
    expect(openStore(options(join(tempFolder(), 'no', 'such', 'folder.db')))).toMatchObject({
      ok: false,
      error: { code: 'io_failed' },
    })
    const folder = join(tempFolder(), 'a-folder.db')
    mkdirSync(folder)
    expect(openStore(options(folder))).toMatchObject({ ok: false, error: { code: 'io_failed' } })
  })
})

describe('a transaction', () => {
  it('is undone as a whole when it throws', () => {
    const store = openTestStore()
    expect(() =>
      store.transaction(() => {
        store.messages.insert(received({ seq: 1 }))
        store.ranges.add(CHAT, 1, 1)
        throw new Error('no')
      }),
    ).toThrow('no')
    expect(store.messages.headSeq(CHAT)).toBe(0)
    expect(store.ranges.get(CHAT)).toEqual([])
  })

  it('inside another can fail alone', () => {
    const store = openTestStore()
    store.transaction(() => {
      store.messages.insert(received({ seq: 1 }))
      expect(() =>
        store.transaction(() => {
          store.messages.insert(received({ seq: 2 }))
          throw new Error('no')
        }),
      ).toThrow('no')
    })
    expect(store.messages.headSeq(CHAT)).toBe(1)
  })

  it('returns what its function returns', () => {
    expect(openTestStore().transaction(() => 7)).toBe(7)
  })
})

describe('durability', () => {
  it('holds what was committed, and nothing of a transaction that a kill cut off', async () => {
    const file = join(tempFolder(), 'alice.db')
    const writer = spawn(process.execPath, ['--import', 'tsx', resolve(import.meta.dirname, 'killed-writer.ts'), file], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    // It says so in the middle of its second transaction, and would never end.
    await new Promise((heard) => writer.stdout.once('data', heard))
    const closed = new Promise((ended) => writer.once('close', ended))
    writer.kill('SIGKILL')
    await closed
    expect(statSync(`${file}-wal`).size).toBeGreaterThan(0)
    const store = openTestStore(file)
    expect(store.quarantine).toBeUndefined()
    expect(store.messages.headSeq(CHAT)).toBe(3)
    expect(store.ranges.get(CHAT)).toEqual([[1, 3]])
    expect(store.search.messages({ text: 'kept', limit: 9 }).items).toHaveLength(3)
    expect(store.search.messages({ text: 'lost', limit: 9 }).items).toEqual([])
    expect(store.outbox.list().map(({ message }) => message.cliMid)).toEqual(['c-1'])
    expect(store.messages.resetSending()).toBe(1)
  }, 30_000)

  it('writes a whole batch with one commit, so that it beats single writes', () => {
    const store = openTestStore(join(tempFolder(), 'alice.db'))
    const rows = (from: number) => Array.from({ length: 300 }, (_, i) => received({ seq: from + i, text: '明天开会' }))
    const timed = (work: () => void): number => {
      const start = performance.now()
      work()
      return performance.now() - start
    }
    const single = timed(() => rows(1).forEach((row) => store.messages.insert(row)))
    const batched = timed(() => store.messages.insertBatch(rows(1001)))
    expect(single / batched).toBeGreaterThan(1)
  })
})

describe('errors', () => {
  it.each([
    ['SQLITE_FULL', 'disk_full', true],
    ['SQLITE_READONLY_DBMOVED', 'read_only', true],
    ['SQLITE_IOERR_FSYNC', 'io_failed', true],
    ['SQLITE_BUSY_SNAPSHOT', 'busy', true],
    ['SQLITE_CORRUPT_VTAB', 'corrupt', false],
    ['SQLITE_NOTADB', 'corrupt', false],
    ['SQLITE_CONSTRAINT_UNIQUE', 'failed', false],
  ])('%s is %s', (code, expected, isTransient) => {
    const error = storeErrorOf(new Sqlite.SqliteError('words', code))
    expect(error).toMatchObject({ code: expected, isTransient })
  })

  it('that are not the database’s stay as they are', () => {
    const bug = new TypeError('x is undefined')
    expect(storeErrorOf(bug)).toBe(bug)
  })
})
