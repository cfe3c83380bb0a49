import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startServer } from '../../src/server/server'
import { ownPort } from '../helpers/own-port'
import { authenticate, TestOffice, textFrom } from './office'

describe('a restart', () => {
  let dataDir: string
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'jim-server-'))
  })
  afterEach(() => rm(dataDir, { recursive: true }))

  it('on the same data and ports finds everything as it was', async () => {
    const before = await TestOffice.open({ dataDir, tcp: await ownPort(), ws: await ownPort(), http: await ownPort() })
    const alice = await before.enter('alice', 'laptop')
    const token = await before.token('alice')
    const data = textFrom('alice', 'bob', 'durable')
    const first = await alice.say('B101', 'text', data)
    await alice.say('B101', 'text', textFrom('alice', 'bob', 'second'))
    const { ports } = before.server
    const closing = before.shutDown()
    expect((await alice.command('A999')).json).toEqual({
      code: 'shutting_down',
      reason: expect.any(String),
      retry_after_ms: expect.any(Number),
    })
    await alice.ended
    await closing
    await before.close()

    const after = await TestOffice.open({ dataDir, users: [], ...ports })
    expect(after.server.ports).toEqual(ports)
    const probe = await after.connect()
    expect((await authenticate(probe, 'alice', { token, profile: 'sync/1', device_id: 'laptop' })).command).toBe('B002')
    const again = await probe.say('B101', 'text', data)
    expect(again.json.data).toEqual({ ...first.json.data, request_id: again.requestId })
    expect((await probe.say('B101', 'text', textFrom('alice', 'bob', 'third'))).json.data).toMatchObject({ seq: 3 })
    const history = await after.get('bob', '/v1/conversations/c2c:alice:bob/messages')
    expect(history.items?.map((item) => (item['data'] as { content: string }).content)).toEqual(['durable', 'second', 'third'])
    await after.close()
  })

  it('loses nothing that was taken in while it closed', async () => {
    const before = await TestOffice.open({ dataDir })
    const alice = await before.enter('alice')
    for (let i = 0; i < 100; i++) alice.send('B101', { type: 'text', data: textFrom('alice', 'bob', `${i}`) })
    await alice.push('ack')
    await before.shutDown()
    await alice.ended
    const acks = alice.frames.filter(({ json }) => json.type === 'ack').map(({ json }) => json.data?.['seq'])
    const after = await TestOffice.open({ dataDir, users: [] })
    const { items } = await after.get('bob', '/v1/conversations/c2c:alice:bob/messages')
    const seqs = items?.map((item) => (item['data'] as { seq: number }).seq)
    expect(seqs).toEqual(expect.arrayContaining(acks))
    await Promise.all([before.close(), after.close()])
  })

  it('is harmless twice, and refuses a port that is taken', async () => {
    const office = await TestOffice.open({ users: [] })
    const { tcp, ws, http } = office.server.ports
    for (const taken of [{ tcp }, { ws }, { http }]) {
      await expect(startServer({ host: '127.0.0.1', tcp: 0, ws: 0, http: 0, ...taken })).rejects.toMatchObject({
        code: 'EADDRINUSE',
      })
    }
    await Promise.all([office.server.close(), office.server.close()])
    await office.server.close()
    await office.close()
  })

  it('refuses data of a newer server', async () => {
    const { openDatabase } = await import('../../src/server/store/sqlite-database')
    const database = openDatabase(join(dataDir, 'server.db'))
    database.prepare('PRAGMA user_version = 99').run()
    database.close()
    await expect(startServer({ host: '127.0.0.1', tcp: 0, ws: 0, http: 0, dataDir })).rejects.toThrow('newer')
  })
})
