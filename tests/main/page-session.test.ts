import { describe, expect, it } from 'vitest'
import { isOwnRequest, pageProxy } from '../../src/main/app/window/page-session'

describe('isOwnRequest', () => {
  it.each([
    ['app://jim/index.html', true],
    ['jim-media://file/00', true],
    ['data:image/png;base64,AA', true],
    ['blob:app://jim/1', true],
    ['https://example.com/p.png', false],
    ['http://127.0.0.1:5173/', false],
    ['ws://example.com/', false],
    ['file:///etc/hostname', false],
    ['nonsense', false],
  ])('%s: %s', (url, isOwn) => {
    expect(isOwnRequest(url, undefined)).toBe(isOwn)
  })

  it('lets the hot-reload server answer while developing, and nobody else', () => {
    expect(isOwnRequest('http://localhost:5173/src/main.ts', 'http://localhost:5173/')).toBe(true)
    expect(isOwnRequest('ws://localhost:5173/', 'http://localhost:5173/')).toBe(true)
    expect(isOwnRequest('http://localhost:5174/', 'http://localhost:5173/')).toBe(false)
  })
})

describe('pageProxy', () => {
  const to = (kind: 'none' | 'system' | 'http' | 'socks5', host = '') =>
    pageProxy({ kind, host, port: host === '' ? 0 : 3128 }, undefined).proxyRules

  it('is the proxy that was entered', () => {
    expect(to('http', 'proxy.example')).toBe('http://proxy.example:3128')
    expect(to('socks5', '::1')).toBe('socks5://[::1]:3128')
  })

  it('is nowhere without one', () => {
    expect([to('none'), to('system')]).toEqual(['http://127.0.0.1:9', 'http://127.0.0.1:9'])
  })

  it('leaves nothing out, unless a hot-reload server is on this machine', () => {
    expect(pageProxy({ kind: 'none', host: '', port: 0 }, undefined).proxyBypassRules).toBe('<-loopback>')
    expect(pageProxy({ kind: 'none', host: '', port: 0 }, 'http://localhost:5173/').proxyBypassRules).toBe('')
  })
})
