import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type RunningPostgres, startPostgres } from '../../scripts/lib/postgres.mjs'
import { FakeClock } from '../helpers/fake-clock'
import { TestOffice, textFrom } from '../server/office'
import { freshDatabase } from '../server/test-store'

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
