import { createServer, type LookupFunction, type Server } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { LinkCauseCode } from '@shared/status'
import { tcpTransport } from '../../src/main/connection/tcp-transport'
import type { Transport, TransportAddress, TransportStage } from '../../src/main/connection/transport'
import { FakeClock } from '../helpers/fake-clock'
import { type TestCertificate, testCertificate } from '../helpers/test-certificates'
import { ownPort } from '../helpers/own-port'
import { listening } from './listening'

let certificate: TestCertificate

beforeAll(async () => {
  certificate = await testCertificate({ hosts: ['127.0.0.1', 'im.example.com'] })
})

/** A name that leads to this machine, so that the resolving stage needs no network. */
const toLoopback: LookupFunction = (_host, options, done) => {
  if (options.all === true) done(null, [{ address: '127.0.0.1', family: 4 }])
  else done(null, '127.0.0.1', 4)
}

class Dial {
  readonly clock = new FakeClock()
  readonly stages: TransportStage[] = []
  readonly closes: { readonly code: LinkCauseCode; readonly reason: string }[] = []
  readonly opened: Promise<void>
  readonly closed: Promise<LinkCauseCode>
  readonly transport: Transport
  received = ''

  constructor(address: TransportAddress, lookup: LookupFunction = toLoopback, onStage: (stage: TransportStage) => void = () => undefined) {
    let open: () => void = () => undefined
    let close: (code: LinkCauseCode) => void = () => undefined
    this.opened = new Promise((resolve) => (open = resolve))
    this.closed = new Promise((resolve) => (close = resolve))
    this.transport = tcpTransport({ clock: this.clock, lookup })(address, {
      onStage: (stage) => {
        this.stages.push(stage)
        onStage(stage)
      },
      onOpen: () => open(),
      onBytes: (bytes) => (this.received += Buffer.from(bytes).toString()),
      onClose: (code, reason) => {
        this.closes.push({ code, reason })
        close(code)
      },
    })
    onTestFinished(() => this.transport.destroy())
  }
}

const plain = (port: number, host = '127.0.0.1'): TransportAddress => ({ host, port, tls: false })

describe('a TCP link', () => {
  it('goes through its stages, carries bytes both ways, and tells of the end', async () => {
    const server = createServer((socket) => socket.on('data', (bytes) => socket.end(bytes)))
    const dial = new Dial(plain(await listening(server), 'im.example.com'))
    expect(dial.stages).toEqual([])
    await dial.opened
    expect(dial.stages).toEqual(['resolving', 'connecting'])
    dial.transport.write(Buffer.from('jim1'))
    expect(await dial.closed).toBe('closed')
    expect(dial.received).toBe('jim1')
    expect(dial.clock.pending).toBe(0)
  })

  it('says when nobody listens', async () => {
    expect(await new Dial(plain(await ownPort())).closed).toBe('refused')
  })

  it('says when the name is not known', async () => {
    const unknown: LookupFunction = (_host, _options, done) => {
      done(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }), '')
    }
    const dial = new Dial(plain(1, 'no-such-host.invalid'), unknown)
    expect(await dial.closed).toBe('name_not_found')
    expect(dial.stages).toEqual(['resolving'])
  })

  it('gives up on a resolver that does not answer within 8 s', async () => {
    let isAsked: () => void = () => undefined
    const asked = new Promise<void>((resolve) => (isAsked = resolve))
    const dial = new Dial(plain(1, 'im.example.com'), () => isAsked())
    await asked
    dial.clock.advance(7_999)
    expect(dial.closes).toEqual([])
    dial.clock.advance(1)
    expect(await dial.closed).toBe('timeout')
  })

  it('says when the peer resets', async () => {
    const dial = new Dial(plain(await listening(createServer((socket) => socket.resetAndDestroy()))))
    expect(await dial.closed).toBe('reset')
  })

  it('a port that is none is an end, not an exception', async () => {
    expect(await new Dial(plain(70_000)).closed).toBe('closed')
  })

  it('end half-closes after what was written, and says nothing more', async () => {
    let heard = ''
    let isEnded: () => void = () => undefined
    const ended = new Promise<void>((resolve) => (isEnded = resolve))
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      socket.on('data', (bytes) => (heard += bytes.toString()))
      socket.on('end', () => isEnded())
    })
    const dial = new Dial(plain(await listening(server)))
    await dial.opened
    dial.transport.write(Buffer.from('bye'))
    dial.transport.end()
    expect(dial.transport.write(Buffer.from('late'))).toBe(false)
    await ended
    expect(heard).toBe('bye')
    // The peer never closes its half: after 2 s the socket is dropped all the same.
    expect(dial.clock.pending).toBe(1)
    dial.clock.advance(2_000)
    expect(dial.clock.pending).toBe(0)
    expect(dial.closes).toEqual([])
  })

  it('destroyed, it says nothing more, at any stage and twice', async () => {
    const port = await listening(createServer())
    const early = new Dial(plain(port))
    early.transport.destroy()
    early.transport.destroy()
    const open = new Dial(plain(port))
    await open.opened
    open.transport.destroy()
    open.transport.end()
    expect(early.stages).toEqual([])
    expect([early.closes, open.closes]).toEqual([[], []])
    expect([early.clock.pending, open.clock.pending]).toEqual([0, 0])
  })
})

