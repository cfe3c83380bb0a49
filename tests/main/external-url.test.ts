import { describe, expect, it } from 'vitest'
import { checkedExternalUrl, originOf } from '../../src/main/lib/external-url'

describe('checkedExternalUrl', () => {
  it.each([
    ['https://example.com/a?b=c#d', 'https://example.com/a?b=c#d'],
    ['http://example.com', 'http://example.com/'],
    ['mailto:alice@example.com', 'mailto:alice@example.com'],
    ['https://例子.测试/路径', 'https://xn--fsqu00a.xn--0zwm56d/%E8%B7%AF%E5%BE%84'],
  ])('lets %s pass', (url, opened) => {
    expect(checkedExternalUrl(url)).toBe(opened)
  })

  it.each([
    'file:///etc/passwd',
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,<script>',
    'smb://host/share',
    'ms-msdt:/id',
    'app://jim/index.html',
    'https://bank.example@evil.example/',
    'https://user:secret@example.com/',
    'not a link',
    '',
    '//example.com',
  ])('refuses %s', (url) => {
    expect(checkedExternalUrl(url)).toBeUndefined()
  })
})

describe('originOf', () => {
  it('names scheme and host for schemes that URL does not know', () => {
    expect(originOf('app://jim/index.html?x')).toBe('app://jim')
    expect(originOf('app://jim.evil/index.html')).toBe('app://jim.evil')
    expect(originOf('http://localhost:5173/x')).toBe('http://localhost:5173')
    expect(originOf('nonsense')).toBeUndefined()
  })
})
