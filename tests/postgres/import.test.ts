import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FolderMovedError } from '../../src/server/data/moved-folder'
import { importSqlite, type ImportStep } from '../../src/server/import/import-sqlite'
import { openSource } from '../../src/server/import/source-folder'
import type { ImportReport } from '../../src/server/import/target-database'
import { startServer } from '../../src/server/server'
import { PostgresDatabase } from '../../src/server/store/postgres/postgres-database'
import { openSqliteStore } from '../../src/server/store/sqlite-store'
import { FileClient, someBytes } from '../server/file-client'
import { authenticate, TestOffice, textFrom } from '../server/office'
import { freshDatabase, POSTGRES, withClient } from '../server/test-store'
import { waitUntilBlocked } from './blocked'

const MAIN = resolve(import.meta.dirname, '../../src/server/main.ts')

let dir: string
let url: string
const offices: TestOffice[] = []
const children: ChildProcess[] = []
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'jim-import-'))
  url = await freshDatabase(POSTGRES!)
})
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  for (const office of offices.splice(0)) await office.close()
  rmSync(dir, { recursive: true, force: true })
})

const dataDir = (): string => join(dir, 'data')

/** The office of the folder, on SQLite as before or on that PostgreSQL. */
async function openOffice(users: readonly string[], postgres?: string): Promise<TestOffice> {
  const office = await TestOffice.open({ dataDir: dataDir(), users, postgres })
  offices.push(office)
  return office
}

async function closeOffices(): Promise<void> {
  for (const office of offices.splice(0)) await office.close()
}

/** The command, in a process of its own. */
function run(...more: readonly string[]) {
  const words = ['import-sqlite', url, '--data', dataDir(), ...more]
  const child = spawn(process.execPath, ['--import', 'tsx', MAIN, ...words], { stdio: ['ignore', 'pipe', 'pipe'] })
  children.push(child)
  const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit') as Promise<[number | null]>])
  return { child, ended: ended.then(([out, err, [code]]) => ({ out, err, code })) }
}

/** The same in this process, so many rows at a time. */
async function importHere(onStep: (step: ImportStep) => void = () => undefined, rows = 5): Promise<ImportReport> {
  const source = openSource(dataDir())
  const target = await PostgresDatabase.open(url, { connections: 1 })
  try {
    return await importSqlite({ source, target, onStep, beforeEnd: async () => undefined, limits: { rows, bytes: 1_000_000 } })
  } finally {
    source.close()
    await target.close()
  }
}

/** Until all is copied and nothing is compared yet. */
async function copyOnly(): Promise<void> {
  const copied = importHere(({ kind }) => {
    if (kind === 'verified') throw new Error('enough')
  })
  await expect(copied).rejects.toThrow('enough')
}

/** A small office on SQLite that has something of everything. */
async function talk() {
  const office = await openOffice(['alice', 'bob', 'carol', 'dave'])
  const phone = await office.token('bob', 'phone')
  const [alice, bob] = [await office.enter('alice'), await office.enter('bob')]
  const group = await office.group('项目组', ['alice', 'bob', 'carol', 'dave'])
  await office.call('alice', 'PATCH', `/v1/groups/${group}`, { notice: '周五发布' })
  await office.call('alice', 'DELETE', `/v1/groups/${group}/members/dave`)
  const texts = Array.from({ length: 25 }, (_, i) => textFrom('alice', 'bob', `第 ${i} 条 a\0b`))
  for (const data of texts) await alice.say('B101', 'text', data)
  const file = someBytes(70_000)
  const fileId = await new FileClient(office, 'alice').upload(file)
  const named = { ...textFrom('alice', 'bob', ''), name: '合同.pdf', url: 'x', file_id: fileId }
  const { mid } = (await alice.say('B101', 'file', named)).json.data as { readonly mid: string }
  const { mid: wrong } = (await alice.say('B101', 'text', textFrom('alice', 'bob', 'wrong'))).json.data as { readonly mid: string }
  await alice.query('message.recall', { mid: wrong })
  await bob.query('profile.set', { name: '陈晨', status: 'a\0b' })
  bob.send('B104', { type: 'read', data: { conversation_id: 'c2c:alice:bob', seq: 7 } })
  await bob.settled()
  return { office, texts, phone, group, file, fileId, mid }
}

/** All that its people can ask for. */
async function seen(office: TestOffice): Promise<unknown> {
  const answers: unknown[] = []
  for (const userId of ['alice', 'bob', 'carol', 'dave']) {
    const { items = [], next } = await office.get(userId, '/v1/conversations?limit=100')
    answers.push(next, items)
    for (const { conversation_id: id } of items)
      answers.push(await office.get(userId, `/v1/conversations/${String(id)}/messages?limit=100`))
  }
  return answers
}

