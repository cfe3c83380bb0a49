import { DEFAULT_SETTINGS } from '../../src/shared/settings'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { ServerAddress } from '@shared/account'
import type { LinkTest } from '@shared/network'
import { AccountSession } from '../../src/main/app/account/account-session'
import { readCa } from '../../src/main/app/network/ca-file'
import { Network } from '../../src/main/app/network/network'
import { testNetwork } from '../../src/main/app/network/network-test'
import { logIn } from '../../src/main/kinds/jim1/account/log-in'
import { systemClock } from '../../src/main/lib/clock'
import { silentLogger } from '../../src/main/lib/logger'
import { openStore } from '../../src/main/store/open-store'
import { type RunningServer, startServer } from '../../src/server/server'
import { ownPort } from '../helpers/own-port'
import { type TestCertificate, testCertificate } from '../helpers/test-certificates'
import { startConnectProxy, startSocksProxy, type TestProxy, type TestProxyOptions } from '../helpers/test-proxies'
import { must } from '../helpers/results'
import { IDLE_MACHINE } from '../helpers/idle-machine'

/** A server that nobody can find but through a proxy: no resolver knows its name. */
const NAME = 'im.office.test'
const LOGIN = { user: 'office', password: 'behind the wall' }
/** What is waited for takes as long as it takes; the test's own limit ends it. */
const PATIENT = { timeout: 50_000 }
const DEVICE = { deviceId: '019a0000-0000-7000-8000-000000000001', deviceName: 'test' }

let certificate: TestCertificate
beforeAll(async () => {
  certificate = await testCertificate({ hosts: [NAME] })
})

class Site {
  readonly dir = mkdtempSync(join(tmpdir(), 'jim-proxies-'))
  readonly network = new Network({
    profileDir: this.dir,
    vault: { isAvailable: false, seal: () => undefined, open: () => undefined },
    resolveSystemProxy: () => Promise.resolve('DIRECT'),
    clock: systemClock,
    logger: silentLogger,
  })

  private constructor(
    readonly server: RunningServer,
    readonly isTls: boolean,
  ) {}

  static async open(options: { readonly isTls?: boolean } = {}): Promise<Site> {
    const isTls = options.isTls ?? false
    const tls = isTls ? { cert: certificate.cert, key: certificate.key } : undefined
    const server = await startServer({ host: '127.0.0.1', tcp: await ownPort(), ws: 0, http: await ownPort(), tls })
    await server.addUser({ userId: 'alice', name: 'Alice', password: 'alice' })
    const site = new Site(server, isTls)
    writeFileSync(site.caFile, certificate.ca)
    onTestFinished(async () => {
      await server.close()
      rmSync(site.dir, { recursive: true, force: true })
    })
    return site
  }

  get caFile(): string {
    return join(this.dir, 'ca.pem')
  }

  get address(): ServerAddress {
    const { tcp, http } = this.server.ports
    const httpBase = `${this.isTls ? 'https' : 'http'}://${NAME}:${http}`
    return { kind: 'sync', host: NAME, port: tcp, tls: this.isTls, httpBase, caFile: this.isTls ? this.caFile : '' }
  }

  test(change: Partial<ServerAddress> = {}): Promise<LinkTest> {
    return testNetwork({ ...this.address, ...change }, this.network.dial, systemClock)
  }

  use(kind: 'socks5' | 'http', proxy: TestProxy, login: { readonly user: string; readonly password?: string } = LOGIN): void {
    must(this.network.setProxy({ kind, host: '127.0.0.1', port: proxy.port, ...login }))
  }
}

async function proxyOf(start: typeof startSocksProxy, options: TestProxyOptions = {}): Promise<TestProxy> {
  const proxy = await start({ names: { [NAME]: '127.0.0.1' }, login: LOGIN, ...options })
  onTestFinished(() => proxy.close())
  return proxy
}

const statesOf = ({ steps }: LinkTest): string => steps.map(({ stage, state }) => `${stage} ${state}`).join(', ')

