import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { TestOffice, textFrom } from './office'

describe('messages over real sockets', () => {
  let office: TestOffice
  beforeEach(async () => {
    office = await TestOffice.open()
  })
  afterEach(() => office.close())

  it('names a message in its ack', async () => {
    const alice = await office.enter('alice')
    const requestId = alice.send('B101', { type: 'text', data: textFrom('alice', 'bob', '你好', 'm-1') })
    const ack = await alice.command('B103')
    // Nothing comes before it, not even the news that there is a conversation now.
    expect(ack.requestId).toBe(requestId)
    expect(ack.json).toEqual({
      type: 'ack',
      data: {
        receiver_id: 'bob',
        request_id: requestId,
        message_id: expect.stringMatching(/^\d+$/),
        cli_mid: 'm-1',
        conversation_id: 'c2c:alice:bob',
        mid: ack.json.data?.['message_id'],
        seq: 1,
        sent_at: expect.any(Number),
      },
    })
  })

  it("delivers it to every session of every member, and to the sender's other devices, named alike", async () => {
    const [alice, alicePhone, bob, bobPhone, carol] = await Promise.all(
      ['alice', 'alice', 'bob', 'bob', 'carol'].map((id) => office.enter(id)),
    )
    const ack = await alice!.say('B101', 'text', textFrom('alice', 'bob', 'hello', 'm-1'))
    for (const probe of [alicePhone!, bob!, bobPhone!]) {
      const { command, requestId, json } = await probe.message()
      expect([command, requestId, json.type]).toEqual(['B101', 0, 'text'])
      expect(json.data).toMatchObject({
        content: 'hello',
        sender_id: 'alice',
        sender_name: 'ALICE',
        receiver_id: 'bob',
        cli_mid: 'm-1',
        mid: ack.json.data?.['mid'],
        seq: 1,
        sent_at: ack.json.data?.['sent_at'],
        conversation_id: 'c2c:alice:bob',
      })
    }
    await Promise.all([alice!.settled(), carol!.settled()])
    expect(alice!.messages).toEqual([])
    expect(carol!.messages).toEqual([])
  })

  it('acknowledges a message again that it knows, and delivers it once', async () => {
    const [alice, bob] = [await office.enter('alice'), await office.enter('bob')]
    const data = textFrom('alice', 'bob', 'once', 'm-1')
    const first = await alice.say('B101', 'text', data)
    const second = await alice.say('B101', 'text', data)
    const again = await (await office.enter('alice')).say('B101', 'text', data)
    for (const repeated of [second, again]) {
      expect(repeated.json.data).toEqual({ ...first.json.data, request_id: repeated.requestId })
    }
    await expect.poll(() => bob.messages).not.toHaveLength(0)
    await bob.settled()
    expect(bob.messages).toHaveLength(1)
    const history = await office.get('alice', '/v1/conversations/c2c:alice:bob/messages')
    expect(history.items).toHaveLength(1)
  })

  it('acknowledges a burst that repeats itself within one read once stored, twice answered', async () => {
    const alice = await office.enter('alice')
    const data = textFrom('alice', 'bob', 'twice', 'm-1')
    const acks = await Promise.all([alice.say('B101', 'text', data), alice.say('B101', 'text', data)])
    expect(acks.map(({ json }) => json.data?.['seq'])).toEqual([1, 1])
  })

  it('numbers without holes when many write at once, and everyone sees the same order', async () => {
    const groupId = await office.group('All', ['alice', 'bob', 'carol'])
    const probes = await Promise.all(['alice', 'bob', 'carol'].map((id) => office.enter(id)))
    const watcher = await office.enter('alice')
    const acks = await Promise.all(
      Array.from({ length: 300 }, (_, i) =>
        probes[i % 3]!.say('B102', 'text', textFrom(['alice', 'bob', 'carol'][i % 3]!, groupId, `${i}`)),
      ),
    )
    const seqs = acks.map(({ json }) => Number(json.data?.['seq'])).sort((a, b) => a - b)
    // The first is the event that made the group.
    expect(seqs).toEqual(Array.from({ length: 300 }, (_, i) => i + 2))
    await expect.poll(() => watcher.messages.length).toBeGreaterThanOrEqual(seqs.length)
    await watcher.settled()
    expect(watcher.messages.map(({ json }) => json.data?.['seq'])).toEqual(seqs)
    const mids = watcher.messages.map(({ json }) => BigInt(String(json.data?.['mid'])))
    expect(mids).toEqual([...mids].sort((a, b) => (a < b ? -1 : 1)))
  })

  it('keeps the order in which one session wrote', async () => {
    const [alice, bob] = [await office.enter('alice'), await office.enter('bob')]
    for (let i = 0; i < 200; i++) alice.send('B101', { type: 'text', data: textFrom('alice', 'bob', `${i}`) })
    await alice.settled()
    await expect.poll(() => bob.messages.map(({ json }) => json.data?.['content'])).toEqual(Array.from({ length: 200 }, (_, i) => `${i}`))
  })

  it('accepts a message without cli_mid and names it itself', async () => {
    const alice = await office.enter('alice')
    const ack = await alice.say('B101', 'text', { sender_id: 'alice', receiver_id: 'bob', content: 'plain' })
    expect(ack.json.data?.['cli_mid']).toEqual(expect.stringMatching(/^[\x21-\x7e]{1,64}$/))
  })

  it('relays a type that it does not know, whole', async () => {
    const [alice, bob] = [await office.enter('alice'), await office.enter('bob')]
    await alice.say('B101', 'hologram', { sender_id: 'alice', receiver_id: 'bob', beams: [1, { deep: true }] })
    const { json } = await bob.message()
    expect(json.type).toBe('hologram')
    expect(json.data?.['beams']).toEqual([1, { deep: true }])
  })

  it('carries mentions and quotes, and puts its own names over what a sender invents', async () => {
    const [alice, bob] = [await office.enter('alice'), await office.enter('bob')]
    const quoted = await alice.say('B101', 'text', textFrom('alice', 'bob', 'one'))
    const invented = { mid: '999', seq: 77, sent_at: 5, sender_name: 'The boss', conversation_id: 'c2c:alice:bob' }
    await alice.say('B101', 'text', {
      ...textFrom('alice', 'bob', 'two'),
      ...invented,
      reply_to: quoted.json.data?.['mid'],
      mentions: ['*'],
    })
    await bob.message()
    const { json } = await bob.message()
    expect(json.data).toMatchObject({
      seq: 2,
      sender_name: 'ALICE',
      reply_to: quoted.json.data?.['mid'],
      mentions: ['*'],
    })
    expect(json.data?.['mid']).not.toBe('999')
    expect(json.data?.['sent_at']).not.toBe(5)
  })

  it('makes a note to oneself a conversation like others', async () => {
    const [alice, phone] = [await office.enter('alice'), await office.enter('alice')]
    const ack = await alice.say('B101', 'text', textFrom('alice', 'alice', 'buy milk'))
    expect(ack.json.data).toMatchObject({ conversation_id: 'c2c:alice:alice', seq: 1 })
    expect((await phone.message()).json.data?.['content']).toBe('buy milk')
  })

  it.each([
    ['somebody else as sender', 'B101', textFrom('bob', 'alice', 'x'), 'bad_message'],
    ['an unknown receiver', 'B101', textFrom('alice', 'nobody', 'x'), 'not_member'],
    ['a group one is not in', 'B102', textFrom('alice', 'elsewhere', 'x'), 'not_member'],
    ['a receiver that is no id', 'B101', textFrom('alice', 'a:b', 'x'), 'bad_message'],
    ['a text that shows nothing', 'B101', textFrom('alice', 'bob', '\u200b\u3164 \u2800'), 'bad_message'],
    ['no receiver', 'B101', { sender_id: 'alice', content: 'x' }, 'bad_message'],
    ['a number as sender', 'B101', { sender_id: 7, receiver_id: 'bob', content: 'x' }, 'bad_message'],
    ['content of the wrong shape', 'B101', { ...textFrom('alice', 'bob', 'x'), content: 7 }, 'bad_message'],
    ['a conversation that is another', 'B101', { ...textFrom('alice', 'bob', 'x'), conversation_id: 'c2c:alice:carol' }, 'bad_message'],
    ['a cli_mid that is no key', 'B101', { ...textFrom('alice', 'bob', 'x'), cli_mid: { a: 1 } }, 'bad_message'],
  ] as const)('refuses %s', async (_, command, data, code) => {
    const alice = await office.enter('alice')
    const nack = await alice.say(command, 'text', data)
    expect(nack.json.type).toBe('nack')
    expect(nack.json.data).toMatchObject({ request_id: nack.requestId, code, reason: expect.any(String) })
    if ('cli_mid' in data && typeof data.cli_mid === 'string') expect(nack.json.data?.['cli_mid']).toBe(data.cli_mid)
  })

  it.each(['recall', 'recalled', 'ack'])('refuses the type %s, which only the server writes', async (type) => {
    const alice = await office.enter('alice')
    const nack = await alice.say('B101', type, {
      ...textFrom('alice', 'bob', 'x'),
      target_mid: '1',
      target_seq: 1,
      by: 'alice',
    })
    expect(nack.json.data).toMatchObject({ code: 'bad_message' })
  })
})
