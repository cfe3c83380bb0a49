import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startConnectProxy, startSocksProxy } from '../helpers/test-proxies'
import { createDialer } from '../../src/main/connection/dialers/dialer'
import { type Clock, systemClock } from '../../src/main/lib/clock'
import type { DialTarget } from '../../src/main/lib/dial'
import { linkFetcher } from '../../src/main/transfers/fetch-link'
import { FakeClock } from '../helpers/fake-clock'
import { must } from '../helpers/results'
import { tempFolder } from '../store/helpers'
import { hashOf } from './cache-fixture'

/** An address of the public network, where the server of the test seems to be. */
const PUBLIC = '93.184.216.34'

/** A web server on this machine, and a way to it by names and addresses of the public network. */
async function web(answer: RequestListener, names: Readonly<Record<string, readonly string[]>> = {}, clock: Clock = systemClock) {
  const heard: IncomingMessage[] = []
  const server = createServer((request, response) => {
    heard.push(request)
    answer(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const dialled: DialTarget[] = []
  const direct = createDialer({ clock: systemClock })
  const toPath = join(tempFolder(), 'part')
  const fetchLink = linkFetcher({
    clock,
    dial: (target, options) => {
      dialled.push(target)
      return direct({ host: '127.0.0.1', port }, options)
    },
    ownBase: () => 'http://im.office:8080/api',
    resolve: (host) => Promise.resolve(names[host] ?? [PUBLIC]),
  })
  return {
    heard,
    dialled,
    toPath,
    fetch: (url: string, maxBytes = 1000, signal?: AbortSignal) => fetchLink(url, { toPath, maxBytes, ...(signal && { signal }) }),
    watched: (url: string, onBytes: (written: number) => void, maxBytes = 1000) => fetchLink(url, { toPath, maxBytes, onBytes }),
  }
}

describe('a link of a stranger’s', () => {
  it('is fetched with nothing of ours in it, and its bytes told by their hash', async () => {
    const site = await web((_, response) => void response.setHeader('set-cookie', 'a=1').end('picture'))
    expect(must(await site.fetch('http://pictures.example/a%20b.png?x=1#top'))).toEqual({ sha256: hashOf('picture'), size: 7 })
    expect(readFileSync(site.toPath, 'utf8')).toBe('picture')
    expect(site.dialled).toEqual([{ host: PUBLIC, port: 80 }])
    const [request] = site.heard
    expect(request?.url).toBe('/a%20b.png?x=1')
    expect(Object.keys(request?.headers ?? {}).toSorted()).toEqual(['accept', 'accept-encoding', 'connection', 'host'])
    must(await site.fetch('http://pictures.example/again'))
    expect(site.heard[1]?.headers.cookie).toBeUndefined()
  })

  it('tells how much of it is written, of which the file has as much by then', async () => {
    const site = await web((_, response) => {
      response.write('half')
      setImmediate(() => response.end(' and half'))
    })
    const told: [number, number][] = []
    must(await site.watched('http://pictures.example/', (written) => told.push([written, readFileSync(site.toPath).length])))
    expect(told.at(-1)).toEqual([13, 13])
    for (const [written, there] of told) expect(there).toBe(written)
  })

  it.each([
    ['this machine', 'http://127.0.0.1/'],
    ['this machine in other figures', 'http://2130706433/'],
    ['this machine in hexadecimal', 'http://0x7f.1/'],
    ['this machine by its new address', 'http://[::1]/'],
    ['an old address in a new one', 'http://[::ffff:7f00:1]/'],
    ['the neighbours', 'http://192.168.0.1/'],
    ['the metadata of a cloud', 'http://169.254.169.254/latest'],
    ['a name of this machine', 'http://within.example/'],
    ['a name with an address of either side', 'http://both.example/'],
    ['a name without an address', 'http://nowhere.example/'],
    ['another scheme', 'ftp://pictures.example/'],
    ['a file', 'file:///etc/passwd'],
    ['a name and a password', 'http://a:b@pictures.example/'],
    ['no address', 'http://'],
    ['our server’s machine at another port', 'http://im.office/'],
    ['our server’s machine by another scheme', 'https://im.office:8080/'],
  ])('is not followed to %s', async (_, url) => {
    const names = {
      'within.example': ['127.0.0.1'],
      'both.example': [PUBLIC, '10.0.0.1'],
      'nowhere.example': [],
      'im.office': ['10.0.0.2'],
    }
    const site = await web((__, response) => void response.end('secret'), names)
    expect(await site.fetch(url)).toMatchObject({ ok: false, error: { code: 'unsafe_link' } })
    expect([site.dialled, existsSync(site.toPath)]).toEqual([[], false])
  })

  it('is followed to our own server, wherever that is', async () => {
    const site = await web((_, response) => void response.end('avatar'), { 'im.office': ['10.0.0.2'] })
    must(await site.fetch('http://im.office:8080/v1/files/f_1'))
    expect(site.dialled).toEqual([{ host: 'im.office', port: 8080 }])
  })

  it('is looked at anew at every hop, five of them at most', async () => {
    const site = await web(
      (request, response) => {
        const hop = Number(request.url?.slice(1))
        if (hop === 0) response.end('there')
        else
          response
            .writeHead(302, { location: hop === 9 ? 'http://within.example/' : `//hop${hop}.example/${hop - 1}` })
            .end('x'.repeat(5000))
      },
      { 'within.example': ['127.0.0.1'] },
    )
    must(await site.fetch('http://pictures.example/5'))
    expect(site.heard).toHaveLength(6)
    expect(await site.fetch('http://pictures.example/6')).toMatchObject({ error: { code: 'unsafe_link', message: 'too many redirects' } })
    const before = site.dialled.length
    expect(await site.fetch('http://pictures.example/9')).toMatchObject({ error: { code: 'unsafe_link', message: 'an address within' } })
    expect(site.dialled.length).toBe(before + 1)
  })

  it.each([
    ['to a file', 'file:///etc/passwd', 'unsafe_link'],
    ['to nothing', undefined, 'http_failed'],
    ['to something endless', `http://pictures.example/${'x'.repeat(9000)}`, 'unsafe_link'],
  ])('is not redirected %s', async (_, location, code) => {
    const site = await web((__, response) => void response.writeHead(301, location === undefined ? {} : { location }).end())
    expect(await site.fetch('http://pictures.example/')).toMatchObject({ ok: false, error: { code } })
  })

  it.each([
    [404, 'gone'],
    [410, 'gone'],
    [403, 'forbidden'],
    [401, 'forbidden'],
    [500, 'http_failed'],
    [206, 'http_failed'],
  ])('that answers %i: %s', async (status, code) => {
    const site = await web((_, response) => void response.writeHead(status).end('x'))
    expect(await site.fetch('http://pictures.example/')).toMatchObject({ ok: false, error: { code } })
    expect(existsSync(site.toPath)).toBe(false)
  })

  it('is no larger than it may be, whatever it says of itself', async () => {
    const honest = await web((_, response) => void response.writeHead(200, { 'content-length': 1001 }).end('x'.repeat(1001)))
    expect(await honest.fetch('http://pictures.example/')).toMatchObject({ error: { code: 'too_large' } })
    expect(existsSync(honest.toPath)).toBe(false)
    const endless = await web((_, response) => {
      const write = (): void => void (response.destroyed || (response.write('x'.repeat(700)), setImmediate(write)))
      write()
    })
    expect(await endless.fetch('http://pictures.example/')).toMatchObject({ error: { code: 'too_large' } })
    const exact = await web((_, response) => void response.end('x'.repeat(1000)))
    expect(must(await exact.fetch('http://pictures.example/')).size).toBe(1000)
  })

  it('is not unpacked', async () => {
    const site = await web((_, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('x'.repeat(900))))
    expect(await site.fetch('http://pictures.example/')).toMatchObject({ error: { code: 'http_failed' } })
  })

  it('that breaks off, or has nothing, is no file', async () => {
    const cut = await web((_, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('half', () => response.destroy())
    })
    expect((await cut.fetch('http://pictures.example/')).ok).toBe(false)
    const empty = await web((_, response) => void response.end())
    expect(await empty.fetch('http://pictures.example/')).toMatchObject({ error: { code: 'http_failed' } })
  })

  describe('that is large', () => {
    const MINUTE = 60_000
    const PIECE = 2 * 1024 * 1024

    /** As many pieces of so many bytes come, each `everyMs` after the one before is written. */
    async function come(pieces: number, bytes: number, everyMs: number) {
      const clock = new FakeClock()
      const all = pieces * bytes
      let next: () => void = () => undefined
      const site = await web(
        (_, response) => {
          response.writeHead(200, { 'content-length': all })
          next = () => void response.write(Buffer.alloc(bytes))
          next()
        },
        {},
        clock,
      )
      let wanted = bytes
      const came = await site.watched(
        'http://pictures.example/',
        (written) => {
          if (written < wanted || written === all) return
          wanted += bytes
          clock.advance(everyMs)
          next()
        },
        all,
      )
      return { came, clock }
    }

    it('may take as long as it takes, be the line as slow as it is', async () => {
      const { came, clock } = await come(60, PIECE, 9 * MINUTE)
      expect(must(came).size).toBe(60 * PIECE)
      expect([clock.monotonic(), clock.pending]).toEqual([59 * 9 * MINUTE, 0])
    })

    it('is given up once only a little comes now and then', async () => {
      const { came, clock } = await come(40, 1024, MINUTE)
      expect(came).toMatchObject({ ok: false, error: { code: 'timeout' } })
      expect([clock.monotonic(), clock.pending]).toEqual([10 * MINUTE, 0])
    })
  })

  it('is given up when nobody wants it any more', async () => {
    const stop = new AbortController()
    const site = await web((_, response) => {
      response.write('half')
      stop.abort()
    })
    expect(await site.fetch('http://pictures.example/', 1000, stop.signal)).toMatchObject({ ok: false, error: { code: 'cancelled' } })
  })
})

describe.each([
  ['http', startConnectProxy],
  ['socks5', startSocksProxy],
] as const)('a link through a proxy that looks names up itself (%s)', (kind, start) => {
  const ADDRESS = '93.184.216.34'

  async function behind(resolve: (host: string) => Promise<readonly string[]>) {
    const site = createServer((_, response) => void response.end('picture')).listen(0, '127.0.0.1')
    await once(site, 'listening')
    const { port } = site.address() as AddressInfo
    // To the proxy every name and the public address lead to the site on this machine.
    const proxy = await start({ names: { 'within.example': '127.0.0.1', [ADDRESS]: '127.0.0.1' } })
    onTestFinished(async () => {
      await proxy.close()
      site.closeAllConnections()
      site.close()
    })
    const dial = createDialer({ clock: systemClock, routesTo: () => [{ kind, host: '127.0.0.1', port: proxy.port }] })
    const fetchLink = linkFetcher({ clock: systemClock, dial, ownBase: () => undefined, resolve })
    const toPath = join(tempFolder(), 'part')
    return { proxy, port, toPath, fetch: (url: string) => fetchLink(url, { toPath, maxBytes: 1000 }) }
  }

  it('is asked for by the address that was judged here, never by its name', async () => {
    const { proxy, port, fetch } = await behind(() => Promise.resolve([ADDRESS]))
    expect(must(await fetch(`http://within.example:${port}/a`))).toEqual({ sha256: hashOf('picture'), size: 7 })
    expect(proxy.asked).toEqual([`${ADDRESS}:${port}`])
  })

  it('is refused, and says why, where only the proxy could look the name up: it is not even asked', async () => {
    const { proxy, port, toPath, fetch } = await behind(() =>
      Promise.reject(Object.assign(new Error('getaddrinfo ENOTFOUND within.example'), { code: 'ENOTFOUND' })),
    )
    expect(await fetch(`http://within.example:${port}/a`)).toEqual({
      ok: false,
      error: { code: 'unresolved_link', message: 'getaddrinfo ENOTFOUND within.example' },
    })
    expect([proxy.asked, existsSync(toPath)]).toEqual([[], false])
  })

  it('is refused where the name leads within, whatever the proxy would make of it', async () => {
    const { proxy, port, fetch } = await behind(() => Promise.resolve(['10.1.2.3']))
    expect(await fetch(`http://within.example:${port}/a`)).toMatchObject({ error: { code: 'unsafe_link', message: 'an address within' } })
    expect(proxy.asked).toEqual([])
  })
})
