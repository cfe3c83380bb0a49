import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { asUserId } from '@shared/ids'
import { StoreError, type StoreErrorCode } from '../../src/main/store/store-error'
import { FakeClock } from '../helpers/fake-clock'
import { AB, Device } from './device'
import { ModelServer } from './model-server'

let clock: FakeClock
let server: ModelServer
let alice: Device

/** From now on nothing can be written; the returned function makes room again. */
function fillDisk(device: Device, code: StoreErrorCode = 'disk_full'): () => void {
  const { store } = device
  const write = store.transaction.bind(store)
  store.transaction = () => {
    throw new StoreError(code, 'database or disk is full')
  }
  return () => {
    store.transaction = write
  }
}

beforeEach(async () => {
  clock = new FakeClock()
  server = new ModelServer()
  alice = new Device(server, clock)
  alice.connect()
  await clock.advanceAsync(1000)
})

afterEach(() => {
  alice.close()
  expect(clock.pending).toBe(0)
})

describe('a full disk', () => {
  it('is said, nothing is acknowledged, and everything goes on by itself when there is room', async () => {
    server.post(AB, 'bob', 'before')
    await clock.advanceAsync(1000)
    const states: string[] = []
    alice.engine.on('status', ({ state }) => states.push(state))
    const makeRoom = fillDisk(alice)
    server.post(AB, 'bob', 'one')
    server.post(AB, 'bob', 'two')
    await clock.advanceAsync(5000)
    expect(alice.engine.status).toEqual({ state: 'store_blocked', code: 'disk_full' })
    expect(alice.texts()).toEqual(['before'])
    expect(server.talks.get(AB)?.marks['alice']?.delivered).toBe(1)
    expect(alice.trySay('me too')).toMatchObject({ ok: false, error: { code: 'disk_full' } })
    makeRoom()
    await clock.advanceAsync(5000)
    expect(alice.texts()).toEqual(['before', 'one', 'two'])
    expect(server.talks.get(AB)?.marks['alice']?.delivered).toBe(3)
    expect(states).toEqual(['store_blocked', 'idle'])
  })

  it('is not what another program makes that holds the database: that is said as such, and looked at sooner', async () => {
    const release = fillDisk(alice, 'busy')
    server.post(AB, 'bob', 'meanwhile')
    await clock.advanceAsync(5000)
    expect(alice.engine.status).toEqual({ state: 'store_blocked', code: 'busy' })
    release()
    await clock.advanceAsync(250)
    expect(alice.engine.status.state).not.toBe('store_blocked')
    await clock.advanceAsync(1000)
    expect(alice.texts()).toEqual(['meanwhile'])
  })

  it('keeps an ack until it can be stored', async () => {
    alice.say('hello')
    const makeRoom = fillDisk(alice)
    await clock.advanceAsync(5000)
    expect(alice.statuses()).toEqual(['sending'])
    makeRoom()
    await clock.advanceAsync(3000)
    expect(alice.statuses()).toEqual(['sent'])
    expect(server.talks.get(AB)?.messages).toHaveLength(1)
  })

  it('keeps a refusal until it can be stored, and sends what was refused no more behind the next one', async () => {
    server.faults.nack = ({ data }) => (data['content'] === 'refused' ? { code: 'bad_message' } : undefined)
    alice.say('refused')
    alice.say('next')
    const makeRoom = fillDisk(alice)
    // Room enough for the first time when the ack is ten seconds late, two since the last look whether there is any.
    await clock.advanceAsync(9500)
    makeRoom()
    await clock.advanceAsync(20_000)
    expect(alice.statuses()).toEqual(['failed', 'sent'])
    expect(alice.network.last.said('c2c').map(({ envelope }) => envelope.data['content'])).toEqual(['refused', 'next'])
  })

  it('during a repair or a list only delays them', async () => {
    for (let i = 0; i < 120; i++) server.post(AB, 'bob', String(i), false)
    server.cutAll()
    const makeRoom = fillDisk(alice)
    await clock.advanceAsync(20_000)
    expect(alice.texts()).toEqual([])
    makeRoom()
    await clock.advanceAsync(60_000)
    expect(alice.texts()).toHaveLength(120)
    expect(alice.engine.gaps(AB)).toEqual([])
  })

  it('loses nothing when more arrives than can wait', async () => {
    const makeRoom = fillDisk(alice)
    for (let i = 0; i < 2100; i++) server.post(AB, 'bob', String(i))
    await clock.advanceAsync(1000)
    makeRoom()
    await clock.advanceAsync(20_000)
    expect(alice.store.ranges.get(AB)).toEqual([[1, 2100]])
  })
})

describe('what a person does while the disk is full', () => {
  it.each([
    ['a draft', () => alice.engine.writing.setDraft(AB, { draft: 'half a thought' })],
    ['a pin', () => alice.engine.setFlags(AB, { isPinned: true })],
    ['the archive', () => alice.engine.setFlags(AB, { isArchived: true })],
    ['what was read', () => alice.engine.markRead(AB, 1)],
    ['a conversation', () => alice.engine.startConversation(asUserId('carol'))],
  ])('is answered truthfully: %s', async (_, act) => {
    server.post(AB, 'bob', 'before')
    await clock.advanceAsync(1000)
    const before = alice.store.conversations.get(AB)
    const makeRoom = fillDisk(alice)
    expect(act()).toMatchObject({ ok: false, error: { code: 'disk_full' } })
    expect(alice.store.conversations.get(AB)).toEqual(before)
    makeRoom()
    expect(act()).toMatchObject({ ok: true })
  })
})

describe('what nobody waits for', () => {
  it('is written as soon as there is room: a message on its way waits again', async () => {
    server.faults.dropAck = () => true
    alice.say('hello')
    await clock.advanceAsync(10)
    const makeRoom = fillDisk(alice)
    alice.connection.stop({ code: 'signed_out', reason: '' })
    expect(alice.statuses()).toEqual(['sending'])
    makeRoom()
    await clock.advanceAsync(3000)
    expect(alice.statuses()).toEqual(['queued'])
    const { steps } = alice.store.deliveryLog.details(alice.store.outbox.list()[0]!.message.localId)!
    expect(steps.map(({ step }) => step)).toEqual(['composed', 'written', 'requeued'])
  })

  it('is written in its newest form: my own presence', async () => {
    const makeRoom = fillDisk(alice)
    alice.engine.ownPresence.set({ state: 'away' })
    alice.engine.ownPresence.set({ state: 'busy' })
    makeRoom()
    await clock.advanceAsync(3000)
    expect(alice.store.settings.get('presence.own')).toMatchObject({ chosen: 'busy' })
  })
})

describe('a packet that breaks a rule', () => {
  it('costs only itself', async () => {
    const { insertBatch } = alice.store.messages
    alice.store.messages.insertBatch = function (messages) {
      if (messages.some(({ content }) => content['content'] === 'poison')) throw new StoreError('failed', 'a broken rule')
      return insertBatch.call(this, messages)
    }
    for (const text of ['one', 'poison', 'two']) server.post(AB, 'bob', text)
    await clock.advanceAsync(400)
    expect(alice.texts()).toEqual(['one', 'two'])
    alice.store.messages.insertBatch = insertBatch
    await clock.advanceAsync(2000)
    expect(alice.texts()).toEqual(['one', 'poison', 'two'])
  })
})
