import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createDialer } from '../../src/main/connection/dialers/dialer'
import type { ByteAnswer, ByteHttp, ByteRequest, TakeBytes } from '../../src/main/lib/byte-exchange'
import { createByteHttp } from '../../src/main/lib/byte-http'
import { systemClock } from '../../src/main/lib/clock'
import type { RoutesTo } from '../../src/main/lib/dial'
import { testCertificate } from '../helpers/test-certificates'
import { startConnectProxy, startSocksProxy } from '../helpers/test-proxies'

/** What a server does with one request; `text` is its head. */
type Answer = (socket: Socket, text: string) => void

/** A server that answers each connection's first request as it is told, and everything that it was asked. */
class RawServer {
  readonly asked: string[] = []
  readonly sockets: Socket[] = []

  private constructor(readonly server: Server) {}

  static async open(answer: Answer, server = createServer(), event = 'connection'): Promise<RawServer> {
    const raw = new RawServer(server)
    server.on(event, (socket: Socket) => {
      raw.sockets.push(socket)
      socket.on('error', () => undefined)
      let text = ''
      socket.on('data', (bytes: Buffer) => {
        text += bytes.toString('latin1')
        if (!text.endsWith('\r\n\r\n')) return
        raw.asked.push(text)
        answer(socket, text)
        text = ''
      })
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => {
      raw.sockets.forEach((socket) => socket.destroy())
      server.close()
    })
    return raw
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port
  }

  /** Resolves when the client has let go of its first connection. */
  async ended(): Promise<void> {
    const [socket] = this.sockets
    if (socket?.destroyed === false) await new Promise((resolve) => socket.once('close', resolve))
  }
}

function client(options: { readonly ca?: string; readonly routesTo?: RoutesTo } = {}): ByteHttp {
  const http = createByteHttp({ ca: options.ca, dial: createDialer({ clock: systemClock, routesTo: options.routesTo }) })
  onTestFinished(() => http.close())
  return http
}

type Change = Partial<ByteRequest> & { readonly origin?: string }

function get(
  http: ByteHttp,
  server: RawServer,
  { origin = `http://127.0.0.1:${server.port}`, ...change }: Change = {},
): Promise<ByteAnswer> {
  const { signal } = new AbortController()
  return http.request({
    method: 'GET',
    url: `${origin}/f?x=1`,
    headers: {},
    signal,
    answerMs: 10_000,
    pauseMs: 10_000,
    isLarge: true,
    ...change,
  })
}

async function bytesOf(answer: ByteAnswer): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  await answer.each((bytes) => pieces.push(Uint8Array.from(bytes)) > 0)
  return Buffer.concat(pieces)
}

const headOf = (length: number, more = ''): string => `HTTP/1.1 200 OK\r\ncontent-length: ${length}\r\n${more}\r\n`

/** Says its head and its body, all at once. */
const saying =
  (head: string, body: Uint8Array | string = ''): Answer =>
  (socket) =>
    socket.write(Buffer.concat([Buffer.from(head, 'latin1'), Buffer.from(body)]))

