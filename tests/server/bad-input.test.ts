import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FakeClock } from '../helpers/fake-clock'
import { probeFrame } from '../helpers/probe'
import { passwordOf, TestOffice, textFrom } from './office'

describe('bad input', () => {
  let office: TestOffice
  let clock: FakeClock
  beforeEach(async () => {
    clock = new FakeClock()
    office = await TestOffice.open({ clock })
  })
  // Others have noticed nothing.
  afterEach(async () => {
    const [alice, bob] = [await office.enter('alice'), await office.enter('bob')]
    await alice.say('B101', 'text', textFrom('alice', 'bob', 'still here'))
    expect((await bob.message()).json.data?.['content']).toBe('still here')
    await office.close()
  })

  it.each([
    ['a wrong magic', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
    ['four wrong bytes', Buffer.from('SSH-')],
    ['a command that is not printable', probeFrame('\u0001\u0002\u0003\u0004', 1)],
    ['a length over the limit, from its header', probeFrame('B001', 1, '', 1_048_577)],
    ['a length of 2³¹', probeFrame('B001', 1, '', 2 ** 31)],
    ['the largest length', probeFrame('B001', 1, '', 2 ** 32 - 1)],
  ])('closes for %s with protocol_error', async (_, bytes) => {
    for (const probe of [await office.connect(), await office.enter('alice')]) {
      probe.raw(bytes)
      expect((await probe.command('A999')).json).toMatchObject({ code: 'protocol_error', reason: expect.any(String) })
      await probe.ended
    }
  })

  it('answers what was whole before a broken header', async () => {
    const alice = await office.enter('alice')
    const message = probeFrame('B101', 9, { type: 'text', data: textFrom('alice', 'bob', 'whole') })
    alice.raw(Buffer.concat([message, Buffer.from('garbage garbage garbage')]))
    expect(await alice.push('ack')).toMatchObject({ request_id: 9 })
    expect((await alice.command('A999')).json['code']).toBe('protocol_error')
  })

  it.each(['B101', 'B102'])('nacks a body of %s that is not a message', async (command) => {
    const alice = await office.enter('alice')
    for (const body of ['{', 'null', '[]', '{"type":"text"}', '{"type":7,"data":{}}', '{"message_id":1}', Buffer.from([0xff, 0xfe]), '']) {
      const requestId = alice.send(command, body)
      expect(await alice.push('nack')).toMatchObject({ request_id: requestId, code: 'bad_message' })
    }
  })

  it('answers a query that is none with B203', async () => {
    const alice = await office.enter('alice')
    for (const body of ['{', '7', '{"params":{}}', { method: 'no.such', params: {} }, { method: 'message.recall', params: { mid: 5 } }]) {
      const requestId = alice.send('B201', body)
      expect(await alice.command('B203')).toMatchObject({
        requestId,
        json: { code: expect.any(String), reason: expect.any(String) },
      })
    }
  })

  it('ignores unknown commands and bad signals, and lives on', async () => {
    const alice = await office.enter('alice')
    alice.send('Z999', 'whatever')
    alice.send('B104', '{')
    alice.send('B104', { type: 'read', data: { conversation_id: 7 } })
    alice.send('B104', { type: 'nonsense', data: {} })
    alice.send('B103', { type: 'ack', data: {} })
    alice.send('B001', '{')
    await alice.settled()
  })

  it('survives JSON that is deep or wicked', async () => {
    const alice = await office.enter('alice')
    alice.send('B101', '['.repeat(200_000))
    expect(await alice.push('nack')).toMatchObject({ code: 'bad_message' })
    alice.send(
      'B101',
      `{"type":"custom","data":{"__proto__":{"x":1},"sender_id":"alice","receiver_id":"bob","kind":"k",
        "content":{"constructor":{"prototype":{}}}}}`,
    )
    await alice.push('ack')
    expect(({} as Record<string, unknown>)['x']).toBeUndefined()
  })

  it('refuses a message that would be too large once it is named, and accepts the largest', async () => {
    const [alice, bob] = [await office.enter('alice'), await office.enter('bob')]
    const nack = await alice.say('B101', 'custom', {
      sender_id: 'alice',
      receiver_id: 'bob',
      kind: 'k',
      content: { fallback_text: 'x'.repeat(1_046_000) },
    })
    expect(nack.json.data).toMatchObject({ code: 'too_large' })
    const ack = await alice.say('B101', 'text', textFrom('alice', 'bob', 'x'.repeat(999_000)))
    expect(ack.json.type).toBe('ack')
    expect((await bob.message()).text.length).toBeLessThanOrEqual(1_048_576)
  })

  it('answers only so many frames before log-in', async () => {
    const probe = await office.connect()
    probe.raw(Buffer.concat(Array.from({ length: 10_000 }, (_, i) => probeFrame('A001', i + 1, 'ping'))))
    expect((await probe.command('A999')).json['code']).toBe('protocol_error')
    await probe.ended
    expect(probe.frames.length).toBeLessThanOrEqual(101)
  })

  it.each(['B101', 'B102', 'B104', 'B201', 'B004'])('closes for %s before log-in', async (command) => {
    const probe = await office.connect()
    probe.send(command, { type: 'text', method: 'x', data: textFrom('alice', 'bob', 'x') })
    const closed = await probe.command('A999')
    if (command !== 'B004') expect(closed.json['code']).toBe('protocol_error')
    await probe.ended
  })

  it('lets a garbage B001 cost that packet only', async () => {
    const probe = await office.connect()
    probe.send('B001', 'garbage')
    probe.send('B001', { client_id: 'alice', token: passwordOf('alice') })
    expect((await probe.take(() => true)).command).toBe('B002')
  })

  it.each([
    ['says nothing', ''],
    ['sends its header byte by byte', 'jim1A0'],
    ['never ends its body', probeFrame('B001', 1, '{"client_id":', 5000)],
  ])('closes a client that %s after 10 s', async (_, bytes) => {
    const probe = await office.connect()
    for (const byte of Buffer.from(bytes)) probe.raw(Buffer.from([byte]))
    // Once somebody who came later has been served, the first is waited for.
    await office.enter('bob')
    clock.advance(10_000)
    expect((await probe.command('A999')).json['code']).toBe('protocol_error')
    await probe.ended
  })

  it('closes a session whose last frame never comes to its end', async () => {
    const alice = await office.enter('alice')
    alice.raw(probeFrame('B101', 5, '{"type":', 100_000))
    clock.advance(59_999)
    await (await office.enter('bob')).settled()
    expect(alice.frames.some(({ command }) => command === 'A999')).toBe(false)
    clock.advance(1)
    expect((await alice.command('A999')).json['code']).toBe('protocol_error')
  })

  it('keeps a session that pings', async () => {
    const alice = await office.enter('alice')
    for (let i = 0; i < 10; i++) {
      clock.advance(50_000)
      await alice.settled()
    }
  })

  it('drops a client that leaves its own end open', async () => {
    const probe = await office.connect()
    probe.raw('no jim1')
    await probe.ended
    clock.advance(1000)
    // Nobody is there any more: what is written comes back as a reset, which the next write tells of.
    await expect
      .poll(() => {
        probe.raw('anybody?')
        return probe.socket.closed
      })
      .toBe(true)
  })
})

describe('a client that never reads', () => {
  it('is closed as overloaded once its queue is full, and holds nobody up', async () => {
    const office = await TestOffice.open({ limits: { maxQueueBytes: 1024 * 1024, closeGraceMs: 50 } })
    const deaf = await office.enter('bob')
    deaf.socket.pause()
    const [alice, bob] = [await office.enter('alice'), await office.enter('bob')]
    const text = 'x'.repeat(200_000)
    // Until the kernel's buffers and the queue are full.
    for (let sent = 1; (await office.metric('jim_queue_overflows_total')) === 0; sent++) {
      await alice.say('B101', 'text', textFrom('alice', 'bob', text))
      expect((await bob.message()).json.data?.['seq']).toBe(sent)
    }
    await expect.poll(() => office.metric('jim_connections')).toBe(2)
    await office.close()
  })
})

describe('HTTP', () => {
  it.each([
    ['garbage', 'POST', '/v1/login', '{', 400],
    ['a body of the wrong shape', 'POST', '/v1/login', '[]', 400],
    ['an unknown call', 'GET', '/v2/anything', undefined, 404],
    ['a body that is too large', 'POST', '/v1/login', `"${'x'.repeat(300_000)}"`, 413],
  ])('answers %s with a code and a reason', async (_, method, path, body, status) => {
    const office = await TestOffice.open({ users: [] })
    const answer = await fetch(office.url(path), { method, body, headers: { 'content-type': 'application/json' } })
    expect(answer.status).toBe(status)
    expect(await answer.json()).toEqual({ code: expect.any(String), reason: expect.any(String) })
    await office.close()
  })

  it('survives what is not HTTP', async () => {
    const office = await TestOffice.open({ users: [] })
    for (const port of [office.server.ports.http, office.server.ports.ws]) {
      const socket = connect(port, '127.0.0.1')
      socket.on('error', () => undefined)
      socket.end(probeFrame('A001', 1, 'ping'))
      socket.resume()
      await once(socket, 'close')
    }
    expect((await fetch(office.url('/healthz'))).status).toBe(200)
    await office.close()
  })
})

/** The value of a metric without labels. */
