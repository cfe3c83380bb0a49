import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { ServerAddress } from '@shared/account'
import { TokenRevoker } from '../../src/main/app/account/sign-out'
import { connectTcp } from '../../src/main/connection/dialers/tcp-dialer'
import { type Dial, DialError } from '../../src/main/lib/dial'
import { silentLogger } from '../../src/main/lib/logger'
import { authenticate, TestOffice } from '../server/office'

const serverAt = (httpBase: string, kind: ServerAddress['kind'] = 'sync'): { readonly server: ServerAddress } => ({
  server: { kind, host: '127.0.0.1', port: 9, tls: false, httpBase, caFile: '' },
})
const direct: Dial = (target) => connectTcp(target, { signal: new AbortController().signal, onResolved: () => undefined })

async function httpServer(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.closeAllConnections())
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe('a token that is not needed any more', () => {
  it('is worth nothing on the server once it is revoked', async () => {
    const office = await TestOffice.open({ users: ['alice'] })
    onTestFinished(() => office.close())
    const token = await office.token('alice')
    const revoker = new TokenRevoker({ dial: direct, logger: silentLogger })
    await revoker.revoke(serverAt(office.url('')), token)
    expect((await office.callWith(token, 'GET', '/v1/me')).status).toBe(401)
    const refused = await authenticate(await office.connect(), 'alice', { token, profile: 'sync/1' })
    expect(refused.json['code']).toBe('bad_token')
  })

  it('is sent to nobody when there is none, or to the original gateway', async () => {
    let dialled = 0
    const dial: Dial = () => {
      dialled += 1
      return Promise.reject(new DialError('refused', 'refused'))
    }
    const revoker = new TokenRevoker({ dial, logger: silentLogger })
    await revoker.revoke(serverAt('http://127.0.0.1:9'), undefined)
    await revoker.revoke(serverAt('http://127.0.0.1:9', 'base'), '7')
    expect(dialled).toBe(0)
  })

  it('holds nobody up without a network, and says so in the log', async () => {
    const warned: unknown[] = []
    const logger = { ...silentLogger, warn: (...words: unknown[]) => void warned.push(words) }
    const dial: Dial = () => Promise.reject(new DialError('unreachable', 'no way there'))
    await new TokenRevoker({ dial, logger }).revoke(serverAt('http://127.0.0.1:9'), 'secret')
    expect(warned).toHaveLength(1)
    expect(JSON.stringify(warned)).not.toContain('secret')
  })

  it('is waited for at the end, while a server has not answered', async () => {
    let answer: () => void = () => undefined
    const httpBase = await httpServer(createServer((_request, response) => (answer = () => response.writeHead(204).end())))
    const revoker = new TokenRevoker({ dial: direct, logger: silentLogger })
    const revoked = revoker.revoke(serverAt(httpBase), 'secret')
    let isSettled = false
    const settled = revoker.settled().then(() => (isSettled = true))
    await expect.poll(() => answer.name).toBe('answer')
    expect(isSettled).toBe(false)
    answer()
    await Promise.all([revoked, settled])
  })
})
