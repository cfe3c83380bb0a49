import { describe, expect, it } from 'vitest'
import { argumentSchemas } from '../../src/main/ipc/argument-schemas'

const accepts = (channel: keyof typeof argumentSchemas, argument: unknown): boolean => argumentSchemas[channel].safeParse(argument).success

describe('argumentSchemas', () => {
  it('lets a call without an argument have none', () => {
    expect(accepts('conversations:list', undefined)).toBe(true)
    expect(accepts('conversations:list', { extra: 1 })).toBe(false)
  })

  it.each([
    [{ conversationId: 'c2c:a:b', content: { kind: 'text', text: 'hi' } }, true],
    [{ conversationId: 'c2c:a:b', content: { kind: 'face', symbol: '[:smile]' }, replyTo: '12' }, true],
    [{ conversationId: 'c2c:a:b', content: { kind: 'text', text: '' } }, false],
    [{ conversationId: 'c2c:a:b', content: { kind: 'image', url: 'file:///etc/passwd' } }, false],
    [{ conversationId: '', content: { kind: 'text', text: 'hi' } }, false],
    [{ content: { kind: 'text', text: 'hi' } }, false],
    [null, false],
  ])('checks messages:send %#', (argument, isAccepted) => {
    expect(accepts('messages:send', argument)).toBe(isAccepted)
  })

  it('names a sticker by a hash alone', () => {
    const id = 'a'.repeat(64)
    for (const channel of ['stickers:remove', 'stickers:restore'] as const) expect(accepts(channel, { id })).toBe(true)
    expect(accepts('stickers:send', { conversationId: 'c2c:a:b', id, replyTo: '7' })).toBe(true)
    for (const other of ['../../x', 'A'.repeat(64), '', 'a'.repeat(65)]) expect(accepts('stickers:remove', { id: other })).toBe(false)
  })

  it.each([
    ['im.example.com', 9001, true],
    ['127.0.0.1', 1, true],
    ['::1', 9001, true],
    ['', 9001, false],
    ['a b', 9001, false],
    ['user@host', 9001, false],
    ['host/path', 9001, false],
    ['host', 0, false],
    ['host', 65536, false],
    ['host', 90.5, false],
  ])('checks the server address %s:%s', (host, port, isAccepted) => {
    const server = { kind: 'sync', host, port, tls: true, httpBase: '', caFile: '' }
    expect(accepts('account:sign-in', { server, user: 'alice', secret: 'x' })).toBe(isAccepted)
  })

  it('takes an HTTP address only with its scheme', () => {
    const server = { kind: 'sync', host: 'h', port: 1, tls: true, caFile: '' }
    const request = (httpBase: string): unknown => ({ server: { ...server, httpBase }, user: 'a', secret: 'b' })
    expect(accepts('account:sign-in', request('https://h:9002'))).toBe(true)
    expect(accepts('account:sign-in', request('ftp://h'))).toBe(false)
    expect(accepts('account:sign-in', request('h:9002'))).toBe(false)
  })

  it('lets a page say of a screenshot where it goes, and nothing of what is on it', () => {
    expect(['sheet', 'clipboard'].map((to) => accepts('screenshots:take', { to }))).toEqual([true, true])
    for (const argument of [undefined, {}, { to: 'disk' }, { to: ['sheet'] }]) expect(accepts('screenshots:take', argument)).toBe(false)
    expect(argumentSchemas['screenshots:take'].parse({ to: 'sheet', area: { x: 0, y: 0, width: 9, height: 9 } })).toEqual({ to: 'sheet' })
    expect(accepts('screenshots:state', {})).toBe(false)
  })

  it('bounds page sizes and settings', () => {
    const page = (limit: number): unknown => ({ conversationId: 'c2g:x', anchor: { at: 'end' }, limit })
    expect(accepts('timeline:page', page(200))).toBe(true)
    expect(accepts('timeline:page', page(201))).toBe(false)
    expect(accepts('timeline:page', { conversationId: 'c2g:x', anchor: { at: 'nowhere' }, limit: 1 })).toBe(false)
    expect(accepts('settings:set', { zoom: 150 })).toBe(true)
    expect(accepts('settings:set', { zoom: 151 })).toBe(false)
    expect(accepts('settings:set', { zoom: 150, unheardOf: true })).toBe(false)
    expect(accepts('settings:set', undefined)).toBe(false)
  })
})