describe('a request on a connection of its own', () => {
  it('asks as HTTP/1.1 has it, with its headers, and is answered with status, headers and bytes', async () => {
    const body = randomBytes(3_000_000)
    const server = await RawServer.open(saying(headOf(body.length, 'ETag: "x"\r\n'), body))
    const answer = await get(client(), server, { headers: { authorization: 'Bearer secret', range: 'bytes=5-' } })
    expect(server.asked).toEqual([
      `GET /f?x=1 HTTP/1.1\r\nhost: 127.0.0.1:${server.port}\r\nconnection: close\r\nauthorization: Bearer secret\r\nrange: bytes=5-\r\n\r\n`,
    ])
    expect([answer.status, answer.header('etag'), answer.header('range')]).toEqual([200, '"x"', undefined])
    expect((await bytesOf(answer)).equals(body)).toBe(true)
    await server.ended()
  })

  it('ends with the last byte that was promised: what comes behind it is nobody’s', async () => {
    const server = await RawServer.open(saying(headOf(5), 'wholeand more'))
    expect((await bytesOf(await get(client(), server))).toString()).toBe('whole')
    await server.ended()
  })

  it('has nothing to give when there is nothing', async () => {
    const server = await RawServer.open(saying(headOf(0)))
    expect(await bytesOf(await get(client(), server))).toHaveLength(0)
  })

  it('reads why not, and of that no more than its beginning', async () => {
    const words = 'x'.repeat(100_000)
    const server = await RawServer.open(saying(`HTTP/1.1 503 Later\r\ncontent-length: ${words.length}\r\n\r\n`, words))
    const answer = await get(client(), server)
    expect([answer.status, await answer.text()]).toEqual([503, words.slice(0, 16 * 1024)])
    await server.ended()
  })

  it('lets go of what nobody wants', async () => {
    const server = await RawServer.open(saying(headOf(1000), 'half'))
    ;(await get(client(), server)).drop()
    await server.ended()
  })

  it('that is answered in a way without a length is asked again by the client that knows all the ways', async () => {
    const server = await RawServer.open(saying('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n', '5\r\nwhole\r\n0\r\n\r\n'))
    expect((await bytesOf(await get(client(), server))).toString()).toBe('whole')
    expect(server.asked.map((text) => text.includes('connection: close'))).toEqual([true, false])
  })

  it.each<[string, string, Answer]>([
    ['without an answer', 'reset', (socket) => socket.end()],
    ['in the middle of its head', 'reset', (socket) => socket.end('HTTP/1.1 200 OK\r\ncont')],
    ['after something else than HTTP', 'http_failed', (socket) => socket.write('hello\r\n\r\n')],
    ['after a head without an end', 'http_failed', (socket) => socket.write(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(20_000)}`)],
    ['with two lengths', 'http_failed', (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nwhole')],
    ['by resetting it', 'reset', (socket) => socket.resetAndDestroy()],
  ])('that a server ends %s fails as `%s`', async (_how, code, answer) => {
    const server = await RawServer.open(answer)
    await expect(get(client(), server)).rejects.toMatchObject({ name: 'HttpError', code })
    await server.ended()
  })

  it('that is answered before it is asked is not believed', async () => {
    const server = await RawServer.open(() => undefined)
    server.server.prependListener('connection', (socket: Socket) => void socket.write(headOf(5) + 'whole'))
    // The dialler hands a socket over once what came at once has been read.
    const dial = createDialer({ clock: systemClock })
    const http = createByteHttp({
      dial: async (target, options) => {
        let hasRead = (): void => undefined
        const read = new Promise<void>((resolve) => (hasRead = resolve))
        const callback = (length: number, bytes: Uint8Array): boolean => {
          const goesOn = options?.onread?.callback(length, bytes) ?? true
          hasRead()
          return goesOn
        }
        const socket = await dial(target, { ...options, onread: options?.onread && { ...options.onread, callback } })
        await read
        return socket
      },
    })
    onTestFinished(() => http.close())
    await expect(get(http, server)).rejects.toMatchObject({ code: 'http_failed' })
    expect(server.asked).toEqual([])
  })

  it('that cannot be sent as it is goes nowhere: a token is the word of a server', async () => {
    const server = await RawServer.open(saying(headOf(5), 'whole'))
    const headers = { authorization: 'Bearer x\r\nx-more: y' }
    await expect(get(client(), server, { headers })).rejects.toMatchObject({ code: 'http_failed' })
    expect(server.sockets).toEqual([])
  })

  it('to where nobody listens is refused', async () => {
    const server = await RawServer.open(() => undefined)
    const origin = `http://127.0.0.1:${server.port}`
    server.server.close()
    await expect(get(client(), server, { origin })).rejects.toMatchObject({ code: 'refused' })
  })
})

describe('the bytes of an answer', () => {
  it('that end too early are told, after those that came', async () => {
    const server = await RawServer.open((socket) => socket.end(headOf(10) + 'whole'))
    const answer = await get(client(), server)
    const pieces: string[] = []
    const each = answer.each((bytes) => pieces.push(Buffer.from(bytes).toString()) > 0)
    await expect(each).rejects.toMatchObject({ name: 'HttpError', code: 'reset' })
    expect(pieces.join('')).toBe('whole')
  })

  it.each(['head', 'bytes'])('or its %s that do not come are told as a link that does not answer', async (what) => {
    const server = await RawServer.open((socket) => what === 'bytes' && socket.write(headOf(10) + 'half'))
    const limits = { answerMs: what === 'head' ? 40 : 10_000, pauseMs: what === 'bytes' ? 40 : 10_000 }
    const got = get(client(), server, limits).then(bytesOf)
    await expect(got).rejects.toMatchObject({ name: 'HttpError', code: 'timeout' })
    await server.ended()
  })

  it('may take longer to be taken than a server may take to send them', async () => {
    const body = randomBytes(2_000_000)
    const server = await RawServer.open(saying(headOf(body.length), body))
    const answer = await get(client(), server, { pauseMs: 30 })
    const pieces: Uint8Array[] = []
    await answer.each(async (bytes) => {
      pieces.push(Uint8Array.from(bytes))
      if (pieces.length === 2) await new Promise((resolve) => systemClock.after(120, () => resolve(undefined)))
      return true
    })
    expect(Buffer.concat(pieces).equals(body)).toBe(true)
  })

  it('are not read while one of them is being taken: the server waits', async () => {
    const server = await RawServer.open(saying(headOf(64 * 1024 * 1024), Buffer.alloc(64 * 1024 * 1024)))
    const answer = await get(client(), server)
    const stop = new AbortController()
    let pieces = 0
    const each = answer.each(() => {
      pieces++
      return new Promise((resolve) => stop.signal.addEventListener('abort', () => resolve(false)))
    })
    await expect.poll(() => server.sockets[0]!.bytesWritten).toBeGreaterThan(0)
    const waiting = server.sockets[0]!.writableLength
    expect(waiting).toBeGreaterThan(32 * 1024 * 1024)
    expect(pieces).toBe(1)
    stop.abort()
    await each
    await server.ended()
  })

  it.each<[string, (http: ByteHttp, stop: AbortController) => unknown, string]>([
    ['nobody wants them any more', (_http, stop) => stop.abort(), 'cancelled'],
    ['the way to the server is another one', (http) => http.renew(), 'reset'],
    ['the client is closed', (http) => http.close(), 'reset'],
  ])('end at once when %s', async (_when, act, code) => {
    for (const isAsked of [false, true]) {
      const server = await RawServer.open((socket) => isAsked && socket.write(headOf(10) + 'half'))
      const [http, stop] = [client(), new AbortController()]
      const got = get(http, server, { signal: stop.signal }).then(bytesOf)
      // What has come so far is on its way to be taken.
      await expect.poll(() => server.asked.length).toBe(1)
      void act(http, stop)
      await expect(got).rejects.toMatchObject({ name: 'HttpError', code })
      await server.ended()
    }
  })

  it('are taken to their end before it is told that they were the last', async () => {
    const server = await RawServer.open((socket) => socket.write(headOf(10) + 'half'))
    const stop = new AbortController()
    const answer = await get(client(), server, { signal: stop.signal })
    let finish = (_wantsMore: boolean): void => undefined
    let end: unknown
    let ended: Promise<unknown> = Promise.resolve()
    await new Promise<void>((begun) => {
      const take: TakeBytes = () => {
        begun()
        return new Promise((done) => (finish = done))
      }
      ended = answer.each(take).catch((error: unknown) => (end = error))
    })
    stop.abort()
    await server.ended()
    expect(end).toBeUndefined()
    finish(true)
    expect(await ended).toMatchObject({ code: 'cancelled' })
  })

  it('are asked for by nobody who has given up before', async () => {
    const server = await RawServer.open(saying(headOf(5), 'whole'))
    await expect(get(client(), server, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' })
    expect(server.asked).toEqual([])
  })
})

describe('the way', () => {
  const body = randomBytes(1_000_000)

  it('may be secured, and is only taken where the certificate is the server’s', async () => {
    const { ca, cert, key } = await testCertificate({ hosts: ['127.0.0.1'] })
    const answer = saying(headOf(body.length), body)
    const server = await RawServer.open(answer, createTlsServer({ cert, key }), 'secureConnection')
    const origin = `https://127.0.0.1:${server.port}`
    expect((await bytesOf(await get(client({ ca }), server, { origin }))).equals(body)).toBe(true)
    expect(server.asked[0]).toContain('connection: close')
    await expect(get(client(), server, { origin })).rejects.toMatchObject({ code: 'tls_untrusted' })
  })

  it.each([
    ['an HTTP', 'http', startConnectProxy],
    ['a SOCKS', 'socks5', startSocksProxy],
  ] as const)('may lead through %s proxy', async (_name, kind, start) => {
    const proxy = await start()
    onTestFinished(() => proxy.close())
    const server = await RawServer.open(saying(headOf(body.length), body))
    const http = client({ routesTo: () => [{ kind, host: '127.0.0.1', port: proxy.port }] })
    expect((await bytesOf(await get(http, server))).equals(body)).toBe(true)
    expect(proxy.asked).toEqual([`127.0.0.1:${server.port}`])
  })
})

it('gives exactly the bytes that were promised, in whatever pieces they come and however they are taken', async () => {
  const way = fc.constantFrom<'at once' | 'later'>('at once', 'later')
  const shape = fc.record({
    body: fc.uint8Array({ maxLength: 2000 }),
    /** Beyond the promised ones, or missing of them. */
    lie: fc.integer({ min: -30, max: 30 }),
    cuts: fc.array(fc.nat({ max: 2200 }), { maxLength: 6 }),
    ways: fc.array(way, { minLength: 1, maxLength: 4 }),
    stopAfter: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
  })
  let next: Answer = () => undefined
  const server = await RawServer.open((socket, text) => next(socket, text))
  const http = client()
  await fc.assert(
    fc.asyncProperty(shape, async ({ body, lie, cuts, ways, stopAfter }) => {
      const promised = Math.max(0, body.length - lie)
      const all = Buffer.concat([Buffer.from(headOf(promised)), body])
      next = (socket) => {
        const places = [0, ...cuts.map((at) => Math.min(at, all.length)).sort((a, b) => a - b), all.length]
        const say = (index: number): void => {
          if (socket.destroyed) return
          if (index === places.length) return void socket.end()
          socket.write(all.subarray(places[index - 1], places[index]))
          setImmediate(() => say(index + 1))
        }
        say(1)
      }
      const taken: Uint8Array[] = []
      let isTaking = false
      const take: TakeBytes = (bytes) => {
        expect(isTaking).toBe(false)
        taken.push(Uint8Array.from(bytes))
        const goesOn = taken.length !== stopAfter
        if (ways[taken.length % ways.length] === 'at once') return goesOn
        isTaking = true
        return new Promise((resolve) => {
          setImmediate(() => {
            isTaking = false
            resolve(goesOn)
          })
        })
      }
      const ended = await (await get(http, server)).each(take).then(
        () => 'whole',
        (error: unknown) => (error as { readonly code: string }).code,
      )
      const came = Buffer.concat(taken)
      expect(came.equals(body.subarray(0, came.length))).toBe(true)
      const wasStopped = stopAfter !== undefined && taken.length === stopAfter
      if (wasStopped) expect(ended).toBe('whole')
      else expect([ended, came.length]).toEqual(promised <= body.length ? ['whole', promised] : ['reset', body.length])
    }),
    { numRuns: 300 },
  )
})
