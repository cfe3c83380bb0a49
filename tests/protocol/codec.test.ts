import { describe, expect, it } from 'vitest'
import { decodePacket, encodeJsonFrame, encodeTextFrame, type Packet } from '@protocol/codec'
import { COMMANDS, commandName } from '@protocol/commands'
import { encodeFrame, encodeFrameOfText } from '@protocol/frame'
import { FrameDecoder } from '@protocol/frame-decoder'
import { RequestIds } from '@protocol/request-ids'

const SESSION = { profile: 'sync/1', user_id: 'alice', session_id: 's', server_time: 1_790_000_000_000 }
const ENVELOPE = { type: 'text', data: { sender_id: 'a', receiver_id: 'b', content: '你好' } }
const CLOSE = { code: 'overloaded', reason: 'busy', retry_after_ms: 3_000 }

function packetOf(bytes: Uint8Array): Packet | string {
  const [frame] = new FrameDecoder().push(bytes)
  if (frame === undefined) throw new Error('no frame')
  const packet = decodePacket(frame)
  return packet.ok ? packet.value : `${packet.error.code}: ${packet.error.message}`
}

describe('every command', () => {
  it.each([
    [encodeTextFrame('ping', 1, 'ping'), { name: 'ping', requestId: 1, text: 'ping' }],
    [encodeTextFrame('pong', 0, 'pong'), { name: 'pong', requestId: 0, text: 'pong' }],
    [encodeTextFrame('clientClose', 2, ''), { name: 'clientClose', requestId: 2, reason: '' }],
    [encodeJsonFrame('clientClose', 2, { reason: 'bye' }), { name: 'clientClose', requestId: 2, reason: 'bye' }],
    [encodeTextFrame('clientClose', 2, 'bye'), { name: 'clientClose', requestId: 2, reason: 'bye' }],
    [
      encodeJsonFrame('serverClose', 0, CLOSE),
      { name: 'serverClose', requestId: 0, code: 'overloaded', reason: 'busy', retryAfterMs: 3_000 },
    ],
    [
      encodeTextFrame('serverClose', 0, 'client close'),
      { name: 'serverClose', requestId: 0, code: undefined, reason: 'client close', retryAfterMs: undefined },
    ],
    [
      encodeJsonFrame('authRefused', 1, { code: 'bad_token' }),
      { name: 'authRefused', requestId: 1, code: 'bad_token', reason: '', retryAfterMs: undefined },
    ],
    [
      encodeJsonFrame('auth', 1, { client_id: 'alice', token: 't', 'later ': 1 }),
      { name: 'auth', requestId: 1, auth: { client_id: 'alice', token: 't' } },
    ],
    [
      encodeJsonFrame('authAccepted', 1, SESSION),
      {
        name: 'authAccepted',
        requestId: 1,
        text: '',
        session: { ...SESSION, heartbeat_ms: 20_000, idle_limit_ms: 60_000, max_body_bytes: 1_048_576, features: [] },
      },
    ],
    [encodeTextFrame('authAccepted', 0, 'auth success'), { name: 'authAccepted', requestId: 0, session: undefined, text: 'auth success' }],
    [
      encodeJsonFrame('authAccepted', 0, { profile: 'sync/2' }),
      {
        name: 'authAccepted',
        requestId: 0,
        session: undefined,
        text: '',
        error: { code: 'wrong_shape', message: expect.stringContaining('authAccepted: profile') as string },
      },
    ],
    [encodeTextFrame('logout', 3, ''), { name: 'logout', requestId: 3 }],
    [encodeJsonFrame('c2c', 4, ENVELOPE), { name: 'c2c', requestId: 4, envelope: ENVELOPE }],
    [encodeJsonFrame('c2g', 5, ENVELOPE), { name: 'c2g', requestId: 5, envelope: ENVELOPE }],
    [encodeJsonFrame('push', 0, ENVELOPE), { name: 'push', requestId: 0, envelope: ENVELOPE }],
    [encodeJsonFrame('signal', 0, ENVELOPE), { name: 'signal', requestId: 0, envelope: ENVELOPE }],
    [encodeJsonFrame('query', 6, { method: 'm' }), { name: 'query', requestId: 6, method: 'm', params: {} }],
    [encodeJsonFrame('result', 6, { result: [1] }), { name: 'result', requestId: 6, result: [1] }],
    [encodeJsonFrame('error', 6, { code: 'x' }), { name: 'error', requestId: 6, error: { code: 'x', reason: '' } }],
    [encodeFrame('Z001', 7, Uint8Array.of(0xff)), { name: 'unknown', requestId: 7, command: 'Z001' }],
  ])('%# is read as its packet', (bytes, packet) => {
    expect(packetOf(bytes)).toEqual(packet)
  })

  it('has one name, and the table reads both ways', () => {
    for (const [name, code] of Object.entries(COMMANDS)) expect(commandName(code)).toBe(name)
    expect(new Set(Object.values(COMMANDS)).size).toBe(Object.keys(COMMANDS).length)
    expect(commandName('toString')).toBeUndefined()
  })
})

