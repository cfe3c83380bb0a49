import { createServer, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { Socket } from 'node:net'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import type { LinkCauseCode } from '@shared/status'
import { createDialer } from '../../src/main/connection/dialers/dialer'
import { tcpTransport } from '../../src/main/connection/tcp-transport'
import type { Transport, TransportAddress, TransportStage } from '../../src/main/connection/transport'
import { type WebSocketOptions, webSocketTransport } from '../../src/main/connection/web-socket-transport'
import type { RoutesTo } from '../../src/main/lib/dial'
import { FakeClock } from '../helpers/fake-clock'
import { type TestCertificate, testCertificate } from '../helpers/test-certificates'
import { startConnectProxy, startSocksProxy, type TestProxy } from '../helpers/test-proxies'
import { listening } from './listening'

let certificate: TestCertificate

beforeAll(async () => {
  certificate = await testCertificate({ hosts: ['127.0.0.1'] })
})

/** Serves WebSockets at `/ws` until the test is over. */
async function serving(onSocket: (socket: WebSocket) => void, server: Server = createServer()): Promise<number> {
  const sockets = new WebSocketServer({ server, path: '/ws' })
  sockets.on('connection', onSocket)
  return listening(server)
}

type LinkOptions = Partial<WebSocketOptions> & { readonly routesTo?: RoutesTo; readonly ca?: string }

/** One WebSocket over the client's own dialers, with everything that it says written down. */
class Link {
  readonly clock = new FakeClock()
  readonly stages: TransportStage[] = []
  readonly messages: string[] = []
  readonly reasons: string[] = []
  readonly opened: Promise<void>
  readonly closed: Promise<LinkCauseCode>
  readonly transport: Transport
  #onMessage: () => void = () => undefined

  constructor(port: number, { routesTo, ca, ...options }: LinkOptions = {}) {
    let open: () => void = () => undefined
    let close: (code: LinkCauseCode) => void = () => undefined
    this.opened = new Promise((resolve) => (open = resolve))
    this.closed = new Promise((resolve) => (close = resolve))
    const { clock } = this
    const openBelow = tcpTransport({ clock, dial: createDialer({ clock, ...(routesTo === undefined ? {} : { routesTo }) }) })
    const address: TransportAddress = { host: '127.0.0.1', port, tls: ca !== undefined, ...(ca === undefined ? {} : { ca }) }
    this.transport = webSocketTransport({ clock, openBelow, path: '/ws', ...options })(address, {
      onStage: (stage) => void this.stages.push(stage),
      onOpen: () => open(),
      onBytes: (bytes) => {
        this.messages.push(Buffer.from(bytes).toString())
        this.#onMessage()
      },
      onClose: (code, reason) => {
        this.reasons.push(reason)
        close(code)
      },
    })
    onTestFinished(() => {
      this.transport.destroy()
      expect(clock.pending).toBe(0)
    })
  }

  /** So many messages have come. */
  async heard(count: number): Promise<readonly string[]> {
    while (this.messages.length < count) await new Promise<void>((resolve) => (this.#onMessage = resolve))
    return this.messages
  }
}

const echo = (socket: WebSocket): void => void socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }))

