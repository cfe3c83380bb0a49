import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ServerAddress } from '@shared/account'
import { createDialer } from '../../../src/main/connection/dialers/dialer'
import { logIn } from '../../../src/main/kinds/jim1/account/log-in'
import { systemClock } from '../../../src/main/lib/clock'

let server: Server
let answer: { readonly status: number; readonly body: string }

beforeEach(async () => {
  server = createServer((_request, response) => {
    response.writeHead(answer.status, { 'content-type': 'application/json' })
    response.end(answer.body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})

afterEach(() => new Promise((resolve) => server.close(resolve)))

async function tryOnce(status: number, body: unknown): Promise<unknown> {
  answer = { status, body: typeof body === 'string' ? body : JSON.stringify(body) }
  const { port } = server.address() as AddressInfo
  const address: ServerAddress = { kind: 'sync', host: '127.0.0.1', port: 9, tls: false, httpBase: `http://127.0.0.1:${port}`, caFile: '' }
  const way = { dial: createDialer({ clock: systemClock }), ca: undefined }
  const device = { deviceId: 'd', deviceName: 'test' }
  const result = await logIn({ server: address, user: 'alice', secret: 'wrong' }, device, way, new AbortController().signal)
  return result.ok ? result.value : result.error
}

describe('a log-in that the server does not take', () => {
  it.each([
    ['the person’s own tries', { code: 'too_many_tries', reason: 'wait', retry_after_ms: 60_000 }, 'too_many_tries', 'wait', 60_000],
    ['those of everybody', { code: 'overloaded', reason: 'busy', retry_after_ms: 2000 }, 'overloaded', 'busy', 2000],
    ['somebody in between', '<html>slow down</html>', 'overloaded', 'HTTP 429', undefined],
  ])('for too many tries, %s: says whose, and when it takes another', async (_, body, code, message, retryAfterMs) => {
    expect(await tryOnce(429, body)).toEqual({ step: 'log_in', code, message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) })
  })

  it('for its password, or what nobody understands', async () => {
    const wrong = await tryOnce(401, { code: 'bad_credentials', reason: 'no' })
    expect(wrong).toEqual({ step: 'log_in', code: 'bad_credentials', message: 'no' })
    expect(await tryOnce(500, 'oops')).toEqual({ step: 'log_in', code: 'http_failed', message: 'HTTP 500' })
    expect(await tryOnce(200, { hello: 1 })).toMatchObject({ code: 'http_failed' })
  })
})
