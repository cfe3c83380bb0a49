import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { asConversationId } from '@shared/ids'
import type { OutboxInspection, SyncComparison } from '@shared/inspection'
import type { Result } from '@shared/result'
import { StoreError } from '../../src/main/store/store-error'
import { FakeClock } from '../helpers/fake-clock'
import { AB, Device } from './device'
import { ModelServer } from './model-server'
import { must } from '../helpers/results'

const GROUP = asConversationId('c2g:g1')

let clock: FakeClock
let server: ModelServer
let alice: Device

beforeEach(async () => {
  clock = new FakeClock()
  server = new ModelServer()
  server.addGroup('g1', 'Design', ['alice', 'bob'])
  for (const text of ['1', '2', '3']) server.post(AB, 'bob', text, false)
  alice = new Device(server, clock)
  alice.connect()
  await clock.advanceAsync(1000)
})

afterEach(() => {
  alice.close()
  expect(clock.pending).toBe(0)
})

const outbox = (): readonly (readonly [string, OutboxInspection['reason'], number])[] =>
  alice.engine.inspector
    .report()
    .outbox.map(({ message, reason, tries }) => [message.content.kind === 'text' ? message.content.text : '', reason, tries])

describe('the outbox', () => {
  it('tells why each message waits: no connection, its turn, the server’s answer', async () => {
    expect(outbox()).toEqual([])
    server.faults.dropAck = () => true
    for (const text of ['first', 'second']) alice.say(text)
    alice.say('elsewhere', GROUP)
    await clock.advanceAsync(0)
    expect(outbox()).toEqual([
      ['first', 'sending', 1],
      ['second', 'behind', 0],
      ['elsewhere', 'sending', 1],
    ])
    const written = alice.engine.inspector.report().outbox.map(({ lastWrittenAt }) => lastWrittenAt)
    expect(written).toEqual([clock.now(), undefined, clock.now()])
    alice.connection.stop({ code: 'signed_out', reason: '' })
    await clock.advanceAsync(0)
    expect(outbox().map(([, reason]) => reason)).toEqual(['offline', 'offline', 'offline'])
  })

  it('tells that the server asked to wait', async () => {
    server.faults.nack = () => ({ code: 'rate_limited', retry_after_ms: 5000 })
    alice.say('too fast')
    await clock.advanceAsync(0)
    expect(outbox()).toEqual([['too fast', 'paused', 1]])
    server.faults.nack = undefined
    await clock.advanceAsync(6000)
    expect(outbox()).toEqual([])
  })

  it('tells that the disk cannot be written', async () => {
    server.faults.dropAck = () => true
    alice.say('on its way')
    await clock.advanceAsync(0)
    const { transaction } = alice.store
    alice.store.transaction = () => {
      throw new StoreError('disk_full', '')
    }
    expect(alice.engine.writing.setDraft(AB, { draft: 'x' })).toMatchObject({ ok: false, error: { code: 'disk_full' } })
    expect(outbox()).toEqual([['on its way', 'blocked', 1]])
    alice.store.transaction = transaction
  })

  it('lists what was refused, with its code, until the person has dealt with it', async () => {
    server.faults.nack = () => ({ code: 'muted' })
    alice.say('no')
    await clock.advanceAsync(0)
    const [row] = alice.engine.inspector.report().outbox
    expect(row).toMatchObject({ reason: 'failed', title: 'BOB', message: { failure: { code: 'muted' } } })
    must(alice.engine.remove(row!.message.localId))
    expect(outbox()).toEqual([])
  })
})

describe('conversations', () => {
  it('tell what is held, what is missing, and how the last repair ended', async () => {
    server.faults.http = ({ url }) => (url.includes('/messages') ? { status: 500, json: {} } : undefined)
    server.post(AB, 'bob', '4', false)
    server.post(AB, 'bob', '5')
    await clock.advanceAsync(1000)
    const ofBob = () => alice.engine.inspector.report().conversations.find(({ conversationId }) => conversationId === AB)
    expect(ofBob()).toMatchObject({
      serverLastSeq: 5,
      heldCount: 4,
      held: [
        [1, 3],
        [5, 5],
      ],
      holes: [[4, 4]],
    })
    server.faults.http = undefined
    alice.engine.inspector.repairNow(AB)
    await clock.advanceAsync(0)
    expect(ofBob()).toMatchObject({ heldCount: 5, holes: [], lastRepair: { result: { kind: 'fetched', count: 1 } } })
  })

  it('miss nothing of a group that is not ours any more', async () => {
    alice.store.transaction(() => {
      alice.store.conversations.raiseLastSeq(GROUP, 9 as never)
      alice.store.conversations.setMembership(GROUP, true, 9)
    })
    const group = alice.engine.inspector.report().conversations.find(({ conversationId }) => conversationId === GROUP)
    expect(group).toMatchObject({ hasLeft: true, holes: [] })
  })
})

describe('the comparison with the server', () => {
  const compare = async (): Promise<Result<SyncComparison>> => {
    const compared = alice.engine.inspector.compare()
    await clock.advanceAsync(2000)
    return compared
  }

  it('agrees when everything is here', async () => {
    must(alice.engine.markRead(AB, 3))
    await clock.advanceAsync(1000)
    expect(await compare()).toMatchObject({
      ok: true,
      value: {
        differing: [],
        counters: [
          { name: 'conversations', here: 2, server: 2 },
          { name: 'newest', here: 3, server: 3 },
          { name: 'held', here: 3, server: 3 },
          { name: 'read', here: 3, server: 3 },
          { name: 'peerDelivered', here: 0, server: 0 },
          { name: 'peerRead', here: 0, server: 0 },
        ],
      },
    })
  })

  it('names the conversations in which the two differ, and all is well after a repair', async () => {
    server.post(AB, 'bob', '4', false)
    expect(await compare()).toMatchObject({
      value: {
        differing: [{ conversationId: AB, title: 'BOB' }],
        counters: [{}, { name: 'newest', here: 3, server: 4 }, { name: 'held', here: 3, server: 4 }, {}, {}, {}],
      },
    })
    alice.engine.inspector.repairNow()
    await clock.advanceAsync(2000)
    expect(await compare()).toMatchObject({ value: { differing: [] } })
  })

  it('names what only one of the two knows', async () => {
    server.removeMember('g1', 'alice')
    server.post('c2c:alice:carol', 'carol', 'hi', false)
    expect(await compare()).toMatchObject({
      value: { differing: [{ conversationId: GROUP }, { conversationId: 'c2c:alice:carol', title: 'CAROL' }] },
    })
  })

  it('looks twice, since what is on its way is no disagreement', async () => {
    const late = server.post(AB, 'bob', '4', false)
    const compared = alice.engine.inspector.compare()
    await clock.advanceAsync(1000)
    server.push(late)
    await clock.advanceAsync(2000)
    expect(await compared).toMatchObject({ value: { differing: [] } })
  })

  it('needs a connection, and an answer', async () => {
    server.faults.http = () => ({ status: 500, json: { code: 'internal', reason: '' } })
    expect(await compare()).toMatchObject({ ok: false, error: { code: 'internal' } })
    alice.connection.stop({ code: 'signed_out', reason: '' })
    expect(await compare()).toMatchObject({ ok: false, error: { code: 'not_online' } })
  })

  it('ends with the engine', async () => {
    server.post(AB, 'bob', '4', false)
    const compared = alice.engine.inspector.compare()
    await clock.advanceAsync(100)
    alice.close()
    expect(await compared).toMatchObject({ ok: false })
  })
})
