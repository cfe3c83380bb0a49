import { describe, expect, it } from 'vitest'
import { parseProxyList } from '../../src/main/app/network/proxy-list'

describe("the system's word on a server", () => {
  it.each([
    ['DIRECT', [{ kind: 'direct' }]],
    ['', [{ kind: 'direct' }]],
    ['PROXY proxy.example.com:3128', [{ kind: 'http', host: 'proxy.example.com', port: 3128 }]],
    ['HTTPS proxy.example.com', [{ kind: 'https', host: 'proxy.example.com', port: 443 }]],
    ['SOCKS old.example.com', [{ kind: 'socks4', host: 'old.example.com', port: 1080 }]],
    ['SOCKS5 [fd00::1]:9050', [{ kind: 'socks5', host: 'fd00::1', port: 9050 }]],
    [' proxy a:1 ;SOCKS5 b:2; DIRECT', [{ kind: 'http', host: 'a', port: 1 }, { kind: 'socks5', host: 'b', port: 2 }, { kind: 'direct' }]],
    ['QUIC a:1; PROXY b:2', [{ kind: 'http', host: 'b', port: 2 }]],
    ['PROXY', [{ kind: 'direct' }]],
  ])('%j', (text, routes) => {
    expect(parseProxyList(text)).toEqual(routes)
  })
})
