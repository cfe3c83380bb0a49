import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { asMid, asPartId, asSeq } from '@shared/ids'
import { silentLogger } from '../../src/main/lib/logger'
import { openStore } from '../../src/main/store/open-store'
import { FakeClock } from '../helpers/fake-clock'
import { openSmallDisk } from '../helpers/small-disk'
import { ALICE, CHAT, GROUP, T0, composed, openTestStore, received, tempFolder } from './helpers'

/** A closed database with history, drafts, a pinned group, two messages that wait and one that failed. */
function filledFile(): string {
  const file = join(tempFolder(), 'alice.db')
  const store = openTestStore(file)
  store.conversations.ensure(CHAT, ALICE)
  store.conversations.upsert({ conversationId: GROUP, kind: 'c2g', title: 'Office' })
  store.conversations.setDraft(CHAT, { draft: '还没写完', draftMentions: [{ at: 0, name: '还', userId: 'bob' }], draftReplyTo: asMid('7') })
  store.conversations.setFlags(GROUP, { isPinned: true })
  for (let seq = 1; seq <= 2000; seq += 500) {
    store.messages.insertBatch(Array.from({ length: 500 }, (_, i) => received({ seq: seq + i, text: `message ${seq + i}` })))
  }
  store.ranges.add(CHAT, 1, 2000)
  for (const name of ['c-1', 'c-2']) {
    const { localId } = store.messages.insert(composed(name, { text: `waiting ${name}` }))
    store.outbox.add(localId, CHAT, T0)
  }
  const failing = store.messages.insert(composed('c-3')).localId
  store.messages.setStatus(failing, 'failed', { code: 'muted', reason: '' })
  store.close()
  return file
}

/** Overwrites whole pages with noise that SQLite cannot take for its own. */
function damagePages(file: string, pages: readonly number[]): void {
  const handle = openSync(file, 'r+')
  for (const page of pages) writeSync(handle, Buffer.alloc(4096, 0xa5), 0, 4096, (page - 1) * 4096)
  closeSync(handle)
}

/** The pages of one table or index, by number. */
function pagesOf(file: string, name: string): readonly number[] {
  const database = new Sqlite(file, { readonly: true })
  const pages = database.prepare<[string], { pageno: number }>('SELECT pageno FROM dbstat WHERE name = ? ORDER BY pageno').all(name)
  database.close()
  return pages.map(({ pageno }) => pageno)
}

function asideOf(file: string): readonly string[] {
  return readdirSync(dirname(file)).filter((name) => name.includes('.corrupt-'))
}

