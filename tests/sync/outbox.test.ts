import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { asConversationId } from '@shared/ids'
import { FakeClock } from '../helpers/fake-clock'
import { AB, Device } from './device'
import { ModelServer } from './model-server'
import { must } from '../helpers/results'

const AC = asConversationId('c2c:alice:carol')

let clock: FakeClock
let server: ModelServer
const devices: Device[] = []

function device(userId = 'alice', file = ':memory:'): Device {
  const made = new Device(server, clock, userId, file)
  devices.push(made)
  return made
}

/** What the server holds of a conversation, as text. */
const stored = (conversationId = AB): unknown[] =>
  server.talks.get(conversationId)?.messages.map((message) => message?.data['content']) ?? []

beforeEach(() => {
  clock = new FakeClock()
  server = new ModelServer()
})

afterEach(() => {
  for (const made of devices.splice(0)) made.close()
  expect(clock.pending).toBe(0)
})

describe('the outbox', () => {
  it('keeps what is written offline, and sends it in order once online', async () => {
    const alice = device()
    for (const text of ['one', 'two', 'three']) alice.say(text)
    alice.say('to carol', AC)
    expect(alice.statuses()).toEqual(['queued', 'queued', 'queued'])
    alice.connect()
    await clock.advanceAsync(1000)
    expect(stored()).toEqual(['one', 'two', 'three'])
    expect(stored(AC)).toEqual(['to carol'])
    expect(alice.statuses()).toEqual(['sent', 'sent', 'sent'])
  })

  it('has one message of a conversation on its way, so that none overtakes another', async () => {
    const alice = device()
    alice.connect()
    await clock.advanceAsync(100)
    server.faults.dropAck = () => true
    alice.say('one')
    alice.say('two')
    alice.say('to carol', AC)
    expect(alice.network.last.said('c2c').map(({ envelope }) => envelope.data['content'])).toEqual(['one', 'to carol'])
    expect(alice.statuses()).toEqual(['sending', 'queued'])
  })

  it('sends again after ten seconds without an ack, under the same name, and the message is there once', async () => {
    const [alice, bob] = [device('alice'), device('bob')]
    alice.connect()
    bob.connect()
    await clock.advanceAsync(100)
    let lost = 0
    server.faults.dropAck = () => ++lost <= 2
    alice.say('hello')
    await clock.advanceAsync(9_999)
    expect(alice.network.last.said('c2c')).toHaveLength(1)
    await clock.advanceAsync(10_002)
    const tries = alice.network.last.said('c2c')
    expect(tries).toHaveLength(3)
    expect(new Set(tries.map(({ envelope }) => envelope.data['cli_mid'])).size).toBe(1)
    expect(new Set(tries.map(({ requestId }) => requestId)).size).toBe(3)
    expect(alice.statuses()).toEqual(['sent'])
    expect(bob.texts()).toEqual(['hello'])
  })

  it('tries five times on one connection, then asks for a fresh one', async () => {
    const alice = device()
    alice.connect()
    await clock.advanceAsync(100)
    server.faults.dropAck = () => true
    alice.say('hello')
    await clock.advanceAsync(49_000)
    const [first] = alice.network.dials
    expect(first?.said('c2c')).toHaveLength(5)
    expect(alice.network.dials).toHaveLength(1)
    server.faults.dropAck = undefined
    await clock.advanceAsync(2_000)
    expect(alice.network.dials).toHaveLength(2)
    expect(first?.said('c2c')).toHaveLength(5)
    expect(alice.statuses()).toEqual(['sent'])
    expect(stored()).toEqual(['hello'])
  })

  it('sends what was on its way again after a cut, exactly once on the other side', async () => {
    const [alice, bob] = [device('alice'), device('bob')]
    alice.connect()
    bob.connect()
    await clock.advanceAsync(100)
    server.faults.dropAck = () => true
    alice.say('one')
    alice.say('two')
    await clock.advanceAsync(0)
    server.cutAll()
    server.faults.dropAck = undefined
    expect(alice.statuses()).toEqual(['queued', 'queued'])
    await clock.advanceAsync(5_000)
    expect(alice.statuses()).toEqual(['sent', 'sent'])
    expect(alice.texts()).toEqual(['one', 'two'])
    expect(bob.texts()).toEqual(['one', 'two'])
  })

  it('learns from history that a message whose ack was lost is sent', async () => {
    const alice = device()
    alice.connect()
    await clock.advanceAsync(100)
    server.faults.dropAck = () => true
    alice.say('one')
    await clock.advanceAsync(0)
    server.cutAll()
    await clock.advanceAsync(3_000)
    expect(alice.statuses()).toEqual(['sent'])
    expect(alice.texts()).toEqual(['one'])
    expect(alice.store.outbox.count()).toBe(0)
    expect(alice.engine.gaps(AB)).toEqual([])
  })

  it('delivers exactly once when the app is killed between send and ack', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'jim-outbox-'))
    const file = join(folder, 'alice.db')
    const bob = device('bob')
    bob.connect()
    const killed = new Device(server, clock, 'alice', file)
    killed.connect()
    await clock.advanceAsync(100)
    server.faults.dropAck = () => true
    killed.say('one')
    killed.say('two')
    await clock.advanceAsync(0)
    expect(killed.statuses()).toEqual(['sending', 'queued'])
    expect(stored()).toEqual(['one'])
    // The files as a kill leaves them at this moment; how the old process goes on does not matter any more.
    const copy = join(folder, 'copy.db')
    for (const suffix of ['', '-wal', '-shm']) copyFileSync(file + suffix, copy + suffix)
    killed.close()
    server.faults.dropAck = undefined
    const again = device('alice', copy)
    expect(again.statuses()).toEqual(['queued', 'queued'])
    again.connect()
    await clock.advanceAsync(2_000)
    expect(again.statuses()).toEqual(['sent', 'sent'])
    expect(bob.texts()).toEqual(['one', 'two'])
    expect(stored()).toEqual(['one', 'two'])
    rmSync(folder, { recursive: true })
  })
})

