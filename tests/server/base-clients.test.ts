import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DEFAULT_LIMITS } from '../../src/server/limits'
import { FakeClock } from '../helpers/fake-clock'
import type { ProbeFrame } from '../helpers/probe'
import { TestOffice, textFrom } from './office'

/** A base client's message: no key of sync/1. */
const plain = (senderId: string, receiverId: string, content: string) => ({
  type: 'text',
  data: { sender_id: senderId, sender_name: 'n', sender_avatar: '', receiver_id: receiverId, content },
})
const isAck = ({ json }: ProbeFrame): boolean => json['message_id'] !== undefined && json.type === undefined

describe('base clients', () => {
  let office: TestOffice
  beforeEach(async () => {
    office = await TestOffice.open()
  })
  afterEach(() => office.close())

  it('are let in with words', async () => {
    const probe = await office.enterBase('alice')
    expect(probe.frames[0]).toMatchObject({ command: 'B002', text: 'auth success' })
  })

  it('get bare acks by B101, for a group too', async () => {
    const groupId = await office.group('G', ['alice', 'bob'])
    const alice = await office.enterBase('alice')
    for (const [command, receiverId] of [
      ['B101', 'bob'],
      ['B102', groupId],
    ] as const) {
      const requestId = alice.send(command, plain('alice', receiverId, 'hi'))
      const ack = await alice.take(isAck)
      expect([ack.command, ack.requestId]).toEqual(['B101', requestId])
      expect(ack.json).toEqual({ receiver_id: 'alice', request_id: requestId, message_id: expect.any(Number) })
    }
  })

  it('are stored, numbered and fanned out as all', async () => {
    const [alice, bob] = [await office.enterBase('alice'), await office.enter('bob')]
    alice.send('B101', plain('alice', 'bob', '你好'))
    const { json } = await bob.message()
    expect(json.data).toMatchObject({
      content: '你好',
      sender_name: 'ALICE',
      conversation_id: 'c2c:alice:bob',
      seq: 1,
      cli_mid: expect.any(String),
    })
  })

  it('hear messages without the keys of sync/1, but for cli_mid', async () => {
    const [alice, bob] = [await office.enterBase('alice'), await office.enter('bob')]
    await bob.say('B101', 'text', { ...textFrom('bob', 'alice', 'hi', 'm-1'), mentions: ['*'] })
    const { command, json } = await alice.message()
    expect(command).toBe('B101')
    expect(json).toEqual({
      type: 'text',
      data: {
        sender_id: 'bob',
        sender_name: 'BOB',
        sender_avatar: '',
        receiver_id: 'alice',
        content: 'hi',
        cli_mid: 'm-1',
      },
    })
  })

  it('see an image with both spellings of its keys', async () => {
    const [alice, bob] = [await office.enterBase('alice'), await office.enter('bob')]
    await bob.say('B101', 'image', {
      ...textFrom('bob', 'alice', ''),
      format: 0,
      size: 5,
      width: 1,
      height: 2,
      icon_url: 'i',
      big_url: 'b',
    })
    expect((await alice.message()).json.data).toMatchObject({
      size: 5,
      'size ': 5,
      'width ': 1,
      'height ': 2,
      icon_url: 'i',
      'icon_url ': 'i',
      'big_url ': 'b',
    })
  })

  it('can send the spaced spelling of an image', async () => {
    const [alice, bob] = [await office.enterBase('alice'), await office.enter('bob')]
    alice.send('B101', {
      type: 'image',
      data: {
        ...plain('alice', 'bob', '').data,
        format: 0,
        'size ': 5,
        'width ': 1,
        'height ': 2,
        'icon_url ': 'i',
        'big_url ': 'b',
      },
    })
    expect((await bob.message()).json.data).toMatchObject({ size: 5, width: 1, height: 2, icon_url: 'i', big_url: 'b' })
  })

  it('hear nothing that only sync/1 knows', async () => {
    const groupId = await office.group('G', ['bob', 'alice'])
    const [alice, bob] = [await office.enterBase('alice'), await office.enter('bob')]
    const { json } = await bob.say('B101', 'text', textFrom('bob', 'alice', 'secret'))
    // What is recalled before it has reached her node is none of hers.
    await expect.poll(() => alice.messages.length).toBe(1)
    bob.send('B104', { type: 'typing', data: { conversation_id: 'c2c:alice:bob' } })
    bob.send('B104', { type: 'read', data: { conversation_id: `c2g:${groupId}`, up_to_seq: 1 } })
    await bob.query('message.recall', { mid: json.data?.['mid'] })
    await office.call('bob', 'PATCH', `/v1/groups/${groupId}`, { title: 'H' })
    alice.send('B104', { type: 'typing', data: { conversation_id: 'c2c:alice:bob' } })
    alice.send('B201', { method: 'profile.set', params: {} })
    await expect.poll(() => alice.messages.length).toBe(2)
    await alice.settled()
    const rest = alice.frames.slice(1).map((frame) => [frame.command, frame.json.type])
    expect(rest).toEqual([
      ['B101', 'text'],
      ['B102', 'custom'],
      ['A002', undefined],
    ])
  })

  it('get no answer to what is refused', async () => {
    const alice = await office.enterBase('alice')
    alice.send('B101', plain('bob', 'alice', 'forged'))
    alice.send('B101', 'not json')
    await alice.settled()
    expect(alice.frames.map(({ command }) => command)).toEqual(['B002', 'A002'])
  })

  it('get one frame in each write, apart, to the last', async () => {
    await office.close()
    const clock = new FakeClock()
    office = await TestOffice.open({ clock })
    const [alice, bob] = [await office.enterBase('alice'), await office.enter('bob')]
    const beside = await office.enter('alice')
    await Promise.all(Array.from({ length: 8 }, (_, i) => bob.say('B101', 'text', textFrom('bob', 'alice', `${i}`))))
    // Her other device has all of them: they wait for their turn here.
    await expect.poll(() => beside.messages.length).toBe(8)
    alice.send('B004')
    // The answer to the log-in, eight messages and the end; each is read before the time of the next one has come.
    for (let frames = 1; frames <= 10; frames++) {
      await expect.poll(() => alice.frames.length).toBe(frames)
      clock.advance(DEFAULT_LIMITS.baseSpacingMs)
    }
    const closed = await alice.command('A999')
    expect(closed.text).toBe('client close')
    expect(alice.messages).toHaveLength(8)
    expect(alice.framesPerRead).toEqual(Array<number>(10).fill(1))
  })

  it('are told in words that the server shuts down', async () => {
    const alice = await office.enterBase('alice')
    const closing = office.shutDown()
    const { command, text } = await alice.take((frame) => frame.command === 'A999')
    expect([command, text]).toEqual(['A999', 'the server is shutting down'])
    await closing
  })
})
