import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Readiness } from '../../src/server/data/readiness'
import { FakeClock } from '../helpers/fake-clock'
import { failInserts } from './failing-inserts'
import { TestOffice, textFrom } from './office'

let dataDir: string
let office: TestOffice | undefined
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'jim-ready-'))
})
afterEach(async () => {
  await office?.close()
  office = undefined
  await rm(dataDir, { recursive: true, force: true })
})

/** The status and the code, or the word of one that is well. */
const ask = async (of: TestOffice, path: string): Promise<readonly [status: number, code: unknown]> => {
  const answer = await fetch(of.urls(path)[0]!)
  const body = (await answer.json()) as Record<string, unknown>
  return [answer.status, body['code'] ?? body['status']]
}
const gauge = async (of: TestOffice): Promise<string | undefined> =>
  /^jim_ready (\d)$/m.exec(await (await fetch(of.urls('/metrics')[0]!)).text())?.[1]

describe('a server', () => {
  it('is alive but not ready while its database cannot be written, and takes nothing in', async () => {
    const clock = new FakeClock()
    office = await TestOffice.open({ dataDir, clock })
    const alice = await office.enter('alice')
    expect([await ask(office, '/healthz'), await ask(office, '/readyz'), await gauge(office)]).toEqual([[200, 'ok'], [200, 'ready'], '1'])
    // As a disk that became read-only is to SQLite; root writes through the rights of a folder.
    const mend = await failInserts(office, dataDir, ['health', 'messages'], 'attempt to write a readonly database')
    clock.advance(1000)
    expect([await ask(office, '/healthz'), await ask(office, '/readyz'), await gauge(office)]).toEqual([[200, 'ok'], [503, 'failing'], '0'])
    alice.send('B101', { type: 'text', data: textFrom('alice', 'bob', 'not kept') })
    expect((await alice.command('A999')).json['code']).toBe('overloaded')
    await mend()
    clock.advance(1000)
    expect([await ask(office, '/readyz'), await gauge(office)]).toEqual([[200, 'ready'], '1'])
    expect((await office.get('alice', '/v1/conversations')).items).toEqual([])
  })

  it('is not ready from the moment that it tells clients to go', async () => {
    const clock = new FakeClock()
    office = await TestOffice.open({ dataDir, clock })
    const probe = await office.enter('alice')
    // It waits for the client, whose time stands still, to hang up.
    const closing = office.server.close()
    expect((await probe.command('A999')).json['code']).toBe('shutting_down')
    expect([await ask(office, '/healthz'), await ask(office, '/readyz')]).toEqual([
      [200, 'ok'],
      [503, 'shutting_down'],
    ])
    clock.advance(2000)
    await closing
  })
})

describe('readiness', () => {
  const well = { check: () => Promise.resolve(undefined) }

  it('begins once every port is open, and never again after the end', async () => {
    const readiness = new Readiness(well)
    expect((await readiness.check())?.code).toBe('starting')
    readiness.begin()
    expect(await readiness.check()).toBeUndefined()
    readiness.end()
    readiness.begin()
    expect((await readiness.check())?.code).toBe('shutting_down')
  })

  it('ends for whoever asked before and is answered after', async () => {
    let answer: () => void = () => undefined
    const readiness = new Readiness({ check: () => new Promise((resolve) => (answer = () => resolve(undefined))) })
    readiness.begin()
    const asked = readiness.check()
    readiness.end()
    answer()
    expect((await asked)?.code).toBe('shutting_down')
  })
})
