import { describe, expect, it } from 'vitest'
import { encodeJsonFrame } from '@protocol/codec'
import { encodeFrame } from '@protocol/frame'
import { encodeJson } from '@protocol/json'
import type { OnlineSession } from '../../../src/main/kinds/jim1/link/online-session'
import { type ConnectionFixture, online, onlineBase } from '../../connection/connection-fixture'

const body = (content: string) => encodeJson(text(content))
const text = (content: string) => ({ type: 'text', data: { sender_id: 'alice', receiver_id: 'bob', content } })

function sessionOf(link: ConnectionFixture): OnlineSession {
  const { session } = link.connection
  if (session === undefined) throw new Error('not online')
  return session
}

describe('messages', () => {
  it('go out at once, one write each, with ids that count up', () => {
    const link = online()
    const written: string[] = []
    const session = sessionOf(link)
    const writes = link.peer.writes.length
    expect(session.sendMessage('c2c', body('a'), { onWritten: () => void written.push('a') })).toBe(2)
    expect(session.sendMessage('c2g', body('b'), { onWritten: () => void written.push('b') })).toBe(3)
    expect(written).toEqual(['a', 'b'])
    expect(link.peer.writes.slice(writes)).toEqual([encodeJsonFrame('c2c', 2, text('a')), encodeJsonFrame('c2g', 3, text('b'))])
  })

  it('over the limit of the server are refused before they are written', () => {
    const link = online({ max_body_bytes: 4_096 })
    const session = sessionOf(link)
    expect(session.maxBodyBytes).toBe(4_096)
    const writes = link.peer.writes.length
    expect(() => session.sendMessage('c2c', body('x'.repeat(4_096)))).toThrow(RangeError)
    expect(link.peer.writes).toHaveLength(writes)
  })

  it('of a session that is lost go nowhere', () => {
    const link = online()
    const session = sessionOf(link)
    link.peer.close()
    let isWritten = false
    expect(session.sendMessage('c2c', body('a'), { onWritten: () => (isWritten = true) })).toBeGreaterThan(0)
    session.signal({ type: 'typing', data: { conversation_id: 'c2c:alice:bob' } })
    session.logout()
    expect(isWritten).toBe(false)
    expect(link.peer.packets).toHaveLength(1)
  })
})

describe('signals', () => {
  it('go out as B104, and not at all in base mode', () => {
    const link = online()
    const signal = { type: 'typing', data: { conversation_id: 'c2c:alice:bob' } } as const
    sessionOf(link).signal(signal)
    expect(link.peer.said('signal')).toMatchObject([{ envelope: signal }])
    const base = onlineBase()
    sessionOf(base).signal(signal)
    expect(base.peer.said('signal')).toEqual([])
  })
})

describe('queries', () => {
  const ask = (link: ConnectionFixture) => sessionOf(link).query('message.recall', { mid: '42' })

  it('are answered by the result with their id', async () => {
    const link = online()
    const first = ask(link)
    const second = ask(link)
    expect(link.peer.said('query')).toMatchObject([{ requestId: 2, method: 'message.recall', params: { mid: '42' } }, { requestId: 3 }])
    link.peer.json('result', 3, { result: { mid: '42', seq: 8 } })
    link.peer.json('result', 2, { result: { mid: '42', seq: 7 } })
    expect(await first).toEqual({ ok: true, value: { mid: '42', seq: 7 } })
    expect(await second).toEqual({ ok: true, value: { mid: '42', seq: 8 } })
  })

  it('fail with the code of the server', async () => {
    const link = online()
    const answer = ask(link)
    link.peer.json('error', 2, { code: 'too_late', reason: 'two minutes are over' })
    expect(await answer).toEqual({ ok: false, error: { code: 'too_late', message: 'two minutes are over' } })
  })

  it('hear when a server that has had too many takes the next one', async () => {
    const link = online()
    const answer = ask(link)
    link.peer.json('error', 2, { code: 'rate_limited', reason: 'wait', retry_after_ms: 1500 })
    expect(await answer).toEqual({ ok: false, error: { code: 'rate_limited', message: 'wait', retryAfterMs: 1500 } })
  })

  it('time out after 10 s', async () => {
    const link = online()
    const answer = ask(link)
    link.clock.advance(10_000)
    expect(await answer).toMatchObject({ ok: false, error: { code: 'timeout' } })
    link.peer.json('result', 2, { result: { mid: '42', seq: 7 } })
    expect(link.connection.status.state).toBe('online')
  })

  it('are lost with the session, and asked of a lost one at once', async () => {
    const link = online()
    const session = sessionOf(link)
    const answer = ask(link)
    link.peer.close()
    expect(await answer).toMatchObject({ ok: false, error: { code: 'lost' } })
    expect(await session.query('message.recall', { mid: '1' })).toMatchObject({ ok: false, error: { code: 'lost' } })
  })

  it.each([
    ['a result of another shape', encodeJsonFrame('result', 2, { result: { mid: 42 } })],
    ['a body that is not JSON', encodeFrame('B202', 2, new Uint8Array([0x7b]))],
  ])('do not wait for the limit on %s', async (_name, bytes) => {
    const link = online()
    const answer = ask(link)
    link.peer.bytes(bytes)
    expect(await answer).toMatchObject({ ok: false, error: { code: 'bad_answer' } })
  })

  it('are unsupported in base mode', async () => {
    expect(await ask(onlineBase())).toMatchObject({ ok: false, error: { code: 'unsupported' } })
  })
})

