import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { start } from '../../scripts/lib/run.mjs'
import { SERVER_ENTRY } from '../../scripts/lib/sample-server.mjs'
import { Probe } from '../helpers/probe'
import { authenticate, type TestOffice, textFrom } from '../server/office'
import { SeveralNodes } from './several-nodes'

let office: SeveralNodes
let one: TestOffice
let two: TestOffice
beforeEach(async () => {
  office = await SeveralNodes.open()
  one = await office.add({ ...office.optionsOf('im-1'), users: ['alice', 'bob', 'carol'] })
  two = await office.add({ ...office.optionsOf('im-2') })
  await office.haveMet()
})
afterEach(() => office.close())

const CHAT = 'c2c:alice:bob'

/** Resolves when that node tells of so many sessions of the user. */
async function sessionsOf(node: TestOffice, userId: string, count: number): Promise<readonly Record<string, unknown>[]> {
  return vi.waitFor(
    async () => {
      // The token of this question stands in the list, too, having no connection.
      const items = ((await node.get(userId, '/v1/sessions')).items ?? []).filter(({ device_id }) => device_id !== 'http')
      expect(items).toHaveLength(count)
      return items
    },
    { timeout: 30_000, interval: 50 },
  )
}

async function state(probe: Probe, userId: string): Promise<unknown> {
  const { json } = await probe.query('presence.subscribe', { user_ids: [userId] })
  return (json.result as { readonly items: readonly { readonly state: unknown }[] }).items[0]?.state
}

describe('people of two nodes', () => {
  it('see who is there, who types and who has read', async () => {
    const alice = await one.enter('alice')
    expect(await state(alice, 'bob')).toBe('unavailable')
    const bob = await two.enter('bob')
    expect(await alice.push('presence')).toMatchObject({ user_id: 'bob', state: 'online' })
    await alice.say('B101', 'text', textFrom('alice', 'bob', 'hello'))
    await bob.message()
    bob.send('B104', { type: 'typing', data: { conversation_id: CHAT } })
    expect(await alice.push('typing')).toMatchObject({ user_id: 'bob' })
    bob.send('B104', { type: 'read', data: { conversation_id: CHAT, up_to_seq: 1 } })
    expect(await alice.push('read')).toMatchObject({ user_id: 'bob', up_to_seq: 1 })
    bob.close()
    expect(await alice.push('presence')).toMatchObject({ user_id: 'bob', state: 'unavailable' })
  })

  it('are seen by a node that comes later', async () => {
    await one.enter('bob')
    const three = await office.add()
    const alice = await three.enter('alice')
    await vi.waitFor(async () => expect(await state(alice, 'bob')).toBe('online'), { timeout: 30_000 })
  })
})

describe('sessions of two nodes', () => {
  it('stand in the list of each, and are ended from the other', async () => {
    const here = await one.enter('bob', 'laptop')
    const there = await two.enter('bob', 'phone')
    const base = await two.enterBase('bob')
    const items = await sessionsOf(one, 'bob', 3)
    expect(items.map(({ node }) => node).sort()).toEqual(['im-1', 'im-2', 'im-2'])
    const idOf = (device: string): unknown => items.find(({ device_id }) => String(device_id).startsWith(device))!['session_id']
    await one.call('bob', 'DELETE', `/v1/sessions/${String(idOf('phone'))}`)
    expect((await there.command('A999')).json).toMatchObject({ code: 'kicked' })
    await one.call('bob', 'DELETE', `/v1/sessions/${String(idOf('plain'))}`)
    await base.ended
    await sessionsOf(two, 'bob', 1)
    await here.settled()
  })

  it('are ended while NATS is away, by token and by password', async () => {
    await two.enter('bob', 'phone')
    const base = await two.enterBase('bob')
    const items = await sessionsOf(one, 'bob', 2)
    await office.nats.kill()
    await office.busIs('degraded')
    for (const { session_id } of items) await one.call('bob', 'DELETE', `/v1/sessions/${String(session_id)}`)
    await base.ended
  })

  it('of a device are one, on whichever node it comes', async () => {
    const before = await one.enter('bob', 'laptop')
    await two.enter('bob', 'laptop')
    expect((await before.command('A999')).json).toMatchObject({ code: 'kicked' })
    await sessionsOf(one, 'bob', 1)
  })

  it('are as many as one user may have, over all nodes', async () => {
    const few = await office.add({ limits: { maxSessionsPerUser: 2 } })
    await one.enter('bob')
    await two.enter('bob')
    await vi.waitFor(() => expect(few.server.world.connectionsBeside('bob', undefined)).toBe(2), { timeout: 30_000 })
    const third = await few.connect()
    const refused = await authenticate(third, 'bob', { token: await few.token('bob', 'third'), profile: 'sync/1', device_id: 'third' })
    expect([refused.command, refused.json['code']]).toEqual(['B003', 'overloaded'])
  })
})

it('people of a node that is killed leave, and what was confirmed to them is there', async () => {
  const { postgres, nats, dataDir } = office
  const listen = ['--tcp', '0', '--ws', '0', '--http', '0', '--data', dataDir, '--quiet']
  const words = [...listen, '--postgres', postgres, '--nats', nats.url, '--node', 'im-3']
  const child = start(process.execPath, [...SERVER_ENTRY.sources, ...words], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string]
  const alice = await one.enter('alice')
  expect(await state(alice, 'bob')).toBe('unavailable')
  const bob = await Probe.connect((JSON.parse(line) as { readonly tcp: number }).tcp)
  await authenticate(bob, 'bob', { token: await one.token('bob', 'phone'), profile: 'sync/1', device_id: 'phone' })
  expect(await alice.push('presence')).toMatchObject({ state: 'online' })
  const { json } = await bob.say('B101', 'text', textFrom('bob', 'alice', 'the last word'))
  expect(json.type).toBe('ack')
  child.kill('SIGKILL')
  await bob.ended
  expect((await alice.message()).json.data).toMatchObject({ content: 'the last word' })
  expect(await alice.push('presence')).toMatchObject({ user_id: 'bob', state: 'unavailable' })
  // Its name is free.
  await office.add({ ...office.optionsOf('im-3') })
})
