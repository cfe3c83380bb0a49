import { once } from 'node:events'
import { closeSync, openSync, statSync, writeSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { get } from 'node:http'
import SQLite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseCommandLine, type ServeCommand } from '../../src/server/cli/command-line'
import { runServer } from '../../src/server/cli/run-server'
import { StoreHealth } from '../../src/server/data/store-health'
import { startServer } from '../../src/server/server'
import { openDatabase } from '../../src/server/store/sqlite-database'
import { openSqliteStore } from '../../src/server/store/sqlite-store'
import { FakeClock } from '../helpers/fake-clock'
import { openSmallDisk } from '../helpers/small-disk'
import { TestOffice, textFrom } from './office'

let dataDir: string
let office: TestOffice | undefined
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'jim-server-'))
})
afterEach(async () => {
  await office?.close()
  office = undefined
  await rm(dataDir, { recursive: true, force: true })
})

const FREE = { host: '127.0.0.1', tcp: 0, ws: 0, http: 0 } as const
const health = async (of: TestOffice, path = '/readyz'): Promise<readonly [status: number, code: unknown]> => {
  const answer = await fetch(of.url(path))
  const body = (await answer.json()) as Record<string, unknown>
  return [answer.status, body['code'] ?? body['status']]
}

describe('a folder', () => {
  it('is one server’s, until that ends', async () => {
    office = await TestOffice.open({ dataDir })
    await expect(startServer({ ...FREE, dataDir })).rejects.toMatchObject({ code: 'FOLDER_TAKEN' })
    const words = ['--tcp', '0', '--ws', '0', '--http', '0', '--data', dataDir]
    await expect(runServer(parseCommandLine(words) as ServeCommand)).rejects.toThrow(
      `--data: another server runs on ${dataDir}: stop it, or choose another folder`,
    )
    const [alice, bob] = [await office.enter('alice'), await office.enter('bob')]
    await alice.say('B101', 'text', textFrom('alice', 'bob', 'still here'))
    expect((await bob.message()).json.data?.['content']).toBe('still here')
    await office.close()
    office = await TestOffice.open({ dataDir, users: [] })
    expect((await office.get('bob', '/v1/conversations')).items).toHaveLength(1)
  })

  it('is given back by a server that could not start', async () => {
    office = await TestOffice.open({ users: [] })
    const { http } = office.server.ports
    await expect(startServer({ ...FREE, http, dataDir })).rejects.toMatchObject({ code: 'EADDRINUSE' })
    const again = await startServer({ ...FREE, dataDir })
    await again.close()
  })
})

