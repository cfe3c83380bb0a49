import { join } from 'node:path'
import { asConversationId, asPartId, asTransferId, type ConversationId, type LocalId } from '@shared/ids'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FakeClock } from '../helpers/fake-clock'
import { must } from '../helpers/results'
import { tempFolder } from '../store/helpers'
import { AB, Device } from './device'
import { ModelServer } from './model-server'

const AC = asConversationId('c2c:alice:carol')
const ONE = asPartId('upload-1')
const TWO = asPartId('upload-2')

let clock: FakeClock
let server: ModelServer
const devices: Device[] = []

function device(file = ':memory:'): Device {
  const made = new Device(server, clock, 'alice', file)
  devices.push(made)
  return made
}

async function online(): Promise<Device> {
  const made = device()
  made.connect()
  await clock.advanceAsync(1000)
  return made
}

/** A file that is being uploaded, sent. */
function file(alice: Device, name: string, waitsFor = ONE, conversationId: ConversationId = AB): LocalId {
  return must(alice.engine.send({ conversationId, content: { kind: 'stored', type: 'file', content: { name, url: '' } }, waitsFor }))
}

const nameOf = (data: Readonly<Record<string, unknown>>): unknown => data['content'] ?? data['name']
/** What the server has, in its order. */
const went = (conversationId = AB): unknown[] =>
  server.talks.get(conversationId)?.messages.map((message) => nameOf(message?.data ?? {})) ?? []
const urls = (conversationId = AB): unknown[] =>
  server.talks.get(conversationId)?.messages.flatMap((message) => message?.data['url'] ?? []) ?? []
const shown = ({ store }: Device, conversationId = AB): unknown[] =>
  store.messages.page({ conversationId, anchor: { at: 'end' }, limit: 50 }).rows.map(({ content }) => nameOf(content))

beforeEach(() => {
  clock = new FakeClock()
  server = new ModelServer()
})

afterEach(() => {
  for (const made of devices.splice(0)) made.close()
  expect(clock.pending).toBe(0)
})