describe('a nack', () => {
  it('fails the message with its code and does not hold up the ones behind it', async () => {
    const alice = device()
    alice.connect()
    await clock.advanceAsync(100)
    server.faults.nack = ({ data }) => (data['content'] === 'poison' ? { code: 'bad_message' } : undefined)
    alice.say('one')
    const poison = alice.say('poison')
    alice.say('two')
    await clock.advanceAsync(1000)
    expect(alice.texts()).toEqual(['one', 'poison', 'two'])
    expect(alice.statuses()).toEqual(['sent', 'failed', 'sent'])
    if (!poison.ok) throw new Error('not stored')
    expect(alice.store.messages.get(poison.value)).toMatchObject({ failCode: 'bad_message' })
    server.faults.nack = undefined
    expect(alice.engine.retry(poison.value)).toMatchObject({ ok: true })
    await clock.advanceAsync(1000)
    expect(alice.texts()).toEqual(['one', 'two', 'poison'])
    expect(alice.statuses()).toEqual(['sent', 'sent', 'sent'])
  })

  it('and a second try later leave the order in which things were written', async () => {
    const alice = device()
    alice.connect()
    await clock.advanceAsync(100)
    server.faults.nack = () => ({ code: 'muted' })
    const first = alice.say('first')
    await clock.advanceAsync(100)
    server.faults.nack = undefined
    server.faults.dropAck = () => true
    alice.say('on its way')
    alice.say('last')
    if (!first.ok) throw new Error('not stored')
    must(alice.engine.retry(first.value))
    server.faults.dropAck = undefined
    await clock.advanceAsync(20_000)
    expect(stored()).toEqual(['on its way', 'first', 'last'])
  })

  it('of a failed message lets the user remove it', async () => {
    const alice = device()
    alice.connect()
    await clock.advanceAsync(100)
    server.faults.nack = () => ({ code: 'muted' })
    const sent = alice.say('one')
    await clock.advanceAsync(100)
    if (!sent.ok) throw new Error('not stored')
    expect(alice.engine.remove(sent.value)).toMatchObject({ ok: true })
    expect(alice.texts()).toEqual([])
  })

  it('of rate_limited waits as long as the server says, and fails nothing', async () => {
    const alice = device()
    alice.connect()
    await clock.advanceAsync(100)
    let isLimited = true
    server.faults.nack = () => (isLimited ? { code: 'rate_limited', retry_after_ms: 3000 } : undefined)
    alice.say('one')
    alice.say('two')
    await clock.advanceAsync(100)
    expect(alice.statuses()).toEqual(['queued', 'queued'])
    isLimited = false
    await clock.advanceAsync(2_800)
    expect(stored()).toEqual([])
    await clock.advanceAsync(1_000)
    expect(stored()).toEqual(['one', 'two'])
    expect(alice.statuses()).toEqual(['sent', 'sent'])
  })
})

describe('a draft', () => {
  it('that no server would take is refused before anything is stored', async () => {
    const alice = device()
    expect(alice.trySay('   ')).toMatchObject({ ok: false, error: { code: 'empty' } })
    expect(alice.trySay('x'.repeat(1_048_577))).toMatchObject({ ok: false, error: { code: 'too_large' } })
    expect(alice.trySay('hi', asConversationId('c2g:nowhere'))).toMatchObject({ ok: false, error: { code: 'not_found' } })
    expect(alice.texts()).toEqual([])
  })
})
