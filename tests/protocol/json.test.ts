import { describe, expect, it } from 'vitest'
import { decodeJson, decodeText, encodeJson } from '@protocol/json'

const read = (text: string): unknown => {
  const parsed = decodeJson(Buffer.from(text))
  return parsed.ok ? parsed.value : parsed.error.code
}

describe('a JSON body', () => {
  it('is read with its keys trimmed, at any depth', () => {
    expect(read('{"size ": 1, "a": [{" icon_url ": "u"}]}\n')).toEqual({ size: 1, a: [{ icon_url: 'u' }] })
  })

  it('keeps the clean spelling where both are there', () => {
    expect(read('{"size": 1, "size ": 2}')).toEqual({ size: 1 })
    expect(read('{"size ": 2, "size": 1}')).toEqual({ size: 1 })
  })

  it.each([
    ['{"message_id":1496665213221474304}', { message_id: '1496665213221474304' }],
    ['{"message_id ": 1496665213221474304}', { message_id: '1496665213221474304' }],
    ['{"data":{"mid":18446744073709551615}}', { data: { mid: '18446744073709551615' } }],
    ['{"message_id":42}', { message_id: 42 }],
    ['{"message_id":1234567890123456.5}', { message_id: 1234567890123456.5 }],
    ['{"message_id":1234567890123456e3}', { message_id: 1234567890123456e3 }],
  ])('reads a big id as text: %s', (text, value) => {
    expect(read(text)).toEqual(value)
  })

  it('leaves what only looks like a big id inside a text alone', () => {
    const body = { content: '"message_id":1496665213221474304 {"mid": 18446744073709551615}' }
    const parsed = decodeJson(encodeJson(body))
    expect(parsed).toEqual({ ok: true, value: body })
  })

  it.each([
    ['not JSON', Buffer.from('auth success'), 'not_json'],
    ['cut', Buffer.from('{"a":'), 'not_json'],
    ['empty', Buffer.from(''), 'not_json'],
    ['not UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 'not_utf8'],
    ['half a character', Buffer.from('{"a":"你"}').subarray(0, 7), 'not_utf8'],
    ['nested too deeply', Buffer.from(`${'['.repeat(65)}${']'.repeat(65)}`), 'not_json'],
    ['nested a hundred thousand times', Buffer.from(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`), 'not_json'],
  ])('is refused as a value when it is %s', (_name, body, code) => {
    expect(decodeJson(body)).toMatchObject({ ok: false, error: { code } })
  })

  it('of 64 levels is read', () => {
    expect(decodeJson(Buffer.from(`${'['.repeat(64)}${']'.repeat(64)}`)).ok).toBe(true)
  })

  it.each(['{"__proto__": {"isAdmin": true}, "a": 1}', '{" __proto__ ": {"isAdmin": true}, "a": 1}'])(
    'cannot reach a prototype: %s',
    (text) => {
      const value = read(text) as Record<string, unknown>
      expect(Object.keys(value)).toEqual(['a'])
      expect(value['isAdmin']).toBeUndefined()
      expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
    },
  )
})

describe('a text body', () => {
  it('that is not UTF-8 is shown with replacement characters', () => {
    expect(decodeText(Uint8Array.of(0x61, 0xff))).toBe('a\ufffd')
  })
})