describe('while another process writes', () => {
  /** Holds the database as a long transaction of another process does. */
  const hold = (): (() => void) => {
    const other = new SQLite(join(dataDir, 'server.db'))
    other.exec('BEGIN IMMEDIATE')
    return () => {
      other.exec('COMMIT')
      other.close()
    }
  }

  it('everybody else is served, and what is to be kept waits its turn', async () => {
    office = await TestOffice.open({ dataDir })
    const [alice, bob] = [await office.enter('alice'), await office.enter('bob')]
    await office.get('carol', '/v1/me')
    const release = hold()
    const said = alice.say('B101', 'text', textFrom('alice', 'bob', 'patient'))
    await bob.settled()
    expect(await office.get('carol', '/v1/conversations')).toMatchObject({ items: [] })
    expect(bob.messages).toEqual([])
    release()
    expect((await said).json.type).toBe('ack')
    expect((await bob.message()).json.data?.['content']).toBe('patient')
  })

  it('SQLite itself never sleeps in the server, which would keep everybody waiting', () => {
    const sleepOf = (options?: { readonly isWaiting: boolean }): unknown => {
      const database = openDatabase(join(dataDir, 'server.db'), options)
      try {
        return database.prepare<[], { timeout: number }>('PRAGMA busy_timeout').get()?.timeout
      } finally {
        database.close()
      }
    }
    expect([sleepOf({ isWaiting: false }), sleepOf()]).toEqual([0, 5000])
  })

  it('for too long, a change is refused as one that may be tried again', async () => {
    const clock = new FakeClock()
    office = await TestOffice.open({ dataDir, clock })
    await office.get('alice', '/v1/me')
    const release = hold()
    let answered: { readonly status: number; readonly body: unknown } | undefined
    const asked = office.call('alice', 'POST', '/v1/groups', { title: 'G', member_ids: ['bob'] })
    void asked.then((answer) => (answered = answer))
    while (answered === undefined) {
      clock.advance(100)
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect([answered.status, answered.body]).toEqual([503, { code: 'overloaded', reason: expect.any(String), retry_after_ms: 1000 }])
    release()
    expect((await office.call('alice', 'POST', '/v1/groups', { title: 'G', member_ids: ['bob'] })).status).toBe(201)
  })
})

describe('health', () => {
  it('is good at first, and for a server in memory', async () => {
    office = await TestOffice.open({ dataDir, users: [] })
    expect(await health(office)).toEqual([200, 'ready'])
    const inMemory = await TestOffice.open({ users: [] })
    expect(await health(inMemory)).toEqual([200, 'ready'])
    await inMemory.close()
  })

  it('is bad when the database was deleted: nothing more is acknowledged, and what it held is saved', async () => {
    const clock = new FakeClock()
    office = await TestOffice.open({ dataDir, clock })
    const alice = await office.enter('alice')
    await alice.say('B101', 'text', textFrom('alice', 'bob', 'kept'))
    for (const file of await readdir(dataDir)) if (file.startsWith('server.db')) await rm(join(dataDir, file))
    clock.advance(2000)
    const loss = await office.server.lost
    expect(loss.message).toContain('was deleted or replaced')
    alice.send('B101', { type: 'text', data: textFrom('alice', 'bob', 'lost') })
    expect((await alice.command('A999')).json['code']).toBe('overloaded')
    expect(await health(office)).toEqual([503, 'lost'])
    const rescued = openSqliteStore(join(dataDir, `server-rescued-${clock.now()}.db`))
    expect((await rescued.messages.range('c2c:alice:bob', { from: 1, to: 9, limit: 9 })).map(({ data }) => data['content'])).toEqual([
      'kept',
    ])
    await rescued.close()
  })

  it('is bad when another database was put in its place', async () => {
    const clock = new FakeClock()
    office = await TestOffice.open({ dataDir, clock })
    await rm(join(dataDir, 'server.db'))
    await writeFile(join(dataDir, 'server.db'), '')
    expect(await health(office)).toEqual([503, 'lost'])
  })

  it('is bad once damage is met, though nobody has asked for that page; and such a folder is not served again', async () => {
    const clock = new FakeClock()
    office = await TestOffice.open({ dataDir, clock })
    const { messages } = office.server.store
    const drafts = Array.from({ length: 3000 }, (_, i) => ({
      ...{ conversationId: 'c2c:alice:bob', senderId: 'alice', cliMid: `m${i}`, type: 'text', sentAt: i },
      data: { sender_name: '', sender_avatar: '', receiver_id: 'bob', content: 'x'.repeat(2000) },
      between: ['alice', 'bob'] as const,
    }))
    await messages.append(drafts)
    const file = join(dataDir, 'server.db')
    const other = new SQLite(file)
    other.pragma('wal_checkpoint(TRUNCATE)')
    other.close()
    expect(await health(office)).toEqual([200, 'ready'])
    const descriptor = openSync(file, 'r+')
    const middle = Math.floor(statSync(file).size / 2)
    writeSync(descriptor, Buffer.alloc(512 * 1024, 0xff), 0, 512 * 1024, middle)
    closeSync(descriptor)
    const seen: unknown[] = []
    for (let i = 0; i < 7; i++) {
      clock.advance(1000)
      seen.push((await health(office))[1])
    }
    expect(seen.at(-1)).toBe('damaged')
    await office.close()
    office = undefined
    const words = ['--tcp', '0', '--ws', '0', '--http', '0', '--data', dataDir]
    await expect(runServer(parseCommandLine(words) as ServeCommand)).rejects.toThrow('the database is damaged')
  })

  it('is remembered as bad when any question met damage', async () => {
    const store = { probe: () => Promise.resolve() }
    const one = new StoreHealth({ store, clock: new FakeClock(), file: undefined })
    one.note(new Error('something else'))
    expect(await one.check()).toBeUndefined()
    const other = new StoreHealth({ store, clock: new FakeClock(), file: undefined })
    other.note(new SQLite.SqliteError('malformed', 'SQLITE_CORRUPT_INDEX'))
    expect(await other.check()).toMatchObject({ code: 'damaged' })
  })

  it.each([
    ['SQLITE_FULL', 'disk_full'],
    ['SQLITE_IOERR_WRITE', 'failing'],
    ['SQLITE_READONLY', 'failing'],
    ['SQLITE_BUSY', undefined],
  ])('after %s of its own try to write: %s', async (code, illness) => {
    const store = { probe: () => Promise.reject(new SQLite.SqliteError('no', code)) }
    expect((await new StoreHealth({ store, clock: new FakeClock(), file: undefined }).check())?.code).toBe(illness)
  })

  it('is bad on a full disk, and good again once there is room', async () => {
    const clock = new FakeClock()
    const disk = openSmallDisk(64)
    const folder = disk?.dir ?? dataDir
    office = await TestOffice.open({ dataDir: folder, clock, users: [] })
    expect(await health(office)).toEqual([200, 'ready'])
    disk?.fill()
    clock.advance(1000)
    // No restart gives it room.
    expect(await health(office, '/healthz')).toEqual([200, 'ok'])
    // Where no disk can be mounted, what SQLite says of a full one is looked at above.
    expect(await health(office)).toEqual(disk === undefined ? [200, 'ready'] : [503, 'disk_full'])
    disk?.makeRoom()
    clock.advance(1000)
    expect(await health(office)).toEqual([200, 'ready'])
    await office.close()
    office = undefined
    disk?.close()
  })
})

describe('the folder of files', () => {
  it('that is gone is told, also once it was made anew: what was in it is lost', async () => {
    const clock = new FakeClock(1_767_225_600_000)
    office = await TestOffice.open({ dataDir, clock, users: ['alice'] })
    expect(await health(office)).toEqual([200, 'ready'])
    await rm(join(dataDir, 'files'), { recursive: true })
    // The last answer is not older than a second.
    expect(await health(office)).toEqual([200, 'ready'])
    clock.advance(1000)
    expect(await health(office)).toEqual([503, 'files_unavailable'])
    await mkdir(join(dataDir, 'files'))
    clock.advance(1000)
    expect(await health(office)).toEqual([503, 'files_unavailable'])
  })

  it('that takes no file is told, and is well once it does', async () => {
    const clock = new FakeClock(1_767_225_600_000)
    office = await TestOffice.open({ dataDir, clock, users: [] })
    const parts = join(dataDir, 'files', 'parts')
    await rm(parts, { recursive: true })
    await writeFile(parts, '')
    expect(await health(office)).toEqual([503, 'files_unavailable'])
    await rm(parts)
    clock.advance(1000)
    expect(await health(office)).toEqual([200, 'ready'])
    expect(await readdir(parts)).toEqual([])
  })
})

describe('/healthz, /readyz and /metrics', () => {
  const statusOf = async (port: number, path: string): Promise<number | undefined> => {
    const request = get({ host: '127.0.0.1', port, path })
    const [answer] = (await once(request, 'response')) as [{ statusCode?: number; resume(): void }]
    answer.resume()
    return answer.statusCode
  }

  it('have an address of their own where one is given, and are nowhere else', async () => {
    office = await TestOffice.open({ users: [], operations: { host: '127.0.0.1', port: 0 } })
    const { http, metrics } = office.server.ports
    expect(metrics).toEqual(expect.any(Number))
    for (const path of ['/healthz', '/readyz', '/metrics']) {
      expect(await statusOf(metrics!, path)).toBe(200)
      expect(await statusOf(http, path)).toBe(404)
    }
    for (const path of ['/v1/me', '/v1/users', '/']) expect(await statusOf(metrics!, path)).toBe(404)
  })

  it.each([
    ['127.0.0.1:9100', { host: '127.0.0.1', port: 9100 }],
    ['[::1]:9100', { host: '::1', port: 9100 }],
    ['localhost:0', { host: 'localhost', port: 0 }],
  ])('--metrics %s', (text, metrics) => {
    expect(parseCommandLine(['--metrics', text])).toMatchObject({ metrics })
  })

  it.each(['9100', '127.0.0.1', ':9100', '::1:9100', 'a:99999', 'a:b'])('--metrics %s is wrong', (text) => {
    expect(() => parseCommandLine(['--metrics', text])).toThrow('--metrics')
  })
})

it('leaves nothing but its lock and the folder of files behind beside the database', async () => {
  const server = await startServer({ ...FREE, dataDir })
  await server.close()
  expect((await readdir(dataDir)).sort()).toEqual(['files', 'server.db', 'server.lock'])
})
