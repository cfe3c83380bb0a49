import { once } from 'node:events'
import { connect } from 'node:net'
import { get } from 'node:https'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { probeFrame, type ProbeFrame, readFrame } from '../helpers/probe'
import { testCertificate } from '../helpers/test-certificates'
import { authenticate, passwordOf, TestOffice, textFrom } from './office'

let office: TestOffice | undefined
afterEach(() => office?.close())

/** A WebSocket client that collects frames, one a message. */
async function openSocket(url: string, ca?: string) {
  const socket = new WebSocket(url, { ca })
  const frames: ProbeFrame[] = []
  socket.on('message', (bytes: Buffer) => frames.push(readFrame(bytes)))
  await once(socket, 'open')
  const next = async (): Promise<ProbeFrame> => {
    while (frames.length === 0) await once(socket, 'message')
    return frames.shift()!
  }
  return { socket, next }
}

describe('WebSocket', () => {
  it('carries one frame in each binary message', async () => {
    office = await TestOffice.open()
    const bob = await office.enter('bob')
    const { socket, next } = await openSocket(`ws://127.0.0.1:${office.server.ports.ws}`)
    socket.send(probeFrame('B001', 1, { client_id: 'alice', token: passwordOf('alice'), profile: 'sync/1' }))
    expect((await next()).json).toMatchObject({ profile: 'sync/1', user_id: 'alice' })
    socket.send(probeFrame('B101', 2, { type: 'text', data: textFrom('alice', 'bob', 'by web') }))
    expect((await next()).json).toMatchObject({ type: 'ack', data: { request_id: 2, seq: 1 } })
    expect((await bob.message()).json.data?.['content']).toBe('by web')
    await next()
    await bob.say('B101', 'text', textFrom('bob', 'alice', 'and back'))
    expect(await next()).toMatchObject({ command: 'B101', json: { data: { content: 'and back', seq: 2 } } })
  })

  it.each([
    ['a text message', 'hello'],
    ['what is not jim1', Buffer.from('this is no frame')],
    ['a length over the limit', probeFrame('B001', 1, '', 2_000_000)],
  ])('closes for %s with protocol_error', async (_, bytes) => {
    office = await TestOffice.open({ users: [] })
    const { socket, next } = await openSocket(`ws://127.0.0.1:${office.server.ports.ws}`)
    socket.send(bytes)
    expect(await next()).toMatchObject({ command: 'A999', json: { code: 'protocol_error' } })
    await once(socket, 'close')
  })

  it('closes for a message that is too large for any frame', async () => {
    office = await TestOffice.open()
    const { socket, next } = await openSocket(`ws://127.0.0.1:${office.server.ports.ws}`)
    socket.send(probeFrame('B001', 1, { client_id: 'alice', token: passwordOf('alice'), profile: 'sync/1' }))
    expect((await next()).command).toBe('B002')
    socket.send(Buffer.alloc(2_000_000))
    const [code] = (await once(socket, 'close')) as [number]
    expect(code).toBe(1009)
  })
})

describe('TLS', () => {
  it('is spoken on all three ports', async () => {
    const { ca, cert, key } = await testCertificate({ hosts: ['127.0.0.1'] })
    office = await TestOffice.open({ tls: { cert, key }, ca })
    const { ports } = office.server
    const alice = await office.connect()
    const accepted = await authenticate(alice, 'alice', { token: passwordOf('alice'), profile: 'sync/1' })
    expect(accepted.json['http_base']).toBe(`https://127.0.0.1:${ports.http}`)
    const { socket, next } = await openSocket(`wss://127.0.0.1:${ports.ws}`, ca)
    socket.send(probeFrame('A001', 5, 'ping'))
    expect(await next()).toMatchObject({ command: 'A002', requestId: 5 })
    const [answer] = (await once(get({ host: '127.0.0.1', port: ports.http, path: '/healthz', ca }), 'response')) as [
      { statusCode: number; resume(): void },
    ]
    answer.resume()
    expect(answer.statusCode).toBe(200)
  })

  it('drops who speaks none, and serves the others', async () => {
    const { ca, cert, key } = await testCertificate({ hosts: ['127.0.0.1'] })
    office = await TestOffice.open({ tls: { cert, key }, ca })
    const plain = connect(office.server.ports.tcp, '127.0.0.1')
    plain.on('error', () => undefined)
    plain.write(probeFrame('A001', 1, 'ping'))
    plain.resume()
    await once(plain, 'close')
    expect((await authenticate(await office.connect(), 'alice', { token: passwordOf('alice') })).command).toBe('B002')
  })

  it('refuses a certificate that is none before it listens', async () => {
    await expect(TestOffice.open({ tls: { cert: 'no certificate', key: 'no key' } })).rejects.toThrow()
  })
})
