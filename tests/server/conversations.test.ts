import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FakeClock } from '../helpers/fake-clock'
import { type Answered, TestOffice, textFrom } from './office'

const AB = 'c2c:alice:bob'
const seqs = ({ items }: Answered) => items?.map(({ data }) => (data as { seq: number }).seq)
const ids = ({ items }: Answered) => items?.map(({ conversation_id }) => conversation_id)

describe('history', () => {
  let office: TestOffice
  beforeEach(async () => {
    office = await TestOffice.open()
    const alice = await office.enter('alice')
    for (let i = 1; i <= 10; i++) await alice.say('B101', 'text', textFrom('alice', 'bob', `${i}`))
  })
  afterEach(() => office.close())

  it.each([
    ['', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
    ['?from_seq=3&to_seq=5', [3, 4, 5]],
    ['?from_seq=3&to_seq=3', [3]],
    ['?from_seq=9', [9, 10]],
    ['?from_seq=2&limit=3', [2, 3, 4]],
    ['?to_seq=4', [1, 2, 3, 4]],
    ['?limit=2', [9, 10]],
    ['?to_seq=6&limit=2', [5, 6]],
    ['?from_seq=11&to_seq=20', []],
    ['?from_seq=5&to_seq=3', []],
    ['?from_seq=0&to_seq=2', [1, 2]],
    ['?limit=100000', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
  ])('answers %s ascending, both ends included', async (range, expected) => {
    const page = await office.get('bob', `/v1/conversations/${AB}/messages${range}`)
    expect([seqs(page), page['last_seq']]).toEqual([expected, 10])
  })

  it('carries messages in the form of pushes', async () => {
    const bob = await office.enter('bob')
    const alice = await office.enter('alice')
    await alice.say('B101', 'face', { sender_id: 'alice', receiver_id: 'bob', symbol: '[:smile]', cli_mid: 'm-11' })
    const { json } = await bob.message()
    const page = await office.get('bob', `/v1/conversations/${AB}/messages?from_seq=11`)
    expect(page.items).toEqual([json])
  })

  it('gives 500 at most', async () => {
    const alice = await office.enter('alice')
    for (let i = 0; i < 600; i++) alice.send('B101', { type: 'text', data: textFrom('alice', 'bob', 'x') })
    await alice.settled()
    const page = await office.get('bob', `/v1/conversations/${AB}/messages?limit=1000&from_seq=1`)
    expect(seqs(page)).toEqual(Array.from({ length: 500 }, (_, i) => i + 1))
  })

  it.each([
    ['carol', `/v1/conversations/${AB}/messages`, 403, 'not_member'],
    ['carol', `/v1/conversations/${AB}/members`, 403, 'not_member'],
    ['alice', '/v1/conversations/c2g:none/messages', 403, 'not_member'],
    ['alice', '/v1/conversations/nonsense/messages', 400, 'bad_request'],
    ['alice', `/v1/conversations/${AB}/messages?from_seq=x`, 400, 'bad_request'],
    ['alice', `/v1/conversations/${AB}/messages?from_seq=-1`, 400, 'bad_request'],
    ['alice', `/v1/conversations/${AB}/messages?limit=0`, 400, 'bad_request'],
  ])('refuses %s %s', async (user, path, status, code) => {
    const answer = await office.call(user, 'GET', path)
    expect([answer.status, answer.body]).toEqual([status, { code, reason: expect.any(String) }])
  })

  it('is compressed when that is asked for and over a kibibyte', async () => {
    const authorization = `Bearer ${await office.token('bob')}`
    const encoding = async (path: string, accept: string) =>
      (await fetch(office.url(path), { headers: { authorization, 'accept-encoding': accept } })).headers.get('content-encoding')
    expect(await encoding(`/v1/conversations/${AB}/messages`, 'gzip')).toBe('gzip')
    expect(await encoding(`/v1/conversations/${AB}/messages`, 'identity')).toBeNull()
    expect(await encoding(`/v1/conversations/${AB}/messages?limit=1`, 'gzip')).toBeNull()
  })
})

describe('the list of conversations', () => {
  let office: TestOffice
  let clock: FakeClock
  beforeEach(async () => {
    clock = new FakeClock()
    office = await TestOffice.open({ clock, users: ['alice', 'bob', 'carol', 'dave', 'erin'] })
  })
  afterEach(() => office.close())

  it('shows each as its reader sees it', async () => {
    const alice = await office.enter('alice')
    const ack = await alice.say('B101', 'text', textFrom('alice', 'bob', 'hi', 'm-1'))
    const list = await office.get('bob', '/v1/conversations')
    expect(list).toEqual({
      items: [
        {
          conversation_id: AB,
          kind: 'c2c',
          title: 'ALICE',
          avatar: '',
          notice: '',
          members_count: 2,
          last_seq: 1,
          read_seq: 0,
          peer_read_seq: 0,
          peer_delivered_seq: 0,
          updated_at: ack.json.data?.['sent_at'],
          muted_until: 0,
          last_message: { type: 'text', data: expect.objectContaining({ content: 'hi', seq: 1, cli_mid: 'm-1' }) },
        },
      ],
      next: null,
      server_time: clock.now(),
    })
    expect((await office.get('alice', '/v1/conversations')).items?.[0]?.['title']).toBe('BOB')
    expect((await office.get('carol', '/v1/conversations')).items).toEqual([])
  })

  it('tells both of a conversation when it begins', async () => {
    const [alice, bob] = [await office.enter('alice'), await office.enter('bob')]
    await alice.say('B101', 'text', textFrom('alice', 'bob', 'hi'))
    for (const [probe, title] of [
      [alice, 'BOB'],
      [bob, 'ALICE'],
    ] as const) {
      expect(await probe.push('conversation')).toMatchObject({ conversation_id: AB, title, last_seq: 1 })
    }
  })

  it('comes newest first, page by page, each once', async () => {
    const alice = await office.enter('alice')
    for (const peer of ['bob', 'carol', 'dave', 'erin', 'alice']) {
      clock.advance(10)
      await alice.say('B101', 'text', textFrom('alice', peer, 'x'))
    }
    const seen: unknown[] = []
    let after = ''
    for (;;) {
      const page = await office.get('alice', `/v1/conversations?limit=2${after}`)
      seen.push(...(ids(page) ?? []))
      if (page['next'] === null) break
      after = `&after=${encodeURIComponent(String(page['next']))}`
    }
    expect(seen).toEqual(['c2c:alice:alice', 'c2c:alice:erin', 'c2c:alice:dave', 'c2c:alice:carol', AB])
    expect((await office.call('alice', 'GET', '/v1/conversations?after=nonsense')).status).toBe(400)
  })

  it('keeps those changed since, by messages, marks, mutes and groups alike', async () => {
    const [alice, bob] = [await office.enter('alice'), await office.enter('bob')]
    await alice.say('B101', 'text', textFrom('alice', 'bob', 'x'))
    await alice.say('B101', 'text', textFrom('alice', 'carol', 'x'))
    const groupId = await office.group('G', ['alice', 'bob'])
    const changed = async (act: () => unknown, ...expected: readonly string[]) => {
      const { server_time: since } = await office.get('alice', '/v1/conversations')
      // More than the pause between two rounds of marks, of which one of several nodes writes the next one then.
      clock.advance(500)
      await act()
      await Promise.all([alice.settled(), bob.settled()])
      clock.advance(5)
      await expect.poll(async () => ids(await office.get('alice', `/v1/conversations?since=${String(since)}`))).toEqual(expected)
    }
    await changed(() => undefined)
    await changed(() => bob.send('B104', { type: 'delivered', data: { conversation_id: AB, up_to_seq: 1 } }), AB)
    await changed(() => bob.send('B104', { type: 'read', data: { conversation_id: AB, up_to_seq: 1 } }), AB)
    await changed(() => alice.say('B101', 'text', textFrom('alice', 'carol', 'y')), 'c2c:alice:carol')
    await changed(() => alice.query('conversation.mute', { conversation_id: AB, until: 9 }), AB)
    await changed(() => office.call('alice', 'PATCH', `/v1/groups/${groupId}`, { title: 'H' }), `c2g:${groupId}`)
  })
})

describe('the directory', () => {
  let office: TestOffice
  beforeEach(async () => {
    office = await TestOffice.open({ users: [] })
    for (const [id, name] of [
      ['alice', 'Alice Chen 陈晨'],
      ['wjg', '王建国'],
      ['maria', 'Maria Silva'],
      ['sun', '孙悦'],
    ] as const)
      await office.addUser(id, name)
  })
  afterEach(() => office.close())

  it.each([
    ['建国', ['wjg']],
    ['wangjian', ['wjg']],
    ['Wang Jian', ['wjg']],
    ['sy', ['sun']],
    ['chenc', ['alice']],
    ['cc', ['alice']],
    ['SILVA', ['maria']],
    ['mari', ['maria']],
    ['', ['alice', 'maria', 'sun', 'wjg']],
    ['%', []],
    ['nobody', []],
  ])('finds %s', async (q, expected) => {
    const { items } = await office.get('alice', `/v1/users?q=${encodeURIComponent(q)}`)
    expect(items?.map(({ user_id }) => user_id)).toEqual(expected)
  })

  it('gives as many as asked for', async () => {
    expect((await office.get('alice', '/v1/users?limit=2')).items).toEqual([
      { user_id: 'alice', name: 'Alice Chen 陈晨', avatar: '', status: '' },
      { user_id: 'maria', name: 'Maria Silva', avatar: '', status: '' },
    ])
  })
})