describe('what comes in', () => {
  it('keeps its order however the bytes are cut', () => {
    const link = online()
    const frames = [1, 2, 3, 4].map((id) => encodeJsonFrame('c2c', id, text(`${id} 你好`)))
    for (const byte of frames.flatMap((frame) => [...frame])) link.peer.bytes(Uint8Array.of(byte))
    expect(link.packets.map(({ requestId }) => requestId)).toEqual([1, 2, 3, 4])
  })

  it('may be unknown or unreadable: that packet is dropped, the link lives on', () => {
    const link = online()
    link.peer.bytes(encodeFrame('Z999', 1, new Uint8Array(3)))
    link.peer.bytes(encodeFrame('B101', 2, new Uint8Array([0xff, 0xfe])))
    link.peer.json('push', 3, { nothing: true })
    link.peer.json('query', 4, { method: 'not for a client' })
    link.peer.json('c2c', 5, { type: 'from_the_future', data: { x: 1 } })
    expect(link.packets).toMatchObject([{ requestId: 5, envelope: { type: 'from_the_future' } }])
    expect(link.connection.status.state).toBe('online')
  })

  it('may be larger than the default right behind a B002 that says so', () => {
    const link = online()
    link.connection.reconnectNow()
    link.peer.open()
    const hello = encodeJsonFrame('authAccepted', 1, { ...sessionInfo(), max_body_bytes: 2_097_152 })
    const large = encodeJsonFrame('c2c', 9, text('x'.repeat(1_500_000)))
    link.peer.bytes(Buffer.concat([hello, large]))
    expect(link.packets).toMatchObject([{ requestId: 9 }])
  })

  it('over the limit of the server ends the session', () => {
    const link = online({ max_body_bytes: 4_096 })
    link.peer.json('c2c', 9, text('x'.repeat(4_096)))
    expect(link.connection.status).toMatchObject({ state: 'waiting', cause: { code: 'protocol_error' } })
  })
})

function sessionInfo() {
  return { profile: 'sync/1', user_id: 'alice', session_id: 's2', server_time: 1 }
}

describe('pongs', () => {
  it('time the ping that they name; one that names none (0), the oldest; one that names another, nothing', () => {
    const link = online()
    const timed = () => {
      const status = link.statuses.at(-1)
      return status?.state === 'online' ? status.rttMs : undefined
    }
    const pinged = (): number => {
      link.clock.advance(20_000)
      return link.peer.said('ping').at(-1)?.requestId ?? 0
    }
    const first = pinged()
    link.clock.advance(40)
    link.peer.text('pong', first + 1, 'pong')
    expect(timed()).toBeUndefined()
    link.peer.text('pong', 0, 'pong')
    expect(timed()).toBe(40)
    const second = pinged()
    link.clock.advance(120)
    link.peer.text('pong', second, 'pong')
    // 20 s after the first ping, so 160 ms ago: 7/8 of 40 and 1/8 of 160.
    expect(timed()).toBe(55)
  })
})
