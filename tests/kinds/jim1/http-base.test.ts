import type { ServerAddress } from '@shared/account'
import { describe, expect, it } from 'vitest'
import { httpBaseAt, httpBaseOf } from '../../../src/main/kinds/jim1/account/http-base'

const SERVER: ServerAddress = { kind: 'sync', host: 'im1', port: 9001, tls: true, httpBase: '', caFile: '' }
const at = (host: string, count = 2) => ({ current: { host, port: 9001 }, count })

describe('where HTTP is asked', () => {
  it('is one port above the one that is dialled', () => {
    expect(httpBaseOf(SERVER)).toBe('https://im1:9002')
    expect(httpBaseAt(SERVER, at('im2'))).toBe('https://im2:9002')
    expect(httpBaseAt({ ...SERVER, tls: false }, at('::1'))).toBe('http://[::1]:9002')
  })

  it('is where the address says that the link leads to', () => {
    expect(httpBaseAt(SERVER, at('im2'), 'https://files.example.com/jim/')).toBe('https://files.example.com/jim')
  })

  it('is as before a link where there is one address, or an HTTP address was entered', () => {
    expect(httpBaseAt(SERVER, at('im1', 1), 'https://files.example.com')).toBe('https://im1:9002')
    expect(httpBaseAt({ ...SERVER, httpBase: 'https://im/' }, at('im2'), 'https://files.example.com')).toBe('https://im')
  })

  it.each([
    ['less protected', 'http://im2:9002'],
    ['no address', 'im2:9002'],
    ['with a password', 'https://a:b@im2:9002'],
    ['the one that it listens on', 'https://0.0.0.0:9002'],
    ['the same of IPv6', 'https://[::]:9002'],
    ['its own machine', 'https://127.0.0.1:9002'],
    ['its own machine by name', 'https://localhost:9002'],
    ['its own machine of IPv6', 'https://[::1]:9002'],
  ])('is not what the server says when that is %s', (_, told) => {
    expect(httpBaseAt(SERVER, at('im2'), told)).toBe('https://im2:9002')
  })
})
