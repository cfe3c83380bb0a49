import { once } from 'node:events'
import { createServer, type LookupFunction, type Socket } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createDialer } from '../../src/main/connection/dialers/dialer'
import type { DialStage, DialTarget, ProxyRoute, Route } from '../../src/main/lib/dial'
import { FakeClock } from '../helpers/fake-clock'
import { startConnectProxy, startSocksProxy, type TestProxy, type TestProxyOptions } from '../helpers/test-proxies'
import { ownPort } from '../helpers/own-port'
import { listening } from './listening'

const NAME = 'im.office.test'
const LOGIN = { user: 'alice', password: 'correct:horse' }

const echo = (): Promise<number> => listening(createServer((socket) => socket.pipe(socket)))

/** Nothing here asks the system for a name: only a proxy knows the server's. */
const noLookup: LookupFunction = (_host, _options, done) => {
  done(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }), '')
}

class Fixture {
  readonly clock = new FakeClock()
  readonly stages: DialStage[] = []
  readonly #routes: readonly Route[]

  constructor(...routes: readonly Route[]) {
    this.#routes = routes
  }

  async dial(target: DialTarget, signal?: AbortSignal): Promise<Socket> {
    const dial = createDialer({ clock: this.clock, lookup: noLookup, routesTo: () => this.#routes })
    const socket = await dial(target, { signal, onStage: (stage) => this.stages.push(stage) })
    onTestFinished(() => void socket.destroy())
    return socket
  }
}

async function answerOf(socket: Socket, text: string): Promise<string> {
  socket.write(text)
  socket.resume()
  const [bytes] = (await once(socket, 'data')) as [Buffer]
  return bytes.toString()
}

const KINDS = [
  ['socks5', startSocksProxy, { denied: 2, unreachable: 4, failed: 1 }],
  ['http', startConnectProxy, { denied: 403, unreachable: 503, failed: 500 }],
] as const

describe.each(KINDS)('a %s proxy', (kind, start, answers) => {
  const proxyOf = async (options: TestProxyOptions = {}): Promise<TestProxy> => {
    const proxy = await start({ names: { [NAME]: '127.0.0.1' }, ...options })
    onTestFinished(() => proxy.close())
    return proxy
  }
  const route = ({ port }: { readonly port: number }, login?: typeof LOGIN): ProxyRoute => ({
    kind,
    host: '127.0.0.1',
    port,
    ...login,
  })

  it('carries bytes to a server whose name only it knows', async () => {
    const proxy = await proxyOf()
    const fixture = new Fixture(route(proxy))
    const port = await echo()
    const socket = await fixture.dial({ host: NAME, port })
    expect(await answerOf(socket, 'jim1')).toBe('jim1')
    expect(proxy.asked).toEqual([`${NAME}:${port}`])
    expect(fixture.stages.filter((stage, index) => stage !== fixture.stages[index - 1])).toEqual(['resolving', 'proxying', 'connecting'])
    expect(fixture.clock.pending).toBe(0)
  })

  it('loses nothing of a server that speaks at once', async () => {
    const port = await listening(createServer((socket) => socket.end('welcome')))
    const socket = await new Fixture(route(await proxyOf())).dial({ host: NAME, port })
    let heard = ''
    socket.on('data', (bytes: Buffer) => (heard += bytes.toString()))
    socket.resume()
    await once(socket, 'close')
    expect(heard).toBe('welcome')
  })

  it('lets in whoever has its user and password', async () => {
    const proxy = await proxyOf({ login: LOGIN })
    const socket = await new Fixture(route(proxy, LOGIN)).dial({ host: NAME, port: await echo() })
    expect(await answerOf(socket, 'hello')).toBe('hello')
  })

  it.each([
    ['no password', undefined],
    ['a wrong password', { ...LOGIN, password: 'wrong' }],
  ] as const)('says that %s is the trouble', async (_, login) => {
    const proxy = await proxyOf({ login: LOGIN })
    await expect(new Fixture(route(proxy, login)).dial({ host: NAME, port: 9 })).rejects.toMatchObject({
      code: 'proxy_auth',
    })
    expect(proxy.asked).toEqual([])
  })

  it('says when it does not allow the server', async () => {
    const proxy = await proxyOf({ answer: answers.denied })
    await expect(new Fixture(route(proxy)).dial({ host: NAME, port: 9 })).rejects.toMatchObject({ code: 'proxy_refused' })
    proxy.setAnswer(answers.failed)
    await expect(new Fixture(route(proxy)).dial({ host: NAME, port: 9 })).rejects.toMatchObject({ code: 'proxy_refused' })
  })

  it('says when it is the server that cannot be reached', async () => {
    const proxy = await proxyOf({ answer: answers.unreachable })
    await expect(new Fixture(route(proxy)).dial({ host: NAME, port: 9 })).rejects.toMatchObject({ code: 'unreachable' })
    proxy.setAnswer(undefined)
    const port = await ownPort()
    await expect(new Fixture(route(proxy)).dial({ host: NAME, port })).rejects.toMatchObject({
      code: kind === 'socks5' ? 'refused' : 'unreachable',
    })
  })

  it('says when nobody listens at its address, or its name is not known', async () => {
    const nobody = new Fixture(route({ port: await ownPort() }))
    await expect(nobody.dial({ host: NAME, port: 9 })).rejects.toMatchObject({ code: 'proxy_unreachable' })
    const nameless = new Fixture({ kind, host: 'proxy.office.test', port: 1080 })
    await expect(nameless.dial({ host: NAME, port: 9 })).rejects.toMatchObject({ code: 'proxy_unreachable' })
    expect(nameless.stages).toEqual(['resolving'])
  })

  it('is given up after 12 s without an answer', async () => {
    const proxy = await proxyOf({ isSilent: true })
    const fixture = new Fixture(route(proxy))
    const socket = fixture.dial({ host: NAME, port: 9 })
    const failure = expect(socket).rejects.toMatchObject({ code: 'proxy_timeout' })
    await expect.poll(() => proxy.links).toBe(1)
    fixture.clock.advance(12_000)
    await failure
    await expect.poll(() => proxy.links).toBe(0)
    expect(fixture.clock.pending).toBe(0)
  })

  it('is let go of when the dial is', async () => {
    const proxy = await proxyOf({ isSilent: true })
    const fixture = new Fixture(route(proxy))
    const giveUp = new AbortController()
    const failure = expect(fixture.dial({ host: NAME, port: 9 }, giveUp.signal)).rejects.toThrow()
    await expect.poll(() => proxy.links).toBe(1)
    giveUp.abort()
    await failure
    await expect.poll(() => proxy.links).toBe(0)
    expect(fixture.clock.pending).toBe(0)
  })

  it('is told from something else that listens there', async () => {
    const words = await listening(createServer((socket) => socket.end('220 mail.office.test ESMTP\r\n\r\n')))
    await expect(new Fixture(route({ port: words })).dial({ host: NAME, port: 9 })).rejects.toMatchObject({
      code: 'proxy_protocol',
    })
    const mute = await listening(createServer((socket) => socket.once('data', () => socket.end())))
    await expect(new Fixture(route({ port: mute })).dial({ host: NAME, port: 9 })).rejects.toMatchObject({
      code: 'proxy_protocol',
    })
  })

  it('is passed over for the next one when it cannot be reached, and only then', async () => {
    const dead = route({ port: await ownPort() })
    const alive = await proxyOf()
    const port = await echo()
    const socket = await new Fixture(dead, route(alive)).dial({ host: NAME, port })
    expect(await answerOf(socket, 'second')).toBe('second')
    const refusing = await proxyOf({ answer: answers.denied })
    await expect(new Fixture(route(refusing), route(alive)).dial({ host: NAME, port })).rejects.toMatchObject({
      code: 'proxy_refused',
    })
    expect(alive.asked).toHaveLength(1)
  })
})

describe('without a proxy', () => {
  it('the dialler goes straight there', async () => {
    const fixture = new Fixture({ kind: 'direct' })
    const socket = await fixture.dial({ host: '127.0.0.1', port: await echo() })
    expect(await answerOf(socket, 'straight')).toBe('straight')
    expect(fixture.stages).toEqual(['resolving', 'connecting'])
  })

  it('an endless answer of a proxy is cut off', async () => {
    const endless = await listening(createServer((socket) => socket.write(`HTTP/1.1 200 ${'x'.repeat(40_000)}`)))
    const fixture = new Fixture({ kind: 'http', host: '127.0.0.1', port: endless })
    await expect(fixture.dial({ host: NAME, port: 9 })).rejects.toMatchObject({ code: 'proxy_protocol' })
  })
})

describe('a way that is to be read into a buffer', () => {
  const echoed = async (route: Route): Promise<readonly [read: string, heard: string]> => {
    const port = await echo()
    let [read, heard] = ['', '']
    const dial = createDialer({ clock: new FakeClock(), routesTo: () => [route] })
    const done = new Promise<void>((resolve) => {
      const onread = {
        buffer: Buffer.alloc(16),
        callback: (length: number, bytes: Uint8Array) => {
          read += Buffer.from(bytes.subarray(0, length)).toString()
          resolve()
          return true
        },
      }
      void dial({ host: '127.0.0.1', port }, { onread }).then((socket) => {
        onTestFinished(() => void socket.destroy())
        socket.on('data', (bytes: Buffer) => {
          heard += bytes.toString()
          resolve()
        })
        socket.write('jim1')
        socket.resume()
      })
    })
    await done
    return [read, heard]
  }

  it('is, where it leads straight to the server', async () => expect(await echoed({ kind: 'direct' })).toEqual(['jim1', '']))

  it('has its events, where it leads through a proxy', async () => {
    const proxy = await startConnectProxy()
    onTestFinished(() => proxy.close())
    expect(await echoed({ kind: 'http', host: '127.0.0.1', port: proxy.port })).toEqual(['', 'jim1'])
  })
})