const KINDS = [
  ['socks5', startSocksProxy],
  ['http', startConnectProxy],
] as const

describe.each(KINDS)('the test of the way through a %s proxy', (kind, start) => {
  it.each([
    ['in plain', false, 'proxy passed, connect passed, greet passed, http passed'],
    ['over TLS', true, 'proxy passed, connect passed, secure passed, greet passed, http passed'],
  ])('passes every stage %s, and measures the round trip', async (_, isTls, states) => {
    const site = await Site.open({ isTls })
    site.use(kind, await proxyOf(start))
    const test = await site.test()
    expect(statesOf(test)).toBe(states)
    expect(test.rttMs).toBeGreaterThanOrEqual(0)
    expect(test.failure).toBeUndefined()
  })

  it('stops at the proxy for a wrong password', async () => {
    const site = await Site.open()
    site.use(kind, await proxyOf(start), { ...LOGIN, password: 'wrong' })
    const test = await site.test()
    expect(statesOf(test)).toBe('proxy failed, connect skipped, greet skipped, http skipped')
    expect(test.failure?.code).toBe('proxy_auth')
  })

  it('stops at the server when it is down behind the proxy', async () => {
    const site = await Site.open()
    const { address } = site
    await site.server.close()
    site.use(kind, await proxyOf(start))
    const test = await testNetwork(address, site.network.dial, systemClock)
    expect(statesOf(test)).toBe('proxy passed, connect failed, greet skipped, http skipped')
  })
})

describe('the test of the straight way', () => {
  it('stops at the name when nobody knows it', async () => {
    const site = await Site.open()
    const test = await site.test({ host: 'no-such-name.invalid' })
    expect(statesOf(test)).toBe('resolve failed, connect skipped, greet skipped, http skipped')
    expect(test.failure?.code).toBe('name_not_found')
  })

  it('stops at HTTP when only that is wrong', async () => {
    const site = await Site.open()
    const { tcp } = site.server.ports
    const test = await site.test({ host: '127.0.0.1', port: tcp, httpBase: `http://127.0.0.1:${tcp}` })
    expect(statesOf(test)).toBe('resolve passed, connect passed, greet passed, http failed')
  })

  it('says of an HTTP port without a listener that HTTP does not answer, not that the port which was entered is wrong', async () => {
    const site = await Site.open()
    const { tcp } = site.server.ports
    const server = { ...site.address, host: '127.0.0.1', port: tcp, httpBase: `http://127.0.0.1:${await ownPort()}` }
    expect((await site.test(server)).failure).toMatchObject({ code: 'http_unreached' })
    const way = { ca: undefined, dial: site.network.dial }
    const signedIn = await logIn({ server, user: 'alice', secret: 'alice' }, DEVICE, way, new AbortController().signal)
    expect(signedIn).toMatchObject({ ok: false, error: { step: 'log_in', code: 'http_unreached' } })
  })

  it('asks no HTTP of a plain jim1 server', async () => {
    const site = await Site.open()
    const test = await site.test({ kind: 'base', host: '127.0.0.1', httpBase: '' })
    expect(statesOf(test)).toBe('resolve passed, connect passed, greet passed')
  })
})

describe('a certificate authority of the office', () => {
  it.each([
    ['is not given', '', 'tls_untrusted'],
    ['is not there', '/nowhere/ca.pem', 'ca_file_unreadable'],
  ])('that %s stops the test at TLS', async (_, caFile, code) => {
    const site = await Site.open({ isTls: true })
    site.use('socks5', await proxyOf(startSocksProxy))
    const test = await site.test({ caFile })
    expect(test.failure?.code).toBe(code)
    expect(test.steps.find(({ stage }) => stage === 'secure')?.state).toBe('failed')
    expect(test.steps.find(({ stage }) => stage === 'greet')?.state).toBe('skipped')
  })

  it('of somebody else does too', async () => {
    const site = await Site.open({ isTls: true })
    const { ca } = await testCertificate({ hosts: [NAME] })
    writeFileSync(site.caFile, ca)
    site.use('socks5', await proxyOf(startSocksProxy))
    expect((await site.test()).failure?.code).toBe('tls_untrusted')
  })
})

