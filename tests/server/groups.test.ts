import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { TestOffice, textFrom } from './office'

describe('groups', () => {
  let office: TestOffice
  beforeEach(async () => {
    office = await TestOffice.open({ users: ['alice', 'bob', 'carol', 'dave'] })
  })
  afterEach(() => office.close())

  const roles = async (groupId: string, as = 'alice') => {
    const { items } = await office.get(as, `/v1/conversations/c2g:${groupId}/members`)
    return Object.fromEntries((items ?? []).map(({ user_id, role }) => [user_id, role]))
  }
  const events = async (groupId: string, as = 'alice') => {
    const { items } = await office.get(as, `/v1/conversations/c2g:${groupId}/messages`)
    return (items ?? []).map(({ data }) => (data as { content: Record<string, unknown> }).content)
  }
  const setRole = (as: string, groupId: string, userId: string, role: string) =>
    office.call(as, 'PUT', `/v1/groups/${groupId}/members/${userId}/role`, { role })

  it('are made with their members, who hear of it at once', async () => {
    const bob = await office.enter('bob')
    const { status, body } = await office.call('alice', 'POST', '/v1/groups', {
      title: '设计评审组',
      member_ids: ['bob', 'alice', 'bob'],
    })
    expect(status).toBe(201)
    expect(body).toMatchObject({ kind: 'c2g', title: '设计评审组', members_count: 2, last_seq: 1 })
    expect(body).not.toHaveProperty('peer_read_seq')
    const conversationId = String(body['conversation_id'])
    const event = await bob.message()
    expect([event.command, event.json.type]).toEqual(['B102', 'custom'])
    expect(event.json.data).toMatchObject({
      kind: 'group.event',
      content: {
        event: 'created',
        by: { user_id: 'alice', name: 'ALICE' },
        title: '设计评审组',
        fallback_text: 'ALICE created the group',
      },
      conversation_id: conversationId,
      receiver_id: conversationId.slice(4),
      seq: 1,
    })
    expect(await bob.push('conversation')).toMatchObject({ conversation_id: conversationId, title: '设计评审组' })
    expect(await roles(conversationId.slice(4))).toEqual({ alice: 'owner', bob: 'member' })
  })

  it('carry messages to every session of every member', async () => {
    const groupId = await office.group('G', ['alice', 'bob', 'carol'])
    const probes = await Promise.all(['alice', 'bob', 'bob', 'carol', 'dave'].map((id) => office.enter(id)))
    await probes[0]!.say('B102', 'text', textFrom('alice', groupId, 'all'))
    for (const probe of probes.slice(1, 4))
      expect((await probe.message()).json.data).toMatchObject({
        content: 'all',
        conversation_id: `c2g:${groupId}`,
        seq: 2,
      })
    await probes[4]!.settled()
    expect(probes[4]!.messages).toEqual([])
  })

  it('tell of each change by an event', async () => {
    const groupId = await office.group('G', ['alice', 'bob'])
    await office.call('alice', 'PATCH', `/v1/groups/${groupId}`, {
      title: 'H',
      notice: '周五发布',
      avatar: 'https://x/y',
    })
    await office.call('alice', 'PATCH', `/v1/groups/${groupId}`, { title: 'H' })
    await office.call('alice', 'POST', `/v1/groups/${groupId}/members`, { member_ids: ['carol', 'dave', 'bob'] })
    await setRole('alice', groupId, 'bob', 'admin')
    await office.call('bob', 'DELETE', `/v1/groups/${groupId}/members`, { member_ids: ['carol'] })
    await office.call('dave', 'DELETE', `/v1/groups/${groupId}/members`, { member_ids: ['dave'] })
    const by = (id: string) => ({ by: { user_id: id, name: id.toUpperCase() }, fallback_text: expect.any(String) })
    expect(await events(groupId)).toEqual([
      { event: 'created', title: 'G', ...by('alice') },
      { event: 'renamed', title: 'H', ...by('alice') },
      { event: 'notice_changed', notice: '周五发布', ...by('alice') },
      { event: 'avatar_changed', ...by('alice') },
      {
        event: 'members_added',
        members: [
          { user_id: 'carol', name: 'CAROL' },
          { user_id: 'dave', name: 'DAVE' },
        ],
        ...by('alice'),
      },
      { event: 'role_changed', member: { user_id: 'bob', name: 'BOB' }, role: 'admin', ...by('alice') },
      { event: 'members_removed', members: [{ user_id: 'carol', name: 'CAROL' }], ...by('bob') },
      { event: 'left', ...by('dave') },
    ])
    expect(await roles(groupId)).toEqual({ alice: 'owner', bob: 'admin' })
  })

  it.each([
    ['member', 'PATCH', '', { title: 'X' }],
    ['member', 'POST', '/members', { member_ids: ['dave'] }],
    ['member', 'DELETE', '/members', { member_ids: ['bob'] }],
    ['member', 'DELETE', '/members', { member_ids: ['carol', 'bob'] }],
    ['member', 'PUT', '/members/carol/role', { role: 'admin' }],
    ['admin', 'DELETE', '/members', { member_ids: ['alice'] }],
    ['admin', 'PUT', '/members/carol/role', { role: 'owner' }],
    ['admin', 'PUT', '/members/alice/role', { role: 'member' }],
  ])('refuse a %s who may not %s %s', async (role, method, path, body) => {
    const groupId = await office.group('G', ['alice', 'bob', 'carol'])
    await setRole('alice', groupId, 'bob', 'admin')
    const before = await events(groupId)
    const answer = await office.call(role === 'admin' ? 'bob' : 'carol', method, `/v1/groups/${groupId}${path}`, body)
    expect([answer.status, answer.body['code']]).toEqual([403, 'forbidden'])
    expect(await events(groupId)).toEqual(before)
  })

  it('refuse strangers, unknown users and nonsense', async () => {
    const groupId = await office.group('G', ['alice'])
    expect((await office.call('dave', 'PATCH', `/v1/groups/${groupId}`, { title: 'X' })).body['code']).toBe('not_member')
    expect((await office.call('alice', 'PATCH', '/v1/groups/none', { title: 'X' })).status).toBe(403)
    expect((await office.call('alice', 'POST', `/v1/groups/${groupId}/members`, { member_ids: ['nobody'] })).status).toBe(404)
    expect((await office.call('alice', 'POST', '/v1/groups', { title: '', member_ids: [] })).status).toBe(400)
    expect((await setRole('alice', groupId, 'bob', 'owner')).status).toBe(404)
    expect((await setRole('alice', groupId, 'alice', 'king')).status).toBe(400)
    expect((await setRole('alice', groupId, 'alice', 'member')).status).toBe(403)
  })

  it('let an admin make admins, and pass from owner to owner', async () => {
    const groupId = await office.group('G', ['alice', 'bob', 'carol'])
    await setRole('alice', groupId, 'bob', 'admin')
    expect((await setRole('bob', groupId, 'carol', 'admin')).status).toBe(200)
    expect((await setRole('alice', groupId, 'bob', 'owner')).status).toBe(200)
    expect(await roles(groupId)).toEqual({ alice: 'admin', bob: 'owner', carol: 'admin' })
  })

  it('are inherited by an admin when the owner leaves', async () => {
    const groupId = await office.group('G', ['alice', 'bob', 'carol'])
    await setRole('alice', groupId, 'carol', 'admin')
    const { status, body } = await office.call('alice', 'DELETE', `/v1/groups/${groupId}/members`, {
      member_ids: ['alice', 'bob'],
    })
    expect(status).toBe(200)
    expect(body).toMatchObject({ conversation_id: `c2g:${groupId}`, members_count: 1 })
    expect(await roles(groupId, 'carol')).toEqual({ carol: 'owner' })
  })

  it('are closed to who has left, who hears of it as the last', async () => {
    const groupId = await office.group('G', ['alice', 'bob'])
    const [alice, bob] = [await office.enter('alice'), await office.enter('bob')]
    await office.call('alice', 'DELETE', `/v1/groups/${groupId}/members`, { member_ids: ['bob'] })
    await alice.say('B102', 'text', textFrom('alice', groupId, 'he is gone'))
    await expect
      .poll(() => bob.messages.map(({ json }) => (json.data?.['content'] as { event?: string }).event))
      .toEqual(['members_removed'])
    expect((await bob.say('B102', 'text', textFrom('bob', groupId, 'x'))).json.data?.['code']).toBe('not_member')
    expect((await office.call('bob', 'GET', `/v1/conversations/c2g:${groupId}/messages`)).status).toBe(403)
    expect((await office.get('bob', '/v1/conversations')).items).toEqual([])
  })

  it('are told to be left, whoever was away meanwhile', async () => {
    const [left, lost, kept] = [
      await office.group('left', ['alice', 'bob']),
      await office.group('lost', ['alice', 'bob']),
      await office.group('kept', ['alice', 'bob']),
    ]
    const { server_time: before } = await office.get('bob', '/v1/conversations')
    const { body } = await office.call('bob', 'DELETE', `/v1/groups/${left}/members`, { member_ids: ['bob'] })
    expect(body).toMatchObject({ last_seq: 2, members_count: 1, last_message: { data: { kind: 'group.event', seq: 2 } } })
    await office.call('alice', 'DELETE', `/v1/groups/${lost}/members`, { member_ids: ['bob'] })
    const list = (since: number) => office.get('bob', `/v1/conversations?since=${since}`)
    const expected = [left, lost].map((groupId) => ({ conversation_id: `c2g:${groupId}`, last_seq: 2 }))
    expect((await list(Number(before) - 1000))['left']).toEqual(expect.arrayContaining(expected))
    expect((await office.get('bob', '/v1/conversations?limit=1')).items).toMatchObject([{ conversation_id: `c2g:${kept}` }])
    await office.call('alice', 'POST', `/v1/groups/${lost}/members`, { member_ids: ['bob'] })
    expect((await list(0))['left']).toEqual(expected.slice(0, 1))
    expect((await list(Date.now() + 1000))['left']).toBeUndefined()
    expect(await office.get('alice', '/v1/conversations')).not.toHaveProperty('left')
  })

  it('show a newcomer everything, and count it as read', async () => {
    const groupId = await office.group('G', ['alice', 'bob'])
    const alice = await office.enter('alice')
    await alice.say('B102', 'text', textFrom('alice', groupId, 'before'))
    await office.call('alice', 'POST', `/v1/groups/${groupId}/members`, { member_ids: ['dave'] })
    expect((await office.get('dave', `/v1/conversations/c2g:${groupId}/messages`)).items).toHaveLength(3)
    expect((await office.get('dave', '/v1/conversations')).items?.[0]).toMatchObject({ last_seq: 3, read_seq: 2 })
  })
})
