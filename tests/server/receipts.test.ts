import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FakeClock } from '../helpers/fake-clock'
import type { Probe } from '../helpers/probe'
import { areSeveral } from './office-nodes'
import { TestOffice, textFrom } from './office'

const AB = 'c2c:alice:bob'
const signal = (probe: Probe, type: string, data: object) => probe.send('B104', { type, data })
const pushesOf = ({ frames }: Probe, type: string) =>
  frames.filter(({ command, json }) => command === 'B103' && json.type === type).map(({ json }) => json.data)

describe('receipts, typing and presence', () => {
  let office: TestOffice
  let clock: FakeClock
  beforeEach(async () => {
    clock = new FakeClock()
    office = await TestOffice.open({ clock })
  })
  afterEach(() => office.close())

  it.each(['delivered', 'read'])("passes %s on to the peer and to the reader's other devices, not to others", async (type) => {
    const [alice, bob, bobPhone, carol] = [
      await office.enter('alice'),
      await office.enter('bob'),
      await office.enter('bob'),
      await office.enter('carol'),
    ]
    for (const text of ['1', '2', '3']) await alice.say('B101', 'text', textFrom('alice', 'bob', text))
    signal(bob, type, { conversation_id: AB, up_to_seq: 2 })
    for (const probe of [alice, bobPhone]) expect(await probe.push(type)).toEqual({ conversation_id: AB, up_to_seq: 2, user_id: 'bob' })
    await Promise.all([bob.settled(), carol.settled()])
    expect([...pushesOf(bob, type), ...pushesOf(carol, type)]).toEqual([])
  })

  it('lets marks only grow, and not beyond the last message', async () => {
    const [alice, bob] = [await office.enter('alice'), await office.enter('bob')]
    for (const text of ['1', '2', '3']) await alice.say('B101', 'text', textFrom('alice', 'bob', text))
    for (const upTo of [2, 1, 2, 99, 3]) signal(bob, 'read', { conversation_id: AB, up_to_seq: upTo })
    await bob.settled()
    const told = () => pushesOf(alice, 'read').map((data) => data?.['up_to_seq'])
    await expect.poll(() => told().at(-1)).toBe(3)
    // One of several nodes writes together what came together: the smaller one may not be worth a word.
    expect(areSeveral() ? [[3], [2, 3]] : [[2, 3]]).toContainEqual(told())
    const { items } = await office.get('alice', '/v1/conversations')
    expect(items?.[0]).toMatchObject({ peer_read_seq: 3, peer_delivered_seq: 3, read_seq: 0 })
    expect((await office.get('bob', '/v1/conversations')).items?.[0]).toMatchObject({ read_seq: 3, peer_read_seq: 0 })
    const members = await office.get('alice', `/v1/conversations/${AB}/members`)
    expect(members.items).toContainEqual({
      user_id: 'bob',
      name: 'BOB',
      avatar: '',
      role: 'member',
      read_seq: 3,
      delivered_seq: 3,
    })
  })

  it('takes no mark of somebody who is not there', async () => {
    const [alice, carol] = [await office.enter('alice'), await office.enter('carol')]
    await alice.say('B101', 'text', textFrom('alice', 'bob', '1'))
    signal(carol, 'read', { conversation_id: AB, up_to_seq: 1 })
    signal(carol, 'typing', { conversation_id: AB })
    await carol.settled()
    await alice.settled()
    expect([...pushesOf(alice, 'read'), ...pushesOf(alice, 'typing')]).toEqual([])
  })

  it("passes typing on, as the session's user, once in three seconds", async () => {
    const [alice, bob] = [await office.enter('alice'), await office.enter('bob')]
    await alice.say('B101', 'text', textFrom('alice', 'bob', '1'))
    for (let i = 0; i < 5; i++) signal(alice, 'typing', { conversation_id: AB, user_id: 'carol' })
    expect(await bob.push('typing')).toEqual({ conversation_id: AB, user_id: 'alice' })
    await alice.settled()
    clock.advance(3000)
    signal(alice, 'typing', { conversation_id: AB })
    await alice.settled()
    await expect.poll(() => pushesOf(bob, 'typing').length).toBeGreaterThanOrEqual(2)
    await bob.settled()
    expect(pushesOf(bob, 'typing')).toHaveLength(2)
    expect(pushesOf(alice, 'typing')).toEqual([])
  })

  it('answers a subscription with how everyone is, and pushes what changes', async () => {
    const bob = await office.enter('bob')
    const answer = await bob.query('presence.subscribe', { user_ids: ['alice', 'carol'] })
    expect(answer.json.result?.['items']).toEqual([
      { user_id: 'alice', state: 'unavailable', status: '', last_seen: 0 },
      { user_id: 'carol', state: 'unavailable', status: '', last_seen: 0 },
    ])
    const alice = await office.enter('alice')
    expect(await bob.push('presence')).toMatchObject({ user_id: 'alice', state: 'online' })
    signal(alice, 'presence', { state: 'busy', status: '开会' })
    expect(await bob.push('presence')).toMatchObject({ user_id: 'alice', state: 'busy', status: '开会' })
    clock.advance(5000)
    alice.send('A998')
    expect(await bob.push('presence')).toEqual({
      user_id: 'alice',
      state: 'unavailable',
      status: '开会',
      last_seen: clock.now(),
    })
  })

  it("takes the most present of a user's sessions, and tells their other devices", async () => {
    const bob = await office.enter('bob')
    await bob.query('presence.subscribe', { user_ids: ['alice'] })
    const [laptop, phone] = [await office.enter('alice'), await office.enter('alice')]
    await office.haveHeardOf('alice', 2)
    signal(laptop, 'presence', { state: 'away' })
    await laptop.settled()
    signal(phone, 'presence', { state: 'away' })
    await phone.settled()
    expect(await laptop.push('presence')).toMatchObject({ user_id: 'alice', state: 'away' })
    laptop.send('A998')
    await laptop.ended
    await expect.poll(() => pushesOf(bob, 'presence').map((data) => data?.['state'])).toEqual(['online', 'away'])
  })

  it('what somebody chose on one device holds for all of them, until one takes it back', async () => {
    const bob = await office.enter('bob')
    await bob.query('presence.subscribe', { user_ids: ['alice'] })
    const laptop = await office.enter('alice')
    const phone = await office.enter('alice')
    // One who is busy by the time that it is told that they have come, has come as that.
    await bob.push('presence', { state: 'online' })
    signal(laptop, 'presence', { state: 'busy' })
    // That the laptop has come may be told to the phone while it comes itself.
    expect(await phone.push('presence', { state: 'busy' })).toMatchObject({ user_id: 'alice' })
    const tablet = await office.enter('alice')
    expect(await tablet.push('presence')).toMatchObject({ user_id: 'alice', state: 'busy' })
    laptop.send('A998')
    await laptop.ended
    signal(phone, 'presence', { state: 'online' })
    expect(await tablet.push('presence')).toMatchObject({ user_id: 'alice', state: 'online' })
    await expect.poll(() => pushesOf(bob, 'presence').map((data) => data?.['state'])).toEqual(['online', 'busy', 'online'])
  })

  it('who hides was last seen when they did, though still connected', async () => {
    const [alice, bob] = [await office.enter('alice'), await office.enter('bob')]
    await bob.query('presence.subscribe', { user_ids: ['alice'] })
    const hiddenAt = clock.now()
    signal(alice, 'presence', { state: 'unavailable' })
    // That she has come may be heard of before.
    expect(await bob.push('presence', { state: 'unavailable' })).toMatchObject({ last_seen: hiddenAt })
    const look = async () => (await bob.query('presence.subscribe', { user_ids: ['alice'] })).json.result?.['items']
    clock.advance(5000)
    expect(await look()).toMatchObject([{ state: 'unavailable', last_seen: hiddenAt }])
    alice.send('A998')
    await alice.ended
    expect(await look()).toMatchObject([{ state: 'unavailable', last_seen: hiddenAt }])
  })

  it('forgets a subscription when the next one replaces it', async () => {
    const bob = await office.enter('bob')
    await bob.query('presence.subscribe', { user_ids: ['alice'] })
    await bob.query('presence.subscribe', { user_ids: ['carol'] })
    // Whoever is answered after their log-in has been announced.
    for (const userId of ['alice', 'carol']) await (await office.enter(userId)).settled()
    await expect.poll(() => pushesOf(bob, 'presence').map((data) => data?.['user_id'])).toEqual(['carol'])
  })

  it('refuses a subscription to more than a thousand', async () => {
    const bob = await office.enter('bob')
    const answer = await bob.query('presence.subscribe', { user_ids: Array.from({ length: 1001 }, (_, i) => `u${i}`) })
    expect([answer.command, answer.json['code']]).toEqual(['B203', 'bad_request'])
  })

  it('sets a profile, of which watchers hear', async () => {
    const [alice, bob] = [await office.enter('alice'), await office.enter('bob')]
    await bob.query('presence.subscribe', { user_ids: ['alice'] })
    const answer = await alice.query('profile.set', { name: '陈晨', status: 'hi' })
    expect(answer.json.result).toEqual({ user_id: 'alice', name: '陈晨', avatar: '', status: 'hi' })
    // That she has come may be heard of before.
    expect(await bob.push('presence', { status: 'hi' })).toMatchObject({ user_id: 'alice', state: 'online' })
    await alice.say('B101', 'text', { ...textFrom('alice', 'bob', 'x'), sender_name: 'old' })
    expect((await bob.message()).json.data?.['sender_name']).toBe('陈晨')
  })

  it('mutes a conversation for oneself only', async () => {
    const [alice, phone] = [await office.enter('alice'), await office.enter('alice')]
    await alice.say('B101', 'text', textFrom('alice', 'bob', '1'))
    const answer = await alice.query('conversation.mute', { conversation_id: AB, until: 5_000_000_000_000 })
    expect(answer.json.result).toEqual({ conversation_id: AB, muted_until: 5_000_000_000_000 })
    await phone.take(({ json }) => json.type === 'conversation' && json.data?.['muted_until'] === 5_000_000_000_000)
    expect((await office.get('bob', '/v1/conversations')).items?.[0]?.['muted_until']).toBe(0)
    const stranger = await (await office.enter('carol')).query('conversation.mute', { conversation_id: AB, until: 1 })
    expect(stranger.json['code']).toBe('not_member')
  })

  it('nacks a flood with the time to wait', async () => {
    const flooded = await TestOffice.open({ clock, limits: { burst: 3, perSecond: 2 } })
    const alice = await flooded.enter('alice')
    const answers = []
    for (let i = 0; i < 4; i++) answers.push(await alice.say('B101', 'text', textFrom('alice', 'bob', `${i}`, `m-${i}`)))
    expect(answers.map(({ json }) => json.type)).toEqual(['ack', 'ack', 'ack', 'nack'])
    expect(answers[3]?.json.data).toMatchObject({ code: 'rate_limited', cli_mid: 'm-3', retry_after_ms: 500 })
    clock.advance(500)
    expect((await alice.say('B101', 'text', textFrom('alice', 'bob', '3', 'm-3'))).json.type).toBe('ack')
    await flooded.close()
  })
})

