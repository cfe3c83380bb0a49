import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createDialer } from '../../src/main/connection/dialers/dialer'
import { systemClock } from '../../src/main/lib/clock'
import { createHttpClient, HttpError, type HttpClientOptions } from '../../src/main/lib/http-client'
import { ownPort } from '../helpers/own-port'
import { testCertificate } from '../helpers/test-certificates'
import { startConnectProxy, startSocksProxy } from '../helpers/test-proxies'

async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

function client(options: HttpClientOptions = {}) {
  const http = createHttpClient(options)
  onTestFinished(() => http.close())
  return http
}

const answering = (answer: RequestListener): Promise<string> => listening(createServer(answer))

it('is of no use once it is closed, whether it was used before or not', async () => {
  const url = `http://${await answering((_request, response) => void response.end('{}'))}/`
  const [fresh, used] = [client(), client()]
  await used.request({ method: 'GET', url })
  await Promise.all([fresh.close(), used.close()])
  for (const http of [fresh, used]) {
    await expect(http.request({ method: 'GET', url })).rejects.toMatchObject({ code: 'http_failed' })
  }
})

it('may be renewed and closed before the first call', async () => {
  const http = client()
  http.renew()
  await expect(http.close()).resolves.toBeUndefined()
})

describe('the HTTP client', () => {
  it('sends JSON with the token, and reads JSON back whatever the status', async () => {
    const at = await answering((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        response.writeHead(409, { 'content-type': 'application/json' })
        const { method, url, headers } = request
        const said = { method, url, token: headers.authorization, type: headers['content-type'] }
        response.end(JSON.stringify({ ...said, body: JSON.parse(Buffer.concat(chunks).toString()) as unknown }))
      })
    })
    const answer = await client().request({
      method: 'POST',
      url: `http://${at}/v1/groups?x=1`,
      token: 't',
      json: { a: '你' },
    })
    expect(answer).toEqual({
      status: 409,
      json: { method: 'POST', url: '/v1/groups?x=1', token: 'Bearer t', type: 'application/json', body: { a: '你' } },
    })
  })

  it('asks for packed answers and unpacks them', async () => {
    const at = await answering((request, response) => {
      expect(request.headers['accept-encoding']).toContain('gzip')
      response.writeHead(200, { 'content-encoding': 'gzip' })
      response.end(gzipSync(JSON.stringify({ items: ['x'.repeat(5_000)] })))
    })
    const { json } = await client().request({ method: 'GET', url: `http://${at}/` })
    expect(json).toEqual({ items: ['x'.repeat(5_000)] })
  })

  it.each([
    ['an empty body', ''],
    ["a proxy's page", '<html>502</html>'],
  ])('reads %s as no JSON', async (_name, body) => {
    const at = await answering((_request, response) => void response.writeHead(502).end(body))
    expect(await client().request({ method: 'GET', url: `http://${at}/` })).toEqual({ status: 502, json: undefined })
  })

  it('counts the unpacked bytes against the limit', async () => {
    const at = await answering((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('x'.repeat(1_000_000)))
    })
    const answer = client({ maxBodyBytes: 10_000 }).request({ method: 'GET', url: `http://${at}/` })
    await expect(answer).rejects.toMatchObject({ name: 'HttpError', code: 'http_failed', retry: 'later' })
  })

  it('does not carry a token to where an answer points', async () => {
    const at = await answering((_request, response) => void response.writeHead(302, { location: '/elsewhere' }).end())
    const answer = client().request({ method: 'GET', url: `http://${at}/`, token: 't' })
    await expect(answer).rejects.toMatchObject({ code: 'http_failed' })
  })

  it('says when nobody listens, and when the link is cut', async () => {
    const at = `127.0.0.1:${await ownPort()}`
    await expect(client().request({ method: 'GET', url: `http://${at}/` })).rejects.toMatchObject({ code: 'refused' })
    const cut = await answering((request) => request.socket.resetAndDestroy())
    await expect(client().request({ method: 'GET', url: `http://${cut}/` })).rejects.toMatchObject({ code: 'reset' })
  })

  it('gives up on a server that says nothing', async () => {
    const at = await answering(() => undefined)
    const answer = client({ timeoutMs: 20 }).request({ method: 'GET', url: `http://${at}/` })
    await expect(answer).rejects.toMatchObject({ code: 'timeout', retry: 'later' })
  })

  it('ends when the caller says so', async () => {
    const caller = new AbortController()
    const at = await answering(() => caller.abort())
    const answer = client().request({ method: 'GET', url: `http://${at}/`, signal: caller.signal })
    await expect(answer).rejects.toMatchObject({ code: 'cancelled', retry: 'never' })
    await expect(answer).rejects.toBeInstanceOf(HttpError)
  })

  it('trusts the extra authority, and no other', async () => {
    const { ca, cert, key } = await testCertificate({ hosts: ['127.0.0.1'] })
    const at = await listening(createTlsServer({ cert, key }, (_request, response) => void response.end('{}')))
    expect(await client({ ca }).request({ method: 'GET', url: `https://${at}/` })).toEqual({ status: 200, json: {} })
    await expect(client().request({ method: 'GET', url: `https://${at}/` })).rejects.toMatchObject({
      code: 'tls_untrusted',
    })
  })
})

