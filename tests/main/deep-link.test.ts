import { describe, expect, it } from 'vitest'
import { deepLinkIn, parseDeepLink } from '../../src/main/app/window/deep-link'

describe('parseDeepLink', () => {
  it.each([
    ['jim://conversation/c2c:alice:bob', { kind: 'conversation', conversationId: 'c2c:alice:bob' }],
    ['jim://conversation/c2g:sales?mid=42', { kind: 'conversation', conversationId: 'c2g:sales', mid: '42' }],
    ['jim://conversation/c2g%3Asales', { kind: 'conversation', conversationId: 'c2g:sales' }],
    ['jim://conversation/c2g:sales/', { kind: 'conversation', conversationId: 'c2g:sales' }],
    ['jim://user/alice@example.com', { kind: 'user', userId: 'alice@example.com' }],
    ['jim://user/A.b_c-1', { kind: 'user', userId: 'A.b_c-1' }],
    ['JIM://user/alice', { kind: 'user', userId: 'alice' }],
  ])('reads %s', (text, link) => {
    expect(parseDeepLink(text)).toEqual(link)
  })

  it.each([
    ['nothing', ''],
    ['no link', 'hello'],
    ['another scheme', 'https://conversation/c2g:sales'],
    ['another word', 'jim://settings/network'],
    ['no id', 'jim://user/'],
    ['an opaque path', 'jim:user/alice'],
    ['a longer path', 'jim://user/alice/files'],
    ['a path out', 'jim://user/..%2F..%2Fetc'],
    ['a bad escape', 'jim://user/%E0%A4%A'],
    ['a character that no id has', 'jim://user/%E5%BC%A0'],
    ['a space', 'jim://user/al%20ice'],
    ['an id that is too long', `jim://user/${'a'.repeat(65)}`],
    ['a link that is too long', `jim://user/alice?${'a'.repeat(600)}`],
    ['a user name', 'jim://root@user/alice'],
    ['a port', 'jim://user:80/alice'],
    ['a fragment', 'jim://user/alice#x'],
    ['a parameter of a user', 'jim://user/alice?mid=1'],
    ['an unknown parameter', 'jim://conversation/c2g:sales?run=1'],
    ['two parameters', 'jim://conversation/c2g:sales?mid=1&mid=2'],
    ['a mid that is none', 'jim://conversation/c2g:sales?mid=1;drop'],
    ['mid 0', 'jim://conversation/c2g:sales?mid=0'],
    ['a conversation of three', 'jim://conversation/c2c:alice:bob:carol'],
    ['a conversation of one', 'jim://conversation/c2c:alice'],
    ['two people in the wrong order', 'jim://conversation/c2c:bob:alice'],
    ['a group of two parts', 'jim://conversation/c2g:a:b'],
    ['a kind that is none', 'jim://conversation/c2x:a'],
  ])('refuses %s', (_, text) => {
    expect(parseDeepLink(text)).toBeUndefined()
  })
})

describe('deepLinkIn', () => {
  it('finds the link among the arguments, wherever it stands', () => {
    expect(deepLinkIn(['/opt/jim-desktop', '--allow-file-access', 'jim://user/alice'])).toBe('jim://user/alice')
    expect(deepLinkIn(['/opt/jim-desktop', 'jim://user/alice', '--flag'])).toBe('jim://user/alice')
  })

  it('finds none where none is', () => {
    expect(deepLinkIn(['/opt/jim-desktop', '--user-data-dir=jim://x', 'https://example.com'])).toBeUndefined()
  })
})