describe('a WebSocket', () => {
  it('goes through the stages of its link, and carries whole messages both ways', async () => {
    const link = new Link(await serving(echo))
    expect(link.transport.write(Buffer.from('too early'))).toBe(false)
    await link.opened
    expect(link.stages).toEqual(['resolving', 'connecting'])
    const large = '字'.repeat(100_000)
    for (const message of ['a', large, 'b']) link.transport.write(Buffer.from(message))
    expect(await link.heard(3)).toEqual(['a', large, 'b'])
  })

  it.each([
    [true, 'text'],
    [false, 'binary'],
  ])('writes text or binary as its kind wants: %s is %s', async (isText, expected) => {
    const port = await serving((socket) => socket.on('message', (_data, isBinary) => socket.send(isBinary ? 'binary' : 'text')))
    const link = new Link(port, { isText })
    await link.opened
    link.transport.write(Buffer.from('?'))
    expect(await link.heard(1)).toEqual([expected])
  })

  it('hears what a server says at once', async () => {
    const link = new Link(await serving((socket) => socket.send('hello')))
    expect(await link.heard(1)).toEqual(['hello'])
  })

  it('goes over TLS, with the authority that was named', async () => {
    const { cert, key, ca } = certificate
    const port = await serving(echo, createTlsServer({ cert, key }))
    const link = new Link(port, { ca })
    await link.opened
    expect(link.stages).toEqual(['resolving', 'connecting', 'securing'])
    link.transport.write(Buffer.from('safe'))
    expect(await link.heard(1)).toEqual(['safe'])
  })

  it('does not go over TLS that nobody vouches for', async () => {
    const { cert, key } = certificate
    const other = await testCertificate({ hosts: ['127.0.0.1'] })
    expect(await new Link(await serving(echo, createTlsServer({ cert, key })), { ca: other.ca }).closed).toBe('tls_untrusted')
  })

  it.each([
    ['socks5', startSocksProxy],
    ['http', startConnectProxy],
  ] as const)('goes by a %s proxy', async (kind, start) => {
    const proxy: TestProxy = await start()
    onTestFinished(() => proxy.close())
    const port = await serving(echo)
    const link = new Link(port, { routesTo: () => [{ kind, host: '127.0.0.1', port: proxy.port }] })
    await link.opened
    link.transport.write(Buffer.from('round about'))
    expect(await link.heard(1)).toEqual(['round about'])
    expect(proxy.asked).toEqual([`127.0.0.1:${port}`])
    expect(link.stages).toEqual(['resolving', 'proxying', 'connecting'])
  })

  it('tells how the server closed it', async () => {
    const link = new Link(await serving((socket) => socket.close(4001, 'another device')))
    expect(await link.closed).toBe('closed')
    expect(link.reasons).toEqual(['4001 another device'])
  })

  it('tells a cut link from a closed one', async () => {
    const server = createServer()
    const below: Socket[] = []
    server.on('connection', (socket) => below.push(socket))
    const link = new Link(await serving((socket) => socket.on('message', () => below[0]?.resetAndDestroy()), server))
    await link.opened
    link.transport.write(Buffer.from('cut'))
    expect(await link.closed).toBe('reset')
  })

  it('is none where something else answers', async () => {
    const port = await listening(createServer((_request, response) => response.writeHead(404).end()))
    const link = new Link(port)
    expect(await link.closed).toBe('other_protocol')
    expect(link.reasons).toEqual(['HTTP 404'])
  })

  it('is given up when the upgrade is not answered within 5 s', async () => {
    let isAsked: () => void = () => undefined
    const asked = new Promise<void>((resolve) => (isAsked = resolve))
    const link = new Link(await listening(createServer(() => isAsked())))
    await asked
    link.clock.advance(4_999)
    expect(link.reasons).toEqual([])
    link.clock.advance(1)
    expect(await link.closed).toBe('timeout')
  })

  it('ends at a message over the limit', async () => {
    const link = new Link(await serving((socket) => socket.send('x'.repeat(101))), { maxMessageBytes: 100 })
    expect(await link.closed).toBe('protocol_error')
    expect(link.messages).toEqual([])
  })

  it('says goodbye, and nothing more', async () => {
    let said: (code: number) => void = () => undefined
    const goodbye = new Promise<number>((resolve) => (said = resolve))
    const link = new Link(await serving((socket) => void socket.on('close', said)))
    await link.opened
    link.transport.end()
    expect(link.transport.write(Buffer.from('late'))).toBe(false)
    expect(await goodbye).toBe(1000)
    link.transport.end()
    expect(link.reasons).toEqual([])
  })
})
