import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { asMid, asSeq, type LocalId } from '@shared/ids'
import { StoreError } from '../../src/main/store/store-error'
import { FakeClock } from '../helpers/fake-clock'
import { must } from '../helpers/results'
import { received } from '../store/helpers'
import { AB, Device } from './device'
import { ModelServer } from './model-server'

let clock: FakeClock
let server: ModelServer
let alice: Device

const stored = (): unknown[] => server.talks.get(AB)?.messages.map((message) => message?.data['content']) ?? []
const idOf = (text: string): LocalId => {
  const row = rows().find(({ content }) => content['content'] === text)
  if (row === undefined) throw new Error(`no message ${text}`)
  return row.localId
}
const rows = () => alice.store.messages.page({ conversationId: AB, anchor: { at: 'end' }, limit: 200 }).rows
const waiting = (): number => alice.store.conversations.get(AB)?.waiting ?? 0

beforeEach(() => {
  clock = new FakeClock()
  server = new ModelServer()
  alice = new Device(server, clock, 'alice', ':memory:')
})

afterEach(() => {
  alice.close()
  expect(clock.pending).toBe(0)
})

describe('a message that waits', () => {
  it('is taken back before its first byte leaves; those around it go out', async () => {
    for (const text of ['one', 'two', 'three']) alice.say(text)
    expect(waiting()).toBe(3)
    expect(alice.engine.writing.withdraw(idOf('two'), undefined)).toEqual({ ok: true, value: undefined })
    expect(rows().map(({ content }) => content['content'])).toEqual(['one', 'three'])
    expect(waiting()).toBe(2)
    alice.connect()
    await clock.advanceAsync(1000)
    expect(stored()).toEqual(['one', 'three'])
    expect(waiting()).toBe(0)
  })

  it('is taken back while another of its conversation is on its way, and never goes', async () => {
    alice.connect()
    await clock.advanceAsync(100)
    server.faults.dropAck = () => true
    alice.say('one')
    alice.say('two')
    expect(alice.engine.writing.withdraw(idOf('two'), undefined).ok).toBe(true)
    server.faults.dropAck = undefined
    await clock.advanceAsync(15_000)
    expect(stored()).toEqual(['one'])
    expect(alice.statuses()).toEqual(['sent'])
  })

  it('comes back as a draft in the same step', () => {
    alice.say('one')
    const draft = { draft: 'one', draftMentions: [{ at: 0, name: 'Bob', userId: 'bob' }], draftReplyTo: asMid('5') }
    const { transaction } = alice.store
    alice.store.transaction = () => {
      throw new StoreError('disk_full', '')
    }
    expect(alice.engine.writing.withdraw(idOf('one'), draft)).toMatchObject({ ok: false, error: { code: 'disk_full' } })
    alice.store.transaction = transaction
    expect(alice.store.conversations.get(AB)).toMatchObject({ draft: '', waiting: 1 })
    expect(alice.engine.writing.withdraw(idOf('one'), draft).ok).toBe(true)
    expect(alice.store.conversations.get(AB)).toMatchObject(draft)
    expect(rows()).toEqual([])
  })

  it('stays once it was written to a connection: the server may have it', async () => {
    alice.connect()
    await clock.advanceAsync(100)
    server.faults.dropAck = () => true
    alice.say('one')
    const localId = idOf('one')
    const refused = { ok: false, error: { code: 'already_sent' } }
    expect(alice.engine.writing.withdraw(localId, undefined)).toMatchObject(refused)
    alice.network.last.close()
    expect(alice.statuses()).toEqual(['queued'])
    expect(alice.engine.writing.withdraw(localId, undefined)).toMatchObject(refused)
    expect(alice.statuses()).toEqual(['queued'])
  })

  it('is taken back again once the server has put it off: it has nothing of it', async () => {
    alice.connect()
    await clock.advanceAsync(100)
    server.faults.nack = () => ({ code: 'rate_limited', retry_after_ms: 5000 })
    alice.say('one')
    alice.say('two')
    await clock.advanceAsync(100)
    expect(alice.statuses()).toEqual(['queued', 'queued'])
    const draft = { draft: 'one, better' }
    expect(alice.engine.writing.withdraw(idOf('one'), draft)).toEqual({ ok: true, value: undefined })
    server.faults.nack = undefined
    await clock.advanceAsync(6000)
    expect(stored()).toEqual(['two'])
    expect(alice.statuses()).toEqual(['sent'])
    expect(alice.store.conversations.get(AB)).toMatchObject(draft)
  })

  it('stays when the server has put off a later try: of the first it may have all', async () => {
    alice.connect()
    await clock.advanceAsync(100)
    server.faults.dropAck = () => true
    alice.say('one')
    await clock.advanceAsync(9000)
    server.faults.nack = () => ({ code: 'rate_limited', retry_after_ms: 60_000 })
    await clock.advanceAsync(2000)
    expect(alice.statuses()).toEqual(['queued'])
    expect(alice.store.deliveryLog.details(idOf('one'))?.steps.map(({ step }) => step)).toEqual([
      'composed',
      'written',
      'written',
      'refused',
    ])
    expect(alice.engine.writing.withdraw(idOf('one'), undefined)).toMatchObject({ error: { code: 'already_sent' } })
  })

  it('is there no more: not found', () => {
    expect(alice.engine.writing.withdraw(99 as LocalId, undefined)).toMatchObject({ error: { code: 'not_found' } })
  })

  it('says why, and when it is tried where this device decides', async () => {
    const { inspector } = alice.engine
    alice.say('one')
    alice.say('two')
    expect(inspector.waitOf(idOf('one'))).toEqual({ reason: 'offline' })
    server.faults.nack = () => ({ code: 'rate_limited', retry_after_ms: 5000 })
    alice.connect()
    await clock.advanceAsync(100)
    const told = inspector.waitOf(idOf('one'))
    expect(told?.reason).toBe('paused')
    expect(told?.tryAt).toBeGreaterThan(clock.now())
    expect(told?.tryAt).toBeLessThanOrEqual(clock.now() + 5000)
    server.faults.nack = undefined
    server.faults.dropAck = () => true
    await clock.advanceAsync(5000)
    expect(inspector.waitOf(idOf('one'))).toEqual({ reason: 'sending' })
    expect(inspector.waitOf(idOf('two'))).toEqual({ reason: 'behind' })
    server.faults.dropAck = undefined
    await clock.advanceAsync(20_000)
    expect(inspector.waitOf(idOf('one'))).toBeUndefined()
  })
})