describe('a damaged database', () => {
  it('is set aside; drafts, flags and what waits to be sent are carried over', () => {
    const file = filledFile()
    damagePages(file, pagesOf(file, 'messages').slice(2, 6))
    const damaged = readFileSync(file)
    const store = openTestStore(file)
    expect(store.quarantine).toMatchObject({ file: `${file}.corrupt-${T0}`, drafts: 1, messages: 3 })
    expect(readFileSync(`${file}.corrupt-${T0}`).length).toBe(damaged.length)
    expect(store.conversations.get(CHAT)).toMatchObject({
      draft: '还没写完',
      draftMentions: [{ at: 0, name: '还', userId: 'bob' }],
      draftReplyTo: '7',
      peerId: 'bob',
      lastSeq: 0,
    })
    expect(store.conversations.get(GROUP)).toMatchObject({ isPinned: true, title: 'Office' })
    expect(store.outbox.list().map(({ message }) => [message.cliMid, message.status])).toEqual([
      ['c-1', 'queued'],
      ['c-2', 'queued'],
    ])
    // The history is not here any more and not claimed to be: it comes from the server.
    expect(store.ranges.get(CHAT)).toEqual([])
    expect(store.messages.headSeq(CHAT)).toBe(0)
  })

  it('takes along what a message waits for, and what was told of one', () => {
    const file = filledFile()
    const before = openTestStore(file)
    const [waits] = before.outbox.list()
    if (waits === undefined) throw new Error('nothing waits')
    const partId = asPartId('upload-1')
    before.parts.set(waits.localId, { partId, state: 'waiting' })
    const upload = { direction: 'up', conversationId: CHAT, localId: waits.localId, partId, state: 'open', isAsked: true } as const
    const source = { name: 'plan.pdf', mime: 'application/pdf', size: 5, path: '/plan.pdf', mtimeMs: T0 }
    before.transfers.add({ ...upload, ...source, createdAt: T0 })
    const read = before.messages.insert(composed('c-9', { mid: '900', orderKey: T0, status: 'sent' })).localId
    before.receipts.note(read, 'delivered', T0 + 1)
    before.receipts.note(read, 'read', T0 + 2)
    before.close()
    damagePages(file, pagesOf(file, 'messages_by_cli_mid'))
    const store = openTestStore(file)
    // Without it, the file would be sent before it has an address.
    expect(store.outbox.list().map(({ part }) => part)).toEqual([{ partId: 'upload-1', state: 'waiting' }, undefined])
    const carried = store.outbox.list()[0]!.localId
    expect(store.transfers.unfinished()).toMatchObject([{ localId: carried, partId: 'upload-1', path: '/plan.pdf', mtimeMs: T0, size: 5 }])
    expect(store.messages.byMid(CHAT, asMid('900'))).toMatchObject({ position: T0, deliveredAt: T0 + 1, readAt: T0 + 2 })
  })

  it('is as good as new at the next open', () => {
    const file = filledFile()
    damagePages(file, pagesOf(file, 'messages').slice(2, 6))
    openTestStore(file).close()
    expect(openTestStore(file).quarantine).toBeUndefined()
    expect(asideOf(file)).toHaveLength(1)
  })

  it('is noticed when only an index is damaged, and nothing of its rows is lost to the salvage', () => {
    const file = filledFile()
    damagePages(file, pagesOf(file, 'messages_by_cli_mid'))
    const store = openTestStore(file)
    expect(store.quarantine).toMatchObject({ drafts: 1, messages: 3 })
  })

  it('is replaced whole or not at all: a disk that fills on the way costs nothing', () => {
    const disk = openSmallDisk()
    if (disk !== undefined) onTestFinished(disk.close)
    const file = join(disk?.dir ?? tempFolder(), 'alice.db')
    copyFileSync(filledFile(), file)
    damagePages(file, pagesOf(file, 'messages').slice(2, 6))
    // Where no disk can be filled, the place where the replacement would be made is taken.
    if (disk === undefined) mkdirSync(`${file}.part`)
    else disk.fill()
    const open = (): ReturnType<typeof openStore> => openStore({ file, clock: new FakeClock(T0), logger: silentLogger })
    expect(open()).toMatchObject({ ok: false })
    expect(asideOf(file)).toEqual([])
    if (disk === undefined) rmSync(`${file}.part`, { recursive: true })
    else disk.makeRoom()
    expect(openTestStore(file).quarantine).toMatchObject({ drafts: 1, messages: 3 })
  })

  it.each([
    ['before anything was moved', true],
    ['between the one and the other', false],
  ])('takes its place at the next open when the program ended %s', (_, isInPlace) => {
    const file = filledFile()
    damagePages(file, pagesOf(file, 'messages').slice(2, 6))
    const aside = `${file}.corrupt-${T0}`
    const damaged = readFileSync(file)
    const first = openTestStore(file)
    const reader = new Sqlite(file)
    reader.pragma('wal_checkpoint(TRUNCATE)')
    reader.close()
    copyFileSync(file, `${file}.fresh`)
    first.close()
    rmSync(file)
    if (isInPlace) renameSync(aside, file)
    const store = openTestStore(file)
    expect(store.quarantine).toMatchObject({ file: aside, drafts: 1, messages: 3 })
    expect(readFileSync(aside).equals(damaged)).toBe(true)
    expect(store.outbox.count()).toBe(2)
    expect(existsSync(`${file}.fresh`)).toBe(false)
  })

  it('makes do without a replacement that is damaged itself', () => {
    const file = filledFile()
    writeFileSync(`${file}.fresh`, 'z'.repeat(5000))
    const store = openTestStore(file)
    expect([store.quarantine, store.outbox.count()]).toEqual([undefined, 2])
  })

  it('that is cut in half is set aside too', () => {
    const file = filledFile()
    truncateSync(file, Math.floor(statSync(file).size / 2))
    const store = openTestStore(file)
    expect(store.quarantine).toBeDefined()
    expect(store.messages.insert(received({ seq: 1 })).outcome).toBe('inserted')
  })

  it('that is no database at all leaves a fresh one', () => {
    const file = filledFile()
    writeFileSync(file, 'this was a shopping list'.repeat(500))
    const store = openTestStore(file)
    expect(store.quarantine).toMatchObject({ drafts: 0, messages: 0 })
    expect(store.conversations.ids()).toEqual([])
  })

  it('never takes the place of one that was set aside before', () => {
    const file = filledFile()
    writeFileSync(file, 'x'.repeat(5000))
    openTestStore(file).close()
    writeFileSync(file, 'y'.repeat(5000))
    openTestStore(file).close()
    expect(asideOf(file)).toHaveLength(2)
  })

  it('that shows its damage only in use is looked at as a whole by the next open', () => {
    const file = filledFile()
    const pages = pagesOf(file, 'messages')
    const store = openTestStore(file)
    damagePages(file, pages.slice(3, 30))
    // A write of another connection: this one forgets the sound pages that it still remembers.
    const other = new Sqlite(file)
    other.exec(`INSERT INTO settings (key, value) VALUES ('k', '1')`)
    expect(() => {
      for (let seq = 1; seq <= 2000; seq++) store.messages.bySeq(CHAT, asSeq(seq))
    }).toThrow(expect.objectContaining({ code: 'corrupt' }))
    other.close()
    expect(existsSync(`${file}.damaged`)).toBe(true)
    store.close()
    expect(openTestStore(file).quarantine).toBeDefined()
    expect(existsSync(`${file}.damaged`)).toBe(false)
  })

  it('is told of while it is open, so that it can be opened anew', () => {
    const file = filledFile()
    const pages = pagesOf(file, 'messages')
    let told = 0
    const opened = openStore({ file, clock: new FakeClock(T0), logger: silentLogger, onDamaged: () => (told += 1) })
    if (!opened.ok) throw opened.error
    const store = opened.value
    damagePages(file, pages.slice(3, 30))
    const other = new Sqlite(file)
    other.exec(`INSERT INTO settings (key, value) VALUES ('k', '1')`)
    other.close()
    const readAll = (): void => {
      for (let seq = 1; seq <= 2000; seq++) store.messages.bySeq(CHAT, asSeq(seq))
    }
    expect(readAll).toThrow(expect.objectContaining({ code: 'corrupt' }))
    expect(told).toBe(1)
    store.close()
  })
})

describe('a database of a later version', () => {
  function laterFile(): string {
    const file = filledFile()
    const later = new Sqlite(file)
    later.pragma('user_version = 99')
    later.close()
    return file
  }

  it('is refused and left as it is', () => {
    const file = laterFile()
    const before = readFileSync(file)
    const opened = openStore({ file, clock: new FakeClock(T0), logger: silentLogger })
    expect(opened).toMatchObject({ ok: false, error: { code: 'store_newer' } })
    expect(readFileSync(file).equals(before)).toBe(true)
  })

  it('is set aside when that was chosen, and what waits to be sent is carried over', () => {
    const file = laterFile()
    const opened = openStore({ file, clock: new FakeClock(T0), logger: silentLogger, newer: 'set_aside' })
    if (!opened.ok) throw opened.error
    expect(opened.value.quarantine).toMatchObject({ cause: 'newer', file: `${file}.newer-${T0}`, drafts: 1, messages: 3 })
    opened.value.close()
  })
})

describe('an empty file', () => {
  it('is a database that was not begun yet', () => {
    const file = join(tempFolder(), 'alice.db')
    writeFileSync(file, '')
    expect(openTestStore(file).quarantine).toBeUndefined()
  })
})