describe('what base servers say', () => {
  it.each(['B101', 'B102', 'B103'])('a bare ack under %s is told from a message by its body', (command) => {
    const body = '{"receiver_id":"1","request_id":9,"message_id":1496665213221474304}\n'
    expect(packetOf(encodeFrame(command, 9, Buffer.from(body)))).toEqual({
      name: 'baseAck',
      requestId: 9,
      ack: { receiver_id: '1', request_id: 9, message_id: '1496665213221474304' },
    })
  })

  it('a message that has a message_id of its own stays a message', () => {
    const envelope = { ...ENVELOPE, message_id: 1 }
    expect(packetOf(encodeJsonFrame('c2c', 9, envelope))).toMatchObject({ name: 'c2c' })
  })

  it('a message of an unknown type and with unknown keys is kept whole', () => {
    const envelope = { type: 'hologram', data: { sender_id: 'a', receiver_id: 'b', rays: [1, { x: null }] } }
    expect(packetOf(encodeJsonFrame('c2c', 1, envelope))).toMatchObject({ envelope })
  })
})

describe('a body of the wrong shape', () => {
  it.each([
    ['auth', {}, 'client_id'],
    ['auth', { client_id: 'has:colon', token: 't' }, 'client_id'],
    ['c2c', { data: {} }, 'type'],
    ['c2g', { type: 'text' }, 'data'],
    ['push', [], 'body'],
    ['signal', { type: '', data: {} }, 'type'],
    ['query', { params: {} }, 'method'],
    ['error', {}, 'code'],
  ] as const)('%s %j costs the packet and names the key', (name, body, key) => {
    expect(packetOf(encodeJsonFrame(name, 1, body))).toMatch(new RegExp(`^wrong_shape: ${name}: ${key}: `))
  })

  it('is never quoted in the error', () => {
    const bytes = encodeJsonFrame('c2c', 1, { type: 7, data: { content: 'secret words' } })
    expect(packetOf(bytes)).not.toContain('secret')
  })
})

describe('an encoder', () => {
  it.each(['B1', 'B10 1', 'B10\u00e9', 'B10 '])('refuses the command %j', (command) => {
    expect(() => encodeFrame(command, 1, new Uint8Array())).toThrow('command')
  })

  it.each([-1, 1.5, 0x1_0000_0000, Number.NaN])('refuses the request id %d', (requestId) => {
    expect(() => encodeFrame('A001', requestId, new Uint8Array())).toThrow(RangeError)
  })
})

describe('a frame of text', () => {
  const LETTERS = ['a', 'é', '你', '😀', '\ud83d', '\n']
  const textOf = (i: number): string => (LETTERS[i % LETTERS.length] ?? '').repeat((i * 37) % 1500)

  it('is that of its bytes, however long, and stays so whatever is encoded after it', () => {
    const frames = Array.from({ length: 700 }, (_, i) => encodeFrameOfText('B102', i, textOf(i)))
    const expected = Array.from({ length: 700 }, (_, i) => encodeFrame('B102', i, new TextEncoder().encode(textOf(i))))
    expect(frames.findIndex((frame, i) => !Buffer.from(frame).equals(expected[i]!))).toBe(-1)
  })

  it('that is refused takes nothing of the next', () => {
    const before = encodeFrameOfText('B101', 1, 'before')
    expect(() => encodeFrameOfText('B10 ', 1, 'x'.repeat(100))).toThrow('command')
    expect(() => encodeFrameOfText('B101', -1, 'x'.repeat(100))).toThrow(RangeError)
    const after = encodeFrameOfText('B101', 2, 'after')
    expect([before, after].map((frame) => Buffer.from(frame.subarray(16)).toString())).toEqual(['before', 'after'])
  })
})

describe('request ids', () => {
  it('count up from 1', () => {
    const ids = new RequestIds()
    expect([ids.next(), ids.next(), ids.next()]).toEqual([1, 2, 3])
  })

  it('wrap from the largest to 1, never to 0', () => {
    const ids = new RequestIds(0xffff_fffe)
    expect([ids.next(), ids.next(), ids.next()]).toEqual([0xffff_ffff, 1, 2])
  })
})
