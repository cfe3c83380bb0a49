import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type RunningPostgres, startPostgres } from '../../scripts/lib/postgres.mjs'
import { openPostgresStore } from '../../src/server/store/postgres/postgres-store'
import { StoreUnavailableError } from '../../src/server/store/store-unavailable-error'
import { FakeClock } from '../helpers/fake-clock'
import { StallingProxy } from '../helpers/stalling-proxy'
import { TestOffice, textFrom } from '../server/office'
import { freshDatabase, POSTGRES } from '../server/test-store'

describe('a server whose PostgreSQL goes away', () => {
  let postgres: RunningPostgres
  let office: TestOffice
  const clock = new FakeClock()
  beforeAll(async () => {
    postgres = await startPostgres()
    office = await TestOffice.open({ postgres: await freshDatabase(postgres.url()), clock })
  })
  afterAll(async () => {
    await office.close()
    await postgres.close()
  })

  const ask = async (path: string): Promise<readonly [number, unknown]> => {
    // An answer is good for a second.
    clock.advance(1000)
    const answer = await fetch(office.url(path))
    const body = (await answer.json()) as Record<string, unknown>
    return [answer.status, body['code'] ?? body['status']]
  }

  it.each(['fast', 'immediate'] as const)('(%s) says when to come back, loses nothing, and goes on with the next one', async (how) => {
    const alice = await office.enter('alice')
    const kept = textFrom('alice', 'bob', `${how} 1`)
    const { seq } = (await alice.say('B101', 'text', kept)).json.data as { seq: number }
    await postgres.stop(how)
    const unsure = textFrom('alice', 'bob', `${how} 2`)
    alice.send('B101', { type: 'text', data: unsure })
    expect((await alice.command('A999')).json).toMatchObject({ code: 'overloaded', retry_after_ms: 1000 })
    expect([await ask('/healthz'), await ask('/readyz')]).toEqual([
      [200, 'ok'],
      [503, 'failing'],
    ])
    const refused = await office.post('/v1/login', { user: 'alice', password: 'alice pw', device_id: 'd', device_name: '' })
    expect([refused.status, refused.body['code'], refused.headers.get('retry-after')]).toEqual([503, 'overloaded', '1'])
    await postgres.start()
    await vi.waitFor(async () => expect(await ask('/readyz')).toEqual([200, 'ready']), { timeout: 30_000, interval: 100 })
    const again = await office.enter('alice')
    expect((await again.say('B101', 'text', kept)).json.data).toMatchObject({ seq })
    expect((await again.say('B101', 'text', unsure)).json.data).toMatchObject({ seq: seq + 1 })
    const { items } = await office.get('bob', '/v1/conversations/c2c:alice:bob/messages?limit=2')
    expect(items?.map((item) => (item['data'] as { content: string }).content)).toEqual([`${how} 1`, `${how} 2`])
  })
})

describe('a server to whose PostgreSQL the way falls silent', () => {
  it('gives up what was asked, and asks by new connections', async () => {
    const address = new URL(await freshDatabase(POSTGRES!))
    const proxy = await StallingProxy.open(join(address.searchParams.get('host')!, '.s.PGSQL.5432'))
    const store = await openPostgresStore(`postgres://jim@127.0.0.1:${proxy.port}${address.pathname}`, { statementMs: 300 })
    await store.users.create({ userId: 'alice', name: 'Alice', avatar: '', status: '', passwordHash: '', lastSeen: 0 })
    const asked = (): readonly Promise<unknown>[] => [
      store.users.get('alice'),
      store.exclusive([], ({ users }) => users.get('alice')),
      store.messages.byMid('1'),
    ]
    await Promise.all(asked())
    proxy.stall()
    const told = await Promise.all(asked().map((one) => one.catch((error: unknown) => error)))
    expect(told.map((one) => one instanceof StoreUnavailableError)).toEqual([true, true, true])
    for (const one of asked()) expect(await one.then(() => 'answered')).toBe('answered')
    await proxy.close()
    await store.close()
  })
})