describe('an office that moves from its folder into PostgreSQL', () => {
  it('is what it was, and goes on from there', async () => {
    const { office, texts, phone, fileId, file, mid } = await talk()
    const before = await seen(office)
    expect(JSON.stringify(before)).toContain('第 24 条')
    await closeOffices()

    const { out, err, code } = await run().ended
    expect([code, err]).toEqual([0, expect.stringContaining('importing into an empty database')])
    const { tables } = JSON.parse(out) as ImportReport
    expect([tables['users']?.rows, tables['files']?.rows]).toEqual([4, 1])

    const now = await openOffice([], url)
    expect(await seen(now)).toEqual(before)
    // Who was signed in is so still.
    const bob = await now.connect()
    expect((await authenticate(bob, 'bob', { token: phone, profile: 'sync/1', device_id: 'phone' })).command).toBe('B002')
    expect((await new FileClient(now, 'bob').get(`/v1/files/${fileId}`)).bytes.equals(file)).toBe(true)
    // What is said again was said; what is new comes behind everything, under an id that no message ever had.
    const alice = await now.enter('alice')
    expect((await alice.say('B101', 'text', texts[3]!)).json.data).toMatchObject({ seq: 4 })
    const last = (await alice.say('B101', 'text', textFrom('alice', 'bob', 'new'))).json.data as {
      readonly mid: string
      readonly seq: number
    }
    expect(last.seq).toBe(29)
    expect(Number(last.mid)).toBeGreaterThan(Number(mid) + 2)
  })

  it('is served in one place from then on', async () => {
    await talk()
    await closeOffices()
    await importHere()
    const first = await run().ended
    expect([first.code, first.err]).toEqual([0, expect.stringContaining('all of it was imported before')])
    const again = await run().ended
    expect([again.code, again.out]).toEqual([0, first.out])
    const onFolder = startServer({ host: '127.0.0.1', tcp: 0, ws: 0, http: 0, dataDir: dataDir() })
    await expect(onFolder).rejects.toThrow(FolderMovedError)
  })

  it('goes on where it was killed, and is not served before its end', async () => {
    await talk()
    await closeOffices()
    await expect(
      importHere(() => {
        throw new Error('the power is off')
      }),
    ).rejects.toThrow('the power is off')
    await expect(openOffice([], url)).rejects.toThrow('did not come to its end')
    await withClient(url, async (client) => {
      await client.query('BEGIN')
      await client.query('LOCK TABLE messages IN ACCESS EXCLUSIVE MODE')
      const { child } = run()
      await waitUntilBlocked(url)
      child.kill('SIGKILL')
      await once(child, 'exit')
      await client.query('ROLLBACK')
    })
    const { code, err } = await run().ended
    expect([code, err]).toEqual([0, expect.stringContaining('going on where the last run ended')])
    expect(err).not.toMatch(/copied users/)
  })

  it('is the same wherever it is interrupted', async () => {
    await talk()
    await closeOffices()
    const whole = await importHere()
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(12), { maxLength: 6 }), fc.integer({ min: 1, max: 40 }), async (stops, rows) => {
        url = await freshDatabase(POSTGRES!)
        for (const stop of stops) {
          let steps = 0
          const stopped = importHere((step) => {
            if (step.kind !== 'begun' && steps++ === stop) throw new Error('stopped')
          }, rows)
          await stopped.catch((error: Error) => expect(error.message).toBe('stopped'))
        }
        expect(await importHere(undefined, rows)).toEqual(whole)
      }),
      { numRuns: 10 },
    )
  })

  it('begins anew when the folder was used meanwhile', async () => {
    await talk()
    await closeOffices()
    await copyOnly()
    await openOffice(['erin'])
    await closeOffices()
    const steps: ImportStep[] = []
    const report = await importHere((step) => steps.push(step))
    expect([steps[0], report.tables['users']?.rows]).toEqual([{ kind: 'begun', how: 'over' }, 5])
  })

  it('is not taken for whole when a row is another', async () => {
    await talk()
    await closeOffices()
    await copyOnly()
    await withClient(url, (client) => client.query(`UPDATE messages SET data = '{}' WHERE seq = 9`))
    await expect(importHere()).rejects.toThrow(/^messages is not alike on both sides/)
    await expect(openOffice([], url)).rejects.toThrow('did not come to its end')
  })
})

describe('an import is refused', () => {
  beforeEach(async () => {
    await talk()
  })

  it('from a folder that a server runs on', async () => {
    const { code, err } = await run().ended
    expect([code, err]).toEqual([1, expect.stringContaining(`a server runs on ${dataDir()}: stop it first`)])
  })

  it('from a folder without an office', async () => {
    const words = await run('--data', join(dir, 'nowhere')).ended
    expect(words.code).not.toBe(0)
    expect(words.err).toContain('nowhere')
  })

  it('into a database that a server runs on', async () => {
    await closeOffices()
    await TestOffice.open({ dataDir: join(dir, 'other'), postgres: url, users: [] }).then((office) => offices.push(office))
    const { code, err } = await run().ended
    expect([code, err]).toEqual([1, expect.stringContaining('the database is in use by ')])
  })

  it.each(['another office', 'another program'])('into a database that holds %s', async (what) => {
    await closeOffices()
    if (what === 'another program') await withClient(url, (client) => client.query('CREATE TABLE bills (id integer)'))
    else {
      offices.push(await TestOffice.open({ dataDir: join(dir, 'other'), postgres: url, users: ['zoe'] }))
      await closeOffices()
    }
    await expect(importHere()).rejects.toThrow(/^the database is not empty: /)
  })

  it('from a newer server’s folder', async () => {
    await closeOffices()
    const store = openSqliteStore(join(dataDir(), 'server.db'))
    await store.close()
    const { default: SQLite } = await import('better-sqlite3')
    const database = new SQLite(join(dataDir(), 'server.db'))
    database.pragma('user_version = 99')
    database.close()
    await expect(importHere()).rejects.toThrow(/newer/)
  })
})