describe('recall', () => {
  let office: TestOffice
  let clock: FakeClock
  beforeEach(async () => {
    clock = new FakeClock()
    office = await TestOffice.open({ clock })
  })
  afterEach(() => office.close())

  it('leaves a notice of its own seq, and nothing of the content anywhere', async () => {
    const [alice, bob] = [await office.enter('alice'), await office.enter('bob')]
    const { json } = await alice.say('B101', 'text', {
      ...textFrom('alice', 'bob', 'secret', 'm-1'),
      mentions: ['bob'],
    })
    const mid = json.data?.['mid']
    const answer = await alice.query('message.recall', { mid })
    expect(answer.json.result).toEqual({ mid: expect.any(String), seq: 2 })
    await bob.message()
    expect((await bob.message()).json).toMatchObject({
      type: 'recall',
      data: { target_mid: mid, target_seq: 1, by: 'alice', seq: 2, sender_id: 'alice' },
    })
    const { items, last_seq } = await office.get('bob', '/v1/conversations/c2c:alice:bob/messages')
    expect(last_seq).toBe(2)
    expect(items?.map(({ type }) => type)).toEqual(['recalled', 'recall'])
    expect(items?.[0]?.['data']).toMatchObject({ mid, seq: 1, sender_id: 'alice', receiver_id: 'bob' })
    expect(JSON.stringify(items?.[0])).not.toMatch(/secret|mentions/)
    const again = await alice.say('B101', 'text', textFrom('alice', 'bob', 'secret', 'm-1'))
    expect(again.json.data?.['mid']).toBe(mid)
    expect((await alice.query('message.recall', { mid })).json['code']).toBe('already_recalled')
  })

  it('is for own messages, within two minutes', async () => {
    const [alice, bob] = [await office.enter('alice'), await office.enter('bob')]
    const { json } = await alice.say('B101', 'text', textFrom('alice', 'bob', 'x'))
    const mid = json.data?.['mid']
    expect((await bob.query('message.recall', { mid })).json['code']).toBe('forbidden')
    expect((await (await office.enter('carol')).query('message.recall', { mid })).json['code']).toBe('not_found')
    expect((await alice.query('message.recall', { mid: '999' })).json['code']).toBe('not_found')
    await alice.settled()
    clock.advance(30_000)
    await alice.settled()
    await bob.settled()
    clock.advance(50_000)
    await alice.settled()
    clock.advance(40_001)
    expect((await alice.query('message.recall', { mid })).json['code']).toBe('recall_expired')
  })

  it("is for a group's owner at any time", async () => {
    const groupId = await office.group('G', ['alice', 'bob'])
    const [alice, bob] = [await office.enter('alice'), await office.enter('bob')]
    const { json } = await bob.say('B102', 'text', textFrom('bob', groupId, 'x'))
    clock.advance(50_000)
    await Promise.all([alice.settled(), bob.settled()])
    clock.advance(50_000)
    await Promise.all([alice.settled(), bob.settled()])
    clock.advance(50_000)
    const answer = await alice.query('message.recall', { mid: json.data?.['mid'] })
    expect(answer.command).toBe('B202')
    expect((await bob.take(({ json: body }) => body.type === 'recall')).json.data).toMatchObject({ by: 'alice' })
  })
})