describe('an account behind a proxy', () => {
  async function signedIn(site: Site): Promise<AccountSession> {
    const request = { server: site.address, user: 'alice', secret: 'alice' }
    const ca = await readCa(site.address.caFile)
    const way = { ca: ca.ok ? ca.value : undefined, dial: site.network.dial }
    const credentials = await logIn(request, DEVICE, way, new AbortController().signal)
    if (!credentials.ok) throw new Error(credentials.error.message)
    const databaseFile = join(site.dir, 'accounts', 'alice.db')
    mkdirSync(join(site.dir, 'accounts'), { recursive: true })
    const store = openStore({ file: databaseFile, clock: systemClock, logger: silentLogger })
    if (!store.ok) throw new Error(store.error.message)
    const account = { userId: 'alice', name: 'Alice', avatar: '', token: credentials.value.token }
    const session = new AccountSession({
      ...account,
      ...DEVICE,
      server: site.address,
      ca,
      dial: site.network.dial,
      order: site.network.orders.of(site.address),
      store: store.value,
      databaseFile,
      cacheBytes: () => 2 ** 30,
      machine: IDLE_MACHINE,
      autoDownload: () => DEFAULT_SETTINGS.autoDownload,
      pictureRules: () => ({ strips: true, size: 'original' }),
      appVersion: '0',
      logger: silentLogger,
    })
    onTestFinished(() => session.close({ code: 'signed_out', reason: '' }))
    const stop = site.network.on('changed', () => session.redial())
    onTestFinished(stop)
    session.connect()
    await expect.poll(() => session.loop.status.state, PATIENT).toBe('online')
    return session
  }

  it('signs in by it, and moves to another proxy without a restart', async () => {
    const site = await Site.open({ isTls: true })
    const [socks, http] = [await proxyOf(startSocksProxy), await proxyOf(startConnectProxy)]
    site.use('socks5', socks)
    const session = await signedIn(site)
    expect(socks.asked).toContain(`${NAME}:${site.server.ports.tcp}`)
    expect(socks.asked).toContain(`${NAME}:${site.server.ports.http}`)
    site.use('http', http)
    await expect.poll(() => http.asked, PATIENT).toContain(`${NAME}:${site.server.ports.tcp}`)
    await expect.poll(() => session.loop.status.state, PATIENT).toBe('online')
    await expect.poll(() => http.asked, PATIENT).toContain(`${NAME}:${site.server.ports.http}`)
    await expect.poll(() => socks.links, PATIENT).toBe(0)
  })

  it('stops at a wrong password, and comes back with the right one', async () => {
    const site = await Site.open()
    const proxy = await proxyOf(startSocksProxy)
    site.use('socks5', proxy)
    const session = await signedIn(site)
    site.use('socks5', proxy, { ...LOGIN, password: 'forgotten' })
    await expect.poll(() => session.loop.status, PATIENT).toMatchObject({ state: 'stopped', cause: { code: 'proxy_auth' } })
    site.use('socks5', proxy)
    await expect.poll(() => session.loop.status.state, PATIENT).toBe('online')
  })

  it('waits for a proxy that is down, and is online again once it is there', async () => {
    const site = await Site.open()
    const proxy = await proxyOf(startSocksProxy)
    site.use('socks5', proxy)
    const session = await signedIn(site)
    await proxy.close()
    await expect.poll(() => session.loop.status, PATIENT).toMatchObject({ cause: { code: 'proxy_unreachable' } })
    site.use('socks5', await proxyOf(startSocksProxy))
    await expect.poll(() => session.loop.status.state, PATIENT).toBe('online')
  })
})