describe('a TLS link', () => {
  const tlsServer = (): Server =>
    createTlsServer({ cert: certificate.cert, key: certificate.key }, (socket) => {
      socket.on('error', () => undefined)
      socket.on('data', (bytes) => socket.end(bytes))
    })
  const secure = (port: number, host: string, ca?: string): TransportAddress => ({ host, port, tls: true, ca })

  it.each(['im.example.com', '127.0.0.1'])('to %s is open once the certificate was checked', async (host) => {
    const dial = new Dial(secure(await listening(tlsServer()), host, certificate.ca))
    await dial.opened
    expect(dial.stages).toEqual(['resolving', 'connecting', 'securing'])
    dial.transport.write(Buffer.from('jim1'))
    expect(await dial.closed).toBe('closed')
    expect(dial.received).toBe('jim1')
  })

  it('refuses a certificate of an authority that nobody trusts', async () => {
    const dial = new Dial(secure(await listening(tlsServer()), 'im.example.com'))
    expect(await dial.closed).toBe('tls_untrusted')
  })

  it('refuses a certificate of another host', async () => {
    const dial = new Dial(secure(await listening(tlsServer()), 'evil.example.com', certificate.ca))
    expect(await dial.closed).toBe('tls_untrusted')
  })

  it('says when the other side speaks no TLS', async () => {
    const words = createServer((socket) => socket.end('jim1 without TLS'))
    expect(await new Dial(secure(await listening(words), '127.0.0.1', certificate.ca)).closed).toBe('tls_failed')
    const reset = createServer((socket) => socket.once('data', () => socket.resetAndDestroy()))
    expect(await new Dial(secure(await listening(reset), '127.0.0.1', certificate.ca)).closed).toBe('tls_failed')
  })

  it('gives up on a handshake that is not answered within 5 s', async () => {
    const port = await listening(createServer())
    let isSecuring: () => void = () => undefined
    const securing = new Promise<void>((resolve) => (isSecuring = resolve))
    const dial = new Dial(secure(port, '127.0.0.1', certificate.ca), toLoopback, (stage) => {
      if (stage === 'securing') isSecuring()
    })
    await securing
    // The limit is set right after the stage was told.
    await Promise.resolve()
    dial.clock.advance(4_999)
    expect(dial.closes).toEqual([])
    dial.clock.advance(1)
    expect(await dial.closed).toBe('timeout')
  })

  it('a certificate authority that is none is an end, not an exception', async () => {
    const broken = '-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n'
    const dial = new Dial(secure(await listening(tlsServer()), '127.0.0.1', broken))
    // Some runtimes pass over such a text, others refuse it.
    expect(['tls_failed', 'tls_untrusted']).toContain(await dial.closed)
  })
})
