import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Probe } from '../helpers/probe'
import { TestOffice, textFrom } from './office'

const bundle = (depth: number, inner: object = { type: 'text', data: { content: 'x' } }): object =>
  depth === 0 ? inner : { type: 'bundle', data: { title: 't', items: [bundle(depth - 1, inner)] } }
const nested = (depth: number): unknown => (depth === 0 ? 1 : { a: nested(depth - 1) })

let office: TestOffice
let alice: Probe
let bob: Probe
beforeEach(async () => {
  office = await TestOffice.open()
  ;[alice, bob] = [await office.enter('alice'), await office.enter('bob')]
})
afterEach(() => office.close())

const say = async (type: string, data: object): Promise<unknown> => {
  const { json } = await alice.say('B101', type, { sender_id: 'alice', receiver_id: 'bob', ...data })
  return json.type === 'ack' ? 'ack' : json.data?.['code']
}

describe('a bundle', () => {
  const sayBundle = (one: object) => say('bundle', (one as { data: object }).data)

  it('holds bundles four deep, and no deeper', async () => {
    expect(await sayBundle(bundle(4))).toBe('ack')
    expect(await sayBundle(bundle(5))).toBe('bad_message')
    expect(await sayBundle(bundle(15))).toBe('bad_message')
  })

  it('holds five hundred messages in all, a hundred in each', async () => {
    const text = { type: 'text', data: { content: 'x' } }
    const hundred = { type: 'bundle', data: { title: 't', items: Array.from({ length: 100 }, () => text) } }
    const of = (count: number, more: number) => ({
      type: 'bundle',
      data: { title: 't', items: [...Array.from({ length: count }, () => hundred), ...Array(more).fill(text)] },
    })
    expect(await sayBundle(of(4, 96))).toBe('ack')
    expect(await sayBundle(of(5, 0))).toBe('bad_message')
    expect(await sayBundle({ type: 'bundle', data: { title: 't', items: Array(101).fill(text) } })).toBe('bad_message')
  })
})

describe('any message', () => {
  it.each(['custom', 'never-heard-of'])('of type %s is nested so deep, and no deeper', async (type) => {
    expect(await say(type, { kind: 'k', content: nested(31) })).toBe('ack')
    expect(await say(type, { kind: 'k', content: nested(32) })).toBe('bad_message')
    // Deeper than anybody's JSON is written by a machine.
    const deep = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`
    alice.send('B101', `{"type":"${type}","data":{"sender_id":"alice","receiver_id":"bob","kind":"k","content":${deep}}}`)
    expect(await alice.push('nack')).toMatchObject({ code: 'bad_message' })
  })

  it('is told without mentions that are none, and with those that are', async () => {
    for (const mentions of ['bob', [7], Array.from({ length: 1001 }, () => 'bob'), ['bob']]) await say('text', { content: 'x', mentions })
    const told = []
    for (let i = 0; i < 4; i++) told.push((await bob.message()).json.data?.['mentions'])
    expect(told).toEqual([undefined, undefined, undefined, ['bob']])
  })
})

describe('a quote', () => {
  it('is of the same conversation, or there is none', async () => {
    const [carol, groupId] = [await office.enter('carol'), await office.group('G', ['alice', 'bob', 'carol'])]
    const secret = await alice.say('B101', 'text', textFrom('alice', 'carol', 'between us'))
    await carol.message()
    const own = await alice.say('B102', 'text', textFrom('alice', groupId, 'for all'))
    const quoted = [own, secret].map(({ json }) => json.data?.['mid'])
    for (const reply_to of [...quoted, '999', 'nonsense', 7, null])
      await alice.say('B102', 'text', { ...textFrom('alice', groupId, 'see'), reply_to })
    const { items } = await office.get('bob', `/v1/conversations/c2g:${groupId}/messages?from_seq=3`)
    const told = items?.map(({ data }) => data as Record<string, unknown>)
    expect(told?.map((data) => data['reply_to'])).toEqual([quoted[0], undefined, undefined, undefined, undefined, undefined])
    expect(told?.map((data) => data['content'])).toEqual(Array(6).fill('see'))
  })
})

describe('a group', () => {
  it('has a thousand members at most', async () => {
    const ids = Array.from({ length: 1000 }, (_, i) => `u${i}`)
    const { users } = office.server.store
    for (const userId of ids) await users.create({ userId, name: userId, avatar: '', status: '', passwordHash: '', lastSeen: 0 })
    const create = (memberIds: readonly string[]) => office.call('alice', 'POST', '/v1/groups', { title: 'G', member_ids: memberIds })
    const refused = await create(ids)
    expect([refused.status, refused.body['code']]).toEqual([400, 'too_many_members'])
    const { body } = await create(ids.slice(0, 998))
    expect(body['members_count']).toBe(999)
    const path = `/v1/groups/${String(body['conversation_id']).slice(4)}/members`
    const add = async (memberIds: readonly string[]) => (await office.call('alice', 'POST', path, { member_ids: memberIds })).body
    expect((await add(['u998', 'u999']))['code']).toBe('too_many_members')
    expect((await add(['u998', 'u1']))['members_count']).toBe(1000)
    expect((await add(Array.from({ length: 1001 }, () => 'u1')))['code']).toBe('bad_request')
  })

  it('takes a new title and notice together, or neither', async () => {
    const groupId = await office.group('G', ['alice', 'bob'])
    const patch = (change: object) => office.call('alice', 'PATCH', `/v1/groups/${groupId}`, change)
    expect((await patch({ title: 'H', notice: 'x'.repeat(2001) })).status).toBe(400)
    expect((await patch({ title: 'H', notice: '\u0000' })).status).toBe(400)
    expect((await office.get('bob', '/v1/conversations')).items?.[0]).toMatchObject({ title: 'G', notice: '', last_seq: 1 })
    expect((await patch({ title: 'H', notice: 'n' })).body).toMatchObject({ title: 'H', notice: 'n', last_seq: 3 })
  })
})
