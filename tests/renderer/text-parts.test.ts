import { describe, expect, it } from 'vitest'
import { findLinks } from '../../src/renderer/src/model/link-finder'
import { textParts } from '../../src/renderer/src/model/text-parts'

const linksIn = (text: string): string[] => findLinks(text).map(({ from, to }) => text.slice(from, to))

describe('links in a text', () => {
  it.each([
    ['https://example.com/docs', ['https://example.com/docs']],
    ['请看https://example.com/docs', ['https://example.com/docs']],
    ['https://example.com/docs这个文档', ['https://example.com/docs']],
    ['https://example.com这个网站', ['https://example.com']],
    ['https://example.com/这个网站', ['https://example.com/']],
    ['https://a.com请看https://b.com/x请看', ['https://a.com', 'https://b.com/x']],
    ['https://example.com을 보세요', ['https://example.com']],
    ['https://example.com/docsを見て', ['https://example.com/docs']],
    ['ดูที่https://example.com/docsครับ', ['https://example.com/docs']],
    ['смотриhttps://a.com', ['https://a.com']],
    ['👍https://a.com/x👍', ['https://a.com/x']],
    ['文档在https://a.com/x，请看', ['https://a.com/x']],
    ['（https://a.com/x）', ['https://a.com/x']],
    ['邮箱a@b.example', ['a@b.example']],
    ['邮箱a@b.example请回复', ['a@b.example']],
    ['Email:a@b.com', ['a@b.com']],
    ['www.example.com', ['www.example.com']],
    ['看www.example.com/x吧', ['www.example.com/x']],
  ])('stand free of the letters around them: %s', (text, links) => {
    expect(linksIn(text)).toEqual(links)
  })

  it.each([
    ['https://例子.中国/路径', ['https://例子.中国/路径']],
    ['https://zh.wikipedia.org/wiki/北京,', ['https://zh.wikipedia.org/wiki/北京']],
    ['https://a.com/?q=北京&x=1', ['https://a.com/?q=北京&x=1']],
    ['https://пример.рф/путь', ['https://пример.рф/путь']],
    ['https://a.b/c_(d))', ['https://a.b/c_(d)']],
    ['https://user:pw@host', ['https://user:pw@host']],
    ['https://user:pw@host.com/x y', ['https://user:pw@host.com/x']],
    ['http://[::1]:80/x', ['http://[::1]:80/x']],
    ['mailto:a@b.com?subject=x.', ['mailto:a@b.com?subject=x']],
    ['https://medium.com/@all/post', ['https://medium.com/@all/post']],
    ['foo@www.example.com', ['foo@www.example.com']],
  ])('are taken whole: %s', (text, links) => {
    expect(linksIn(text)).toEqual(links)
  })

  it.each([
    'xhttps://a.com',
    'git+https://a.com',
    'ssh://git@github.com/x',
    'git@github.com:a/b.git',
    'ftp://www.example.com',
    'http://user:p@ss@host.com',
    'https://example.com:99999/',
    'https://user:pw@',
    'readme.md and main.rs',
    'javascript:alert(1)',
    'a@b',
  ])('are not half of something else: %s', (text) => {
    expect(linksIn(text)).toEqual([])
  })

  it('lead to a whole address', () => {
    expect(findLinks('www.a.com, a@b.com').map(({ url }) => url)).toEqual(['http://www.a.com', 'mailto:a@b.com'])
  })
})

describe('a text that is drawn', () => {
  it('is cut into words, links and mentions, and loses nothing', () => {
    const parts = textParts('请 @王建国 看https://a.com/@Ann 和 @Ann', ['Ann', '王建国'])
    expect(parts).toEqual([
      { type: 'text', text: '请 ' },
      { type: 'mention', text: '@王建国' },
      { type: 'text', text: ' 看' },
      { type: 'link', text: 'https://a.com/@Ann', url: 'https://a.com/@Ann' },
      { type: 'text', text: ' 和 ' },
      { type: 'mention', text: '@Ann' },
    ])
  })

  it.each([
    ['sales@all.com', ['all'], []],
    ['x@all', ['all'], []],
    ['@allison', ['all'], []],
    ['@张三丰', ['张三', '张三丰'], ['@张三丰']],
    ['@Ann and @Annabel', ['Ann', 'Annabel'], ['@Ann', '@Annabel']],
    ['@王建国请看', ['王建国'], ['@王建国']],
    ['@@Ann', ['Ann'], ['@Ann']],
  ])('marks in %s of %j the mentions %j', (text, names, marked) => {
    const parts = textParts(text, names)
    expect(parts.flatMap((part) => (part.type === 'mention' ? [part.text] : []))).toEqual(marked)
    expect(parts.map((part) => part.text).join('')).toBe(text)
  })
})