describe('a message that waits for its upload', () => {
  it('is told of its upload in one transaction with what else there is to write of that', async () => {
    const alice = await online()
    const localId = file(alice, 'photo')
    const written: unknown[] = []
    alice.engine.writer.on('committed', ({ transfers }) => written.push([...transfers], alice.store.parts.get(localId)?.state))
    must(alice.engine.outboxParts.done(ONE, { url: '/x' }, (changes) => changes.transfers.add(asTransferId(7))))
    expect(written.slice(0, 2)).toEqual([[7], 'done'])
  })

  it('is passed by the texts behind it, and is shown behind what passed it from the moment that goes', async () => {
    const alice = await online()
    file(alice, 'photo')
    expect(shown(alice)).toEqual(['photo'])
    server.faults.dropAck = () => true
    alice.say('look')
    alice.say('at this')
    // On its way, without an ack: what is shown does not wait for that.
    expect(shown(alice)).toEqual(['look', 'photo', 'at this'])
    server.faults.dropAck = undefined
    await clock.advanceAsync(11_000)
    expect([went(), shown(alice)]).toEqual([
      ['look', 'at this'],
      ['look', 'at this', 'photo'],
    ])
    must(alice.engine.outboxParts.done(ONE, { url: 'https://files/1' }))
    await clock.advanceAsync(1000)
    expect([went(), shown(alice), urls()]).toEqual([['look', 'at this', 'photo'], ['look', 'at this', 'photo'], ['https://files/1']])
    expect(alice.statuses()).toEqual(['sent', 'sent', 'sent'])
  })

  it('is shown behind what passes it when that waited for a link', async () => {
    const alice = device()
    file(alice, 'photo')
    alice.say('look')
    server.faults.dropAck = () => true
    alice.connect()
    await clock.advanceAsync(1000)
    expect([went(), shown(alice), alice.statuses()]).toEqual([['look'], ['look', 'photo'], ['sending', 'queued']])
  })

  it('goes at once when it is done before anything passed it', async () => {
    const alice = await online()
    const localId = file(alice, 'photo')
    must(alice.engine.outboxParts.done(ONE, { url: 'https://files/1' }))
    alice.say('look')
    await clock.advanceAsync(1000)
    expect([went(), shown(alice)]).toEqual([
      ['photo', 'look'],
      ['photo', 'look'],
    ])
    const steps = alice.store.deliveryLog.details(localId)?.steps.map(({ step }) => step)
    expect(steps).toEqual(['composed', 'part_done', 'written', 'acknowledged'])
  })

  it('holds up the files behind it: they go in the order in which they were given', async () => {
    const alice = await online()
    file(alice, 'photo 1', ONE)
    const second = file(alice, 'photo 2', TWO)
    must(alice.engine.outboxParts.done(TWO))
    alice.say('both')
    await clock.advanceAsync(1000)
    expect([went(), shown(alice)]).toEqual([['both'], ['both', 'photo 1', 'photo 2']])
    expect(alice.engine.inspector.waitOf(second)).toEqual({ reason: 'behind' })
    must(alice.engine.outboxParts.done(ONE))
    await clock.advanceAsync(1000)
    expect([went(), shown(alice)]).toEqual([
      ['both', 'photo 1', 'photo 2'],
      ['both', 'photo 1', 'photo 2'],
    ])
  })

  it('says what it waits for, online and offline', async () => {
    const alice = device()
    const localId = file(alice, 'photo')
    const waits = { reason: 'part', part: ONE }
    expect(alice.engine.inspector.waitOf(localId)).toEqual(waits)
    alice.connect()
    await clock.advanceAsync(1000)
    expect(alice.engine.inspector.waitOf(localId)).toEqual(waits)
    expect(alice.engine.inspector.report().outbox).toMatchObject([{ reason: 'part', tries: 0 }])
    must(alice.engine.outboxParts.done(ONE))
    expect(alice.engine.inspector.waitOf(localId)).toEqual({ reason: 'sending' })
  })

  it('still waits after a restart, stands where it was shown, and goes when it is done', async () => {
    const path = join(tempFolder(), 'alice.db')
    const first = device(path)
    first.connect()
    await clock.advanceAsync(1000)
    file(first, 'photo')
    first.say('look')
    await clock.advanceAsync(1000)
    first.close()
    devices.splice(0)
    const second = device(path)
    expect(second.engine.outboxParts.awaited()).toEqual([ONE])
    second.connect()
    await clock.advanceAsync(1000)
    second.say('at this')
    await clock.advanceAsync(1000)
    expect([went(), shown(second)]).toEqual([
      ['look', 'at this'],
      ['look', 'at this', 'photo'],
    ])
    must(second.engine.outboxParts.done(ONE))
    await clock.advanceAsync(1000)
    expect([went(), shown(second)]).toEqual([
      ['look', 'at this', 'photo'],
      ['look', 'at this', 'photo'],
    ])
    expect(second.engine.outboxParts.awaited()).toEqual([])
  })

  it('that is done while there is no link goes with the next one', async () => {
    const alice = await online()
    file(alice, 'photo')
    server.cutAll()
    must(alice.engine.outboxParts.done(ONE))
    await clock.advanceAsync(10_000)
    expect([went(), alice.statuses()]).toEqual([['photo'], ['sent']])
  })

  it('is taken back, and its upload is none of the outbox’s business any more', async () => {
    const alice = await online()
    const localId = file(alice, 'photo 1', ONE)
    file(alice, 'photo 2', TWO)
    must(alice.engine.outboxParts.done(TWO))
    expect(went()).toEqual([])
    must(alice.engine.writing.withdraw(localId, undefined))
    await clock.advanceAsync(1000)
    expect([went(), shown(alice), alice.engine.outboxParts.awaited()]).toEqual([['photo 2'], ['photo 2'], []])
    must(alice.engine.outboxParts.done(ONE))
    must(alice.engine.outboxParts.failed(ONE, 'upload_failed'))
    await clock.advanceAsync(1000)
    expect([went(), shown(alice)]).toEqual([['photo 2'], ['photo 2']])
  })

  it('fails with its upload, and those behind it go on', async () => {
    const alice = await online()
    const localId = file(alice, 'photo 1', ONE)
    file(alice, 'photo 2', TWO)
    must(alice.engine.outboxParts.done(TWO))
    must(alice.engine.outboxParts.failed(ONE, 'upload_failed', 'too large'))
    await clock.advanceAsync(1000)
    expect(went()).toEqual(['photo 2'])
    const details = alice.store.deliveryLog.details(localId)
    expect(details?.message).toMatchObject({ status: 'failed', failure: { code: 'upload_failed', reason: 'too large' } })
    expect(details?.steps.at(-1)).toMatchObject({ step: 'part_failed', code: 'upload_failed' })
    expect(alice.engine.outboxParts.awaited()).toEqual([])
  })

  it('that failed waits for its upload once more when it is tried again, behind what went meanwhile', async () => {
    const alice = await online()
    const localId = file(alice, 'photo')
    must(alice.engine.outboxParts.failed(ONE, 'upload_failed'))
    alice.say('look')
    await clock.advanceAsync(1000)
    must(alice.engine.retry(localId))
    await clock.advanceAsync(1000)
    expect([went(), alice.engine.outboxParts.awaited()]).toEqual([['look'], [ONE]])
    must(alice.engine.outboxParts.done(ONE, { url: 'https://files/1' }))
    await clock.advanceAsync(1000)
    expect([went(), shown(alice), urls()]).toEqual([['look', 'photo'], ['look', 'photo'], ['https://files/1']])
  })

  it('that failed for another reason goes at once when it is tried again', async () => {
    const alice = await online()
    const localId = file(alice, 'photo')
    must(alice.engine.outboxParts.failed(ONE, 'upload_failed'))
    // The upload was tried again by itself.
    must(alice.engine.outboxParts.done(ONE, { url: 'https://files/1' }))
    await clock.advanceAsync(1000)
    expect([went(), alice.statuses()]).toEqual([[], ['failed']])
    must(alice.engine.retry(localId))
    await clock.advanceAsync(1000)
    expect([went(), urls()]).toEqual([['photo'], ['https://files/1']])
  })

  it('may wait for an upload that others wait for too', async () => {
    const alice = await online()
    file(alice, 'photo')
    file(alice, 'photo', ONE, AC)
    must(alice.engine.outboxParts.done(ONE, { url: 'https://files/1' }))
    await clock.advanceAsync(1000)
    expect([urls(), urls(AC)]).toEqual([['https://files/1'], ['https://files/1']])
  })

  it('comes with others all or none, with what belongs to them, in one transaction', async () => {
    const alice = await online()
    const draft = (name: string, conversationId: ConversationId, waitsFor = ONE) => {
      const content = { kind: 'stored', type: 'file', content: { name, url: '' } } as const
      return { conversationId, content, waitsFor }
    }
    const commits: number[] = []
    alice.engine.writer.on('committed', ({ messages }) => commits.push(messages.size))
    const refused = alice.engine.writing.sendAll([draft('photo 1', AB), draft('photo 2', asConversationId('c2g:nobody'))])
    expect([refused, shown(alice), commits]).toEqual([{ ok: false, error: { code: 'not_found', message: 'not_found' } }, [], []])
    const along: unknown[] = []
    const sent = alice.engine.writing.sendAll([draft('photo 1', AB), draft('photo 2', AB, TWO)], (localIds) =>
      along.push(localIds.map((localId) => alice.store.messages.get(localId)?.content['name'])),
    )
    expect([must(sent).length, along, commits]).toEqual([2, [['photo 1', 'photo 2']], [2]])
    expect([went(), shown(alice)]).toEqual([[], ['photo 1', 'photo 2']])
    must(alice.engine.outboxParts.done(ONE))
    must(alice.engine.outboxParts.done(TWO))
    await clock.advanceAsync(1000)
    expect(went()).toEqual(['photo 1', 'photo 2'])
  })

  it('waits once more when the server has let go of its file meanwhile, and what is behind it goes on', async () => {
    const alice = await online()
    server.faults.nack = ({ type }) => (type === 'file' ? { code: 'no_file' } : undefined)
    const localId = file(alice, 'photo')
    const upload = { direction: 'up', conversationId: AB, localId, partId: ONE, state: 'done', isAsked: true } as const
    const { id } = alice.store.transfers.add({ ...upload, name: 'photo', mime: '', size: 5, path: '/photo', createdAt: 0 })
    const heard: unknown[] = []
    alice.engine.writer.on('committed', ({ transfers }) => heard.push(...transfers))
    must(alice.engine.outboxParts.done(ONE, { url: 'https://files/1' }))
    alice.say('look')
    await clock.advanceAsync(1000)
    expect([went(), heard]).toEqual([['look'], [id]])
    expect(alice.store.transfers.get(id)).toMatchObject({ state: 'open', renewals: 1, done: 0 })
    expect(alice.engine.inspector.waitOf(localId)).toEqual({ reason: 'part', part: ONE })
    server.faults.nack = undefined
    must(alice.engine.outboxParts.done(ONE, { url: 'https://files/2' }))
    await clock.advanceAsync(1000)
    expect([went(), urls(), alice.statuses()]).toEqual([['look', 'photo'], ['https://files/2'], ['sent', 'sent']])
  })

  it('fails when the server never keeps its file, or nobody knows where it was', async () => {
    const alice = await online()
    server.faults.nack = () => ({ code: 'no_file' })
    const localId = file(alice, 'photo')
    const upload = { direction: 'up', conversationId: AB, localId, partId: ONE, state: 'done', isAsked: true } as const
    alice.store.transfers.add({ ...upload, name: 'photo', mime: '', size: 5, path: '/photo', createdAt: 0 })
    const other = file(alice, 'forwarded', TWO, AC)
    must(alice.engine.outboxParts.done(TWO))
    await clock.advanceAsync(1000)
    expect(alice.store.messages.get(other)).toMatchObject({ status: 'failed', failCode: 'no_file' })
    for (let times = 0; times < 4; times++) {
      must(alice.engine.outboxParts.done(ONE))
      await clock.advanceAsync(1000)
    }
    expect(alice.store.messages.get(localId)).toMatchObject({ status: 'failed', failCode: 'no_file' })
  })

  it('is not forwarded before it is whole', async () => {
    const alice = await online()
    alice.say('hi', AC)
    const localId = file(alice, 'photo')
    const forward = { localIds: [localId], to: [AC], as: 'each', title: '' } as const
    expect(alice.engine.forward(forward)).toMatchObject({ ok: false, error: { code: 'empty' } })
    must(alice.engine.outboxParts.done(ONE, { url: 'https://files/1' }))
    expect(alice.engine.forward(forward)).toMatchObject({ ok: true })
    await clock.advanceAsync(1000)
    expect(urls(AC)).toEqual(['https://files/1'])
  })
})