const NAME = 'im.office.test'

describe.each([
  ['http', startConnectProxy],
  ['socks5', startSocksProxy],
] as const)('the HTTP client behind a %s proxy', (kind, start) => {
  async function behindProxy(options: HttpClientOptions & { readonly login?: { user: string; password: string } } = {}) {
    const { login, ...rest } = options
    const proxy = await start({ names: { [NAME]: '127.0.0.1' }, login })
    onTestFinished(() => proxy.close())
    const dial = createDialer({ clock: systemClock, routesTo: () => [{ kind, host: '127.0.0.1', port: proxy.port }] })
    return { proxy, http: client({ ...rest, dial }) }
  }
  const portOf = (at: string): string => at.split(':')[1] ?? ''

  it('asks in plain words and over TLS, by a name that only the proxy knows', async () => {
    const { ca, cert, key } = await testCertificate({ hosts: [NAME] })
    const plain = portOf(await answering((_request, response) => void response.end('{"plain":true}')))
    const secure = portOf(await listening(createTlsServer({ cert, key }, (_request, response) => void response.end('{"tls":true}'))))
    const { proxy, http } = await behindProxy({ ca })
    const ask = async (url: string): Promise<unknown> => (await http.request({ method: 'GET', url })).json
    expect(await ask(`http://${NAME}:${plain}/`)).toEqual({ plain: true })
    expect(await ask(`https://${NAME}:${secure}/`)).toEqual({ tls: true })
    expect(proxy.asked).toEqual([`${NAME}:${plain}`, `${NAME}:${secure}`])
  })

  it('checks the certificate through it', async () => {
    const { cert, key } = await testCertificate({ hosts: [NAME] })
    const port = portOf(await listening(createTlsServer({ cert, key }, (_request, response) => void response.end('{}'))))
    const { http } = await behindProxy()
    await expect(http.request({ method: 'GET', url: `https://${NAME}:${port}/` })).rejects.toMatchObject({ code: 'tls_untrusted' })
  })

  it('tells what the proxy has against it', async () => {
    const { http } = await behindProxy({ login: { user: 'a', password: 'b' } })
    await expect(http.request({ method: 'GET', url: `http://${NAME}:9002/` })).rejects.toMatchObject({ code: 'proxy_auth' })
  })

  it('takes a new way once it is told of one', async () => {
    const at = portOf(await answering((_request, response) => void response.end('{}')))
    const [before, after] = await Promise.all([start(), start()])
    onTestFinished(() => before.close())
    onTestFinished(() => after.close())
    let { port } = before
    const http = client({
      dial: createDialer({ clock: systemClock, routesTo: () => [{ kind, host: '127.0.0.1', port }] }),
    })
    const ask = (): Promise<unknown> => http.request({ method: 'GET', url: `http://127.0.0.1:${at}/` })
    await ask()
    port = after.port
    http.renew()
    await ask()
    expect([before.asked.length, after.asked.length]).toEqual([1, 1])
  })
})
