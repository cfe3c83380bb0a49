import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { systemServerClock } from '../../src/server/clock'
import { PostgresClaims } from '../../src/server/store/postgres/claims'
import type { Probe } from '../helpers/probe'
import { FileClient, idIn } from '../server/file-client'
import { TestOffice, textFrom } from '../server/office'
import { SeveralNodes } from './several-nodes'

let office: SeveralNodes
beforeEach(async () => {
  office = await SeveralNodes.open()
})
afterEach(() => office.close())

/** What a probe has heard of the conversation, in the order in which it came. */
const seqsOf = (probe: Probe): readonly unknown[] => probe.messages.map(({ json }) => json.data?.['seq'])
const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i + 1)

async function opened(): Promise<{ one: TestOffice; two: TestOffice; alice: Probe; bob: Probe }> {
  const one = await office.add({ users: ['alice', 'bob', 'carol'] })
  const two = await office.add()
  await office.haveMet()
  return { one, two, alice: await one.enter('alice'), bob: await two.enter('bob') }
}

describe('two nodes on one PostgreSQL and one NATS', () => {
  it('carry a talk between people of both, each message once and in order', async () => {
    const { alice, bob } = await opened()
    await office.busIs('connected')
    await Promise.all(
      upTo(30).flatMap((n) => [
        alice.say('B101', 'text', textFrom('alice', 'bob', `a${n}`)),
        bob.say('B101', 'text', textFrom('bob', 'alice', `b${n}`)),
      ]),
    )
    // A sender hears of their own by the ack.
    await vi.waitFor(() => expect([alice.messages.length, bob.messages.length]).toEqual([30, 30]), { timeout: 30_000 })
    for (const probe of [alice, bob]) expect(seqsOf(probe)).toEqual([...seqsOf(probe)].sort((a, b) => Number(a) - Number(b)))
    expect([...seqsOf(alice), ...seqsOf(bob)].sort((a, b) => Number(a) - Number(b))).toEqual(upTo(60))
  })

  it('carry marks, to the senders on both and to the other devices of who has read', async () => {
    const { one, two, alice, bob } = await opened()
    await office.busIs('connected')
    const group = await one.group('Team', ['alice', 'bob'])
    const phone = await one.enter('bob')
    const talks = [
      ['B101', 'bob', 'c2c:alice:bob'],
      ['B102', group, `c2g:${group}`],
    ] as const
    for (const [command, to, conversation_id] of talks) {
      await alice.say(command, 'text', textFrom('alice', to, 'x'))
      await vi.waitFor(() => expect(bob.messages.at(-1)?.json.data).toMatchObject({ conversation_id, content: 'x' }), { timeout: 30_000 })
      const up_to_seq = bob.messages.at(-1)?.json.data?.['seq']
      const mark = (kind: string, upTo: unknown) => bob.send('B104', { type: kind, data: { conversation_id, up_to_seq: upTo } })
      mark('delivered', up_to_seq)
      mark('read', up_to_seq)
      mark('read', 0)
      for (const probe of [alice, phone])
        expect((await probe.take(({ json }) => json.type === 'read')).json.data).toEqual({ conversation_id, up_to_seq, user_id: 'bob' })
      const { items } = await two.get('alice', `/v1/conversations/${conversation_id}/members`)
      expect(items).toContainEqual(expect.objectContaining({ user_id: 'bob', read_seq: up_to_seq, delivered_seq: up_to_seq }))
    }
    expect(bob.frames.filter(({ json }) => json.type === 'read' || json.type === 'delivered')).toEqual([])
  })

  it('go on while NATS is gone, and when it is back', async () => {
    const { alice, bob } = await opened()
    let count = 0
    const talk = async (): Promise<void> => {
      for (const _ of upTo(10)) await alice.say('B101', 'text', textFrom('alice', 'bob', `m${++count}`))
      await vi.waitFor(() => expect(seqsOf(bob)).toEqual(upTo(count)), { timeout: 30_000 })
    }
    await talk()
    await office.nats.kill()
    await talk()
    await office.busIs('degraded')
    await talk()
    await office.nats.begin()
    await talk()
    await office.busIs('connected')
    await talk()
  })

  it('start without NATS', async () => {
    await office.nats.kill()
    const one = await office.add({ users: ['alice', 'bob'] })
    const two = await office.add()
    const [alice, bob] = [await one.enter('alice'), await two.enter('bob')]
    await office.busIs('degraded')
    await alice.say('B101', 'text', textFrom('alice', 'bob', 'hello'))
    expect((await bob.message()).json.data).toMatchObject({ content: 'hello', seq: 1 })
    await office.nats.begin()
    await office.haveMet()
  })

  it('give back what was uploaded to the other, and know whose group it is', async () => {
    const { one, two, bob } = await opened()
    const alice = new FileClient(one, 'alice')
    const bytes = Buffer.from('the same on every node')
    const fileId = await alice.upload(bytes)
    const group = await one.group('Team', ['alice', 'bob'])
    expect((await bob.message()).json.data).toMatchObject({ kind: 'group.event' })
    const sender = await one.enter('alice')
    const told = await sender.say('B102', 'file', { ...textFrom('alice', group, ''), file_id: fileId, name: 'a.bin', url: 'x' })
    expect(told.json.type).toBe('ack')
    expect((await bob.message()).json.type).toBe('file')
    expect((await new FileClient(two, 'bob').call('GET', `/v1/files/${fileId}`)).bytes).toEqual(bytes)
  })
})

