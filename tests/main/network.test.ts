import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { Network, type NetworkOptions, type Vault } from '../../src/main/app/network/network'
import { systemClock } from '../../src/main/lib/clock'
import { silentLogger } from '../../src/main/lib/logger'
import { startSocksProxy, type TestProxy, type TestProxyOptions } from '../helpers/test-proxies'
import { must } from '../helpers/results'

/** A keychain that turns texts around; enough to see that none of them is written as it is. */
const keychain: Vault = {
  isAvailable: true,
  seal: (secret) => Buffer.from([...secret].reverse().join('')).toString('base64'),
  open: (sealed) => [...Buffer.from(sealed, 'base64').toString()].reverse().join(''),
}
const noKeychain: Vault = { isAvailable: false, seal: () => undefined, open: () => undefined }

const LOGIN = { user: 'alice', password: 'horse-battery' }
const TARGET = { host: 'im.office.test', port: 9 }

function profile(): string {
  const dir = mkdtempSync(join(tmpdir(), 'jim-network-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

function networkIn(
  profileDir: string,
  options: Pick<Partial<NetworkOptions>, 'vault' | 'given'> & { readonly system?: string } = {},
): Network {
  return new Network({
    profileDir,
    vault: options.vault ?? keychain,
    resolveSystemProxy: () => Promise.resolve(options.system ?? 'DIRECT'),
    ...(options.given === undefined ? {} : { given: options.given }),
    clock: systemClock,
    logger: silentLogger,
  })
}

async function socks(options: TestProxyOptions = {}): Promise<TestProxy> {
  // It refuses whatever it is asked for: that it was asked is what counts here.
  const proxy = await startSocksProxy({ answer: 2, ...options })
  onTestFinished(() => proxy.close())
  return proxy
}

describe('the network of a profile', () => {
  it('has no proxy at first', () => {
    expect(networkIn(profile()).proxy).toEqual({
      kind: 'none',
      host: '',
      port: 0,
      user: '',
      hasPassword: false,
      canKeepPassword: true,
      isLocked: false,
    })
  })

  it('goes the way that a policy gives, whatever is set or tried', async () => {
    const proxy = await socks()
    const dir = profile()
    must(networkIn(dir).setProxy({ kind: 'none', host: '', port: 0, user: '' }))
    const network = networkIn(dir, { given: { kind: 'socks5', host: '127.0.0.1', port: proxy.port } })
    expect(network.proxy).toMatchObject({ kind: 'socks5', port: proxy.port, isLocked: true })
    const change = { kind: 'none', host: '', port: 0, user: '' } as const
    expect(network.setProxy(change)).toMatchObject({ ok: false, error: { code: 'setting_locked' } })
    await expect(network.dialWith(change)(TARGET)).rejects.toMatchObject({ code: 'proxy_refused' })
    await expect(network.dial(TARGET)).rejects.toMatchObject({ code: 'proxy_refused' })
    expect(proxy.asked).toHaveLength(2)
  })

  it('survives a restart, its password sealed and never told', async () => {
    const dir = profile()
    const { port } = await socks({ login: LOGIN })
    const change = { kind: 'socks5', host: '127.0.0.1', port, ...LOGIN } as const
    const shown = networkIn(dir).setProxy(change)
    expect(JSON.stringify(shown)).not.toContain(LOGIN.password)
    expect(readFileSync(join(dir, 'network.json'), 'utf8')).not.toContain(LOGIN.password)
    const after = networkIn(dir)
    expect(after.proxy).toMatchObject({ kind: 'socks5', port, user: 'alice', hasPassword: true })
    // Past the login: only then is the server asked for.
    await expect(after.dial(TARGET)).rejects.toMatchObject({ code: 'proxy_refused' })
  })

  it('keeps a password in memory where there is no keychain', async () => {
    const dir = profile()
    const { port } = await socks({ login: LOGIN })
    const network = networkIn(dir, { vault: noKeychain })
    must(network.setProxy({ kind: 'socks5', host: '127.0.0.1', port, ...LOGIN }))
    expect(network.proxy).toMatchObject({ hasPassword: true, canKeepPassword: false })
    expect(networkIn(dir, { vault: noKeychain }).proxy).toMatchObject({ user: 'alice', hasPassword: false })
  })

  it('hands a password to the proxy and user it was typed for, and to no other', () => {
    const network = networkIn(profile())
    const place = { kind: 'http', host: 'proxy.office.test', port: 8080, user: 'alice' } as const
    must(network.setProxy({ ...place, password: 'p' }))
    expect(must(network.setProxy(place)).hasPassword).toBe(true)
    expect(must(network.setProxy({ ...place, host: 'evil.test' })).hasPassword).toBe(false)
    must(network.setProxy({ ...place, password: 'p' }))
    expect(must(network.setProxy({ ...place, user: '' })).hasPassword).toBe(false)
  })

  it('tells that the way has changed, and goes it from then on', async () => {
    const proxy = await socks()
    const network = networkIn(profile())
    const told: string[] = []
    network.on('changed', ({ kind }) => told.push(kind))
    must(network.setProxy({ kind: 'socks5', host: '127.0.0.1', port: proxy.port, user: '' }))
    await expect(network.dial(TARGET)).rejects.toMatchObject({ code: 'proxy_refused' })
    expect(proxy.asked).toEqual(['im.office.test:9'])
    expect(told).toEqual(['socks5'])
  })

  it('tries a way without taking it', async () => {
    const proxy = await socks()
    const network = networkIn(profile())
    const trial = network.dialWith({ kind: 'socks5', host: '127.0.0.1', port: proxy.port, user: '' })
    await expect(trial(TARGET)).rejects.toMatchObject({ code: 'proxy_refused' })
    expect(network.proxy.kind).toBe('none')
  })

  it('asks the system for the way to each server', async () => {
    const proxy = await socks()
    const network = networkIn(profile(), { system: `SOCKS5 127.0.0.1:${proxy.port}; DIRECT` })
    must(network.setProxy({ kind: 'system', host: '', port: 0, user: '' }))
    await expect(network.dial(TARGET)).rejects.toMatchObject({ code: 'proxy_refused' })
    expect(proxy.asked).toEqual(['im.office.test:9'])
  })

  it('goes straight to this computer, whatever the proxy', async () => {
    const proxy = await socks()
    const network = networkIn(profile())
    must(network.setProxy({ kind: 'socks5', host: '127.0.0.1', port: proxy.port, user: '' }))
    const socket = await network.dial({ host: '127.0.0.1', port: proxy.port })
    socket.destroy()
    expect(proxy.asked).toEqual([])
  })
})
