import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { asConversationId, type ConversationId } from '@shared/ids'
import { FakeClock } from '../helpers/fake-clock'
import { Device } from './device'
import { ModelServer } from './model-server'

let clock: FakeClock
let server: ModelServer
let alice: Device
let group: ConversationId

beforeEach(async () => {
  clock = new FakeClock()
  server = new ModelServer()
  group = asConversationId(server.addGroup('g1', 'Design', ['alice', 'bob']))
  for (const text of ['1', '2', '3']) server.post(group, 'bob', text, false)
  alice = new Device(server, clock)
  alice.connect()
  await clock.advanceAsync(1000)
})

afterEach(() => {
  alice.close()
  expect(clock.pending).toBe(0)
})

const hasLeft = (): boolean | undefined => alice.store.conversations.get(group)?.hasLeft
const event = (name: string): { type: string; data: Record<string, unknown> } => ({
  type: 'custom',
  data: { kind: 'group.event', content: { event: name, by: { user_id: 'bob' }, members: [{ user_id: 'alice' }] } },
})

/** The lists from now on name no conversation, and these as left. */
function answerLists(left: unknown): void {
  server.faults.http = ({ url }) => {
    const isList = new URL(url).pathname === '/v1/conversations'
    return isList ? { status: 200, json: { items: [], left, next: null, server_time: server.now } } : undefined
  }
}

async function comeBack(): Promise<void> {
  server.cutAll()
  await clock.advanceAsync(5000)
}

describe('a device that was away', () => {
  it('learns from the list that it is out of a group', async () => {
    answerLists([{ conversation_id: group, last_seq: 4 }])
    await comeBack()
    expect(hasLeft()).toBe(true)
    expect(alice.engine.gaps(group)).toEqual([])
    expect(alice.texts(group)).toEqual(['1', '2', '3'])
    expect(alice.trySay('hello?', group)).toMatchObject({ ok: false, error: { code: 'not_member' } })
  })

  it('makes no conversation of a group that it never knew', async () => {
    answerLists([{ conversation_id: 'c2g:other', last_seq: 4 }])
    await comeBack()
    expect(alice.store.conversations.has(asConversationId('c2g:other'))).toBe(false)
  })

  it.each([[undefined], ['nonsense'], [[{ id: group }]]])('reads a list that says %j instead', async (left) => {
    answerLists(left)
    await comeBack()
    expect(hasLeft()).toBe(false)
    expect(alice.engine.status).toEqual({ state: 'idle' })
  })

  it('asks a server that does not tell, once a day', async () => {
    answerLists(undefined)
    const answer = server.faults.http
    server.faults.http = (request) =>
      request.url.endsWith('/members') ? { status: 403, json: { code: 'not_member', reason: '' } } : answer?.(request)
    await comeBack()
    expect(hasLeft()).toBe(false)
    clock.jump(25 * 3_600_000)
    await comeBack()
    expect(hasLeft()).toBe(true)
  })
})

describe('news of a membership', () => {
  it('that is older than what is known changes nothing', async () => {
    server.store(group, 'bob', event('members_removed'))
    await clock.advanceAsync(0)
    expect(hasLeft()).toBe(true)
    // A list that was answered before, and comes after.
    server.tell('alice', 'conversation', { ...server.objectOf(group, 'alice'), last_seq: 3, last_message: null })
    await clock.advanceAsync(0)
    expect(hasLeft()).toBe(true)
    server.store(group, 'bob', event('members_added'))
    await clock.advanceAsync(0)
    expect(hasLeft()).toBe(false)
    answerLists([{ conversation_id: group, last_seq: 4 }])
    await comeBack()
    expect(hasLeft()).toBe(false)
  })

  it('is not what a refusal says that was overtaken by it', async () => {
    server.holdHttp()
    const leaving = alice.engine.groups.leave(group)
    await clock.advanceAsync(0)
    server.store(group, 'bob', event('members_added'))
    await clock.advanceAsync(0)
    server.faults.http = () => ({ status: 200, json: { conversation_id: group, last_seq: 3 } })
    server.answerHttp()
    expect(await leaving).toMatchObject({ ok: true })
    expect(hasLeft()).toBe(false)
  })

  it('counts anew when the server counts anew', async () => {
    alice.store.transaction(() => alice.store.conversations.setMembership(group, true, 1000))
    alice.store.conversations.resetSeqs(group)
    server.tell('alice', 'conversation', server.objectOf(group, 'alice'))
    await clock.advanceAsync(0)
    expect(hasLeft()).toBe(false)
  })
})

describe('who leaves', () => {
  it.each([
    ['names its last message', { conversation_id: 'c2g:g1', last_seq: 4 }],
    ['says nothing', {}],
  ])('is out of the group when the answer %s', async (_, json) => {
    server.faults.http = ({ method }) => (method === 'DELETE' ? { status: 200, json } : undefined)
    expect(await alice.engine.groups.leave(group)).toMatchObject({ ok: true })
    expect(hasLeft()).toBe(true)
    expect(alice.texts(group)).toEqual(['1', '2', '3'])
  })
})