describe('an answer', () => {
  it('quotes nothing that was taken back while it was written', () => {
    const [quoted, gone] = [received({ seq: 1 }), received({ seq: 2 })].map((message) => alice.store.messages.insert(message).localId)
    const { mid } = alice.store.messages.get(quoted!)!
    const { mid: goneMid } = alice.store.messages.get(gone!)!
    alice.store.messages.recall(AB, asSeq(2), goneMid!)
    for (const replyTo of [mid, goneMid])
      must(alice.engine.send({ conversationId: AB, content: { kind: 'text', text: 'agreed' }, replyTo }))
    expect(
      rows()
        .filter(({ isMine }) => isMine)
        .map(({ replyTo }) => replyTo),
    ).toEqual([mid, undefined])
  })
})

describe('the room for a text', () => {
  it('is what the server takes: the longest text that fits is sent, one letter more is refused before it is stored', async () => {
    alice.connect()
    await clock.advanceAsync(100)
    const { bytes } = alice.engine.writing.check.roomForText({ conversationId: AB, mentions: ['bob'] })
    const text = (size: number): string => `"\n字${'x'.repeat(size - 7)}`
    const send = (size: number) => alice.engine.send({ conversationId: AB, content: { kind: 'text', text: text(size) }, mentions: ['bob'] })
    expect(send(bytes + 1)).toMatchObject({ ok: false, error: { code: 'too_large' } })
    expect(rows()).toEqual([])
    expect(send(bytes).ok).toBe(true)
  })

  it.each(['\u200b', '\u2060 \u3164', '\u2800', '\u00ad\u200e'])('and nobody sees %j: it is refused as empty', (text) => {
    expect(alice.engine.send({ conversationId: AB, content: { kind: 'text', text } })).toMatchObject({ error: { code: 'empty' } })
  })
})
