import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Database } from '../../src/main/store/database'
import { migrate } from '../../src/main/store/migrate'
import { Store } from '../../src/main/store/store'
import { openSmallDisk } from '../helpers/small-disk'
import { AB, Office } from './office'

let office: Office
let closeDisk: () => void

beforeEach(async () => {
  closeDisk = () => undefined
  office = await Office.open(['alice', 'bob'])
})

afterEach(async () => {
  await office.close()
  closeDisk()
})

/** A store that can be made to refuse writes as a disk does. */
type BadDisk = { readonly store: Store; readonly break: () => void; readonly mend: () => void }

function openDatabase(dir: string): { readonly database: Database; readonly store: Store } {
  const database = new Database({ file: join(dir, 'alice.db'), busyTimeoutMs: 0 })
  for (const pragma of ['journal_mode = WAL', 'synchronous = FULL', 'foreign_keys = ON']) database.pragma(pragma)
  migrate(database)
  return { database, store: new Store(database) }
}

/** A real full disk where one can be mounted, else SQLite's own limit, which ends the same way. */
function fullDisk(): BadDisk {
  const disk = openSmallDisk()
  if (disk !== undefined) {
    closeDisk = disk.close
    return { store: openDatabase(disk.dir).store, break: disk.fill, mend: disk.makeRoom }
  }
  const { database, store } = openDatabase(temporary())
  return {
    store,
    break: () => void database.pragma(`max_page_count = ${Number(database.pragma('page_count'))}`),
    mend: () => void database.pragma('max_page_count = 1000000'),
  }
}

/** SQLite's own switch: every write then fails as on a disk that was mounted read-only. */
function readOnlyDisk(): BadDisk {
  const { database, store } = openDatabase(temporary())
  return {
    store,
    break: () => void database.pragma('query_only = ON'),
    mend: () => void database.pragma('query_only = OFF'),
  }
}

function temporary(): string {
  const dir = mkdtempSync(join(tmpdir(), 'jim-disk-'))
  closeDisk = () => rmSync(dir, { recursive: true })
  return dir
}

describe.each([
  ['full', fullDisk, 'disk_full'],
  ['read-only', readOnlyDisk, 'read_only'],
] as const)('a %s disk', (_, openDisk, code) => {
  it('is said, nothing unstored is acknowledged, and all goes on by itself when the disk is well', async () => {
    const disk = openDisk()
    const alice = await office.signIn('alice', { store: disk.store })
    const bob = await office.signIn('bob')
    bob.say('before', AB)
    await bob.when(() => bob.store.conversations.get(AB)?.peerDeliveredSeq === 1)
    disk.break()
    // More than what SQLite may have kept room for.
    for (let i = 0; i < 100; i++) bob.say(`${i} ${'x'.repeat(8000)}`, AB)
    await alice.when(() => alice.engine.status.state === 'store_blocked')
    expect(alice.engine.status).toEqual({ state: 'store_blocked', code })
    await bob.when(() => bob.store.outbox.count() === 0)
    const held = alice.store.messages.headSeq(AB)
    expect(held).toBeLessThan(101)
    expect(bob.store.conversations.get(AB)?.peerDeliveredSeq).toBeLessThanOrEqual(held)
    expect(alice.connection.status.state).toBe('online')
    expect(alice.texts(AB)[0]).toBe('before')
    disk.mend()
    await bob.when(() => bob.store.conversations.get(AB)?.peerDeliveredSeq === 101)
    expect(alice.store.ranges.get(AB)).toEqual([[1, 101]])
    await alice.when(() => alice.engine.status.state === 'idle')
  })

  it('refuses what the composer writes with its reason, and keeps the ack of what was on its way', async () => {
    const disk = openDisk()
    const alice = await office.signIn('alice', { store: disk.store })
    disk.break()
    const write = (): ReturnType<typeof alice.engine.send> =>
      alice.engine.send({ conversationId: AB, content: { kind: 'text', text: 'x'.repeat(50_000) } })
    let refused = write()
    for (let i = 0; i < 400 && refused.ok; i++) refused = write()
    expect(refused).toMatchObject({ ok: false, error: { code } })
    disk.mend()
    await alice.when(() => alice.engine.status.state === 'idle' && alice.store.outbox.count() === 0)
    expect(alice.statuses(AB).every((status) => status === 'sent')).toBe(true)
    alice.say('again', AB)
    await alice.when(() => alice.statuses(AB).at(-1) === 'sent')
  })
})