it('an upload is written to by one request at a time, on whichever node', async () => {
  const { one, two } = await opened()
  const [here, there] = [new FileClient(one, 'alice'), new FileClient(two, 'alice')]
  const path = (await here.create(6)).headers['location']!
  let goOn = (): void => undefined
  const paused = new Promise<void>((resolve) => (goOn = resolve))
  const writing = here.patch(
    path,
    0,
    (async function* () {
      yield Buffer.from('abc')
      await paused
      yield Buffer.from('def')
    })(),
  )
  // Who asks before the first has begun would be the first.
  const onlooker = await PostgresClaims.open(office.postgres, 'onlooker', systemServerClock)
  await expect.poll(() => onlooker.holder(`upload ${idIn(path)}`)).toBeDefined()
  await onlooker.close()
  expect((await there.patch(path, 0, Buffer.from('xyz'))).status).toBe(423)
  goOn()
  expect((await writing).status).toBe(204)
  expect((await there.get(path)).bytes.toString()).toBe('abcdef')
})

describe('a node', () => {
  it('of a name that another one has does not start, until that has gone', async () => {
    await office.add({ node: 'n1' })
    const second = office.optionsOf('n1')
    await expect(TestOffice.open(second)).rejects.toThrow('another node of this office is called n1')
    await office.end(office.nodes[0]!)
    await office.add({ node: 'n1' })
  })

  it('does not start beside a server that is alone, nor that beside a node', async () => {
    const { nats: _, node: __, ...alone } = office.optionsOf()
    const single = await TestOffice.open({ ...alone, dataDir: undefined })
    await expect(TestOffice.open(office.optionsOf('n1'))).rejects.toThrow(/served by jim-server .*, which has no --nats/)
    await single.close()
    await office.add({ node: 'n1' })
    await expect(TestOffice.open({ ...alone, dataDir: undefined })).rejects.toThrow('served by jim-server n1, and several need --nats')
  })

  it('does not start on another folder of files than the others', async () => {
    await office.add()
    const other = await mkdtemp(join(tmpdir(), 'jim-nodes-other-'))
    try {
      await expect(TestOffice.open({ ...office.optionsOf(), dataDir: other })).rejects.toThrow('are in another folder')
    } finally {
      await rm(other, { recursive: true, force: true })
    }
  })

  it('seeds a demo once', async () => {
    await Promise.all([office.add({ demo: { messages: 100 } }), office.add({ demo: { messages: 100 } })])
    const counts = await Promise.all(office.nodes.map(({ server }) => server.store.messages.count()))
    expect(counts[0]).toBe(counts[1])
    expect(counts[0]).toBeGreaterThan(50)
  })

  it('takes over the bots when the one that has them goes', async () => {
    const [one, two] = [await office.add({ bots: 'guests' }), await office.add({ bots: 'guests' })]
    expect([one.server.bots === undefined, two.server.bots === undefined]).toEqual([false, true])
    await office.end(one)
    await vi.waitFor(() => expect(two.server.bots).toBeDefined(), { timeout: 30_000 })
  })
})
