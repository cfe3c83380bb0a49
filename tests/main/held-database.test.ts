import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { ok } from '@shared/result'
import { moveDatabase, settleMove } from '../../src/main/app/account/move-database'
import { silentLogger } from '../../src/main/lib/logger'
import { openStore } from '../../src/main/store/open-store'
import { FakeClock } from '../helpers/fake-clock'
import { must } from '../helpers/results'

const { readdirSync, readFileSync, writeFileSync } = fs

/** What another program has open: how often renaming it fails still, by the end of its path. */
const held = vi.hoisted(() => new Map<string, number>())

vi.mock('node:fs', async (original) => {
  const real = await original<typeof fs>()
  const renameSync: typeof real.renameSync = (from, to) => {
    for (const [end, times] of held) {
      if (times === 0 || !String(from).endsWith(end)) continue
      held.set(end, times - 1)
      throw Object.assign(new Error('EBUSY: it is open elsewhere'), { code: 'EBUSY', syscall: 'rename' })
    }
    real.renameSync(from, to)
  }
  return { ...real, renameSync }
})

beforeEach(() => {
  held.clear()
  const { platform } = process
  Object.defineProperty(process, 'platform', { value: 'win32' })
  onTestFinished(() => void Object.defineProperty(process, 'platform', { value: platform }))
})

function emptyFolder(): string {
  const dir = fs.mkdtempSync(join(tmpdir(), 'jim-held-'))
  onTestFinished(() => fs.rmSync(dir, { recursive: true, force: true }))
  return dir
}

describe('an account that gets another address', () => {
  function account(): string {
    const dir = emptyFolder()
    writeFileSync(join(dir, 'old.db'), 'rows')
    for (const folder of ['stickers', 'cache']) fs.mkdirSync(join(dir, 'old', folder), { recursive: true })
    for (const name of ['stickers/a', 'stickers/b', 'cache/c']) writeFileSync(join(dir, 'old', name), name)
    return dir
  }
  const move = (dir: string): void => must(moveDatabase(join(dir, 'old.db'), join(dir, 'new.db'), () => ok()))
  const filesOf = (dir: string): readonly string[] =>
    readdirSync(join(dir, 'new'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.includes('/'))
      .sort()

  it('waits for who holds its files for a moment', () => {
    const dir = account()
    held.set('/old', 3)
    move(dir)
    expect(readdirSync(dir)).toEqual(['new', 'new.db'])
    expect(filesOf(dir)).toEqual(['cache/c', 'stickers/a', 'stickers/b'])
  })

  it('leaves behind only the file that is held, and fetches it at the next start', () => {
    const dir = account()
    held.set('/old', Infinity).set('/stickers/a', Infinity)
    move(dir)
    expect(readdirSync(dir)).toEqual(['moving.json', 'new', 'new.db', 'old'])
    expect(filesOf(dir)).toEqual(['cache/c', 'stickers/b'])
    expect(readFileSync(join(dir, 'old/stickers/a'), 'utf8')).toBe('stickers/a')

    settleMove(join(dir, 'new.db'), silentLogger)
    expect(readdirSync(dir)).toEqual(['moving.json', 'new', 'new.db', 'old'])

    held.clear()
    settleMove(join(dir, 'new.db'), silentLogger)
    expect(readdirSync(dir)).toEqual(['new', 'new.db'])
    expect(filesOf(dir)).toEqual(['cache/c', 'stickers/a', 'stickers/b'])
    expect(readFileSync(join(dir, 'new/stickers/a'), 'utf8')).toBe('stickers/a')
  })

  it('keeps what came under the new one meanwhile', () => {
    const dir = account()
    held.set('/old', Infinity).set('/stickers/a', Infinity)
    move(dir)
    held.clear()
    writeFileSync(join(dir, 'new/stickers/d'), 'fresh')
    settleMove(join(dir, 'new.db'), silentLogger)
    expect(filesOf(dir)).toEqual(['cache/c', 'stickers/a', 'stickers/b', 'stickers/d'])
  })

  it('takes no files of an account that somebody opened at the old one since', () => {
    const dir = account()
    held.set('/old', Infinity).set('/stickers/a', Infinity)
    move(dir)
    held.clear()
    writeFileSync(join(dir, 'old.db'), 'another')
    settleMove(join(dir, 'new.db'), silentLogger)
    expect(readdirSync(dir)).toEqual(['new', 'new.db', 'old', 'old.db'])
  })
})

describe('a damaged database that somebody holds', () => {
  /** Nothing that SQLite could read, with a log beside it. */
  function damaged(): { readonly dir: string; readonly open: () => ReturnType<typeof openStore> } {
    const dir = emptyFolder()
    const file = join(dir, 'alice.db')
    writeFileSync(file, 'no database at all, however long one looks at it')
    const clock = new FakeClock()
    return { dir, open: () => openStore({ file, clock, logger: silentLogger }) }
  }
  const bytesOf = (dir: string): string => readFileSync(join(dir, 'alice.db'), 'utf8')

  it('is waited for', () => {
    const { open, dir } = damaged()
    held.set('/alice.db', 3)
    const store = must(open())
    expect(store.quarantine?.file).toMatch(/alice\.db\.corrupt-\d+$/)
    store.close()
    expect(readdirSync(dir).filter((name) => name.includes('.corrupt-'))).toHaveLength(1)
  })

  it('says so when it stays held, stands where it was, and is set aside once it is free', () => {
    const { open, dir } = damaged()
    held.set('/alice.db', Infinity)
    expect(open()).toMatchObject({ ok: false, error: { name: 'StoreError', code: 'io_failed' } })
    expect(bytesOf(dir)).toContain('no database at all')
    held.clear()
    const store = must(open())
    expect(store.quarantine?.file).toMatch(/alice\.db\.corrupt-\d+$/)
    store.close()
    expect(readdirSync(dir).filter((name) => name.includes('.corrupt-'))).toHaveLength(1)
  })

  it('loses nothing when its replacement is held on the way to its place', () => {
    const { open, dir } = damaged()
    held.set('/alice.db.fresh', Infinity)
    expect(open()).toMatchObject({ ok: false, error: { code: 'io_failed' } })
    held.clear()
    const store = must(open())
    expect(store.quarantine?.file).toMatch(/alice\.db\.corrupt-\d+$/)
    store.close()
    const aside = readdirSync(dir).filter((name) => name.includes('.corrupt-'))
    expect(aside.map((name) => readFileSync(join(dir, name), 'utf8').slice(0, 15))).toEqual(['no database at '])
  })

  it('keeps the log with it', () => {
    const { open, dir } = damaged()
    writeFileSync(join(dir, 'alice.db-wal'), '')
    writeFileSync(join(dir, 'alice.db.fresh'), '')
    held.set('/alice.db', Infinity)
    expect(open().ok).toBe(false)
    expect(readdirSync(dir)).toContain('alice.db-wal')
  })
})
