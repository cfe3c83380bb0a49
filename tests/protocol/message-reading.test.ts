import { describe, expect, it } from 'vitest'
import { readEnvelope, readHeader } from '@protocol/message-reading'
import { envelopeSchema, messageHeaderSchema } from '@protocol/schemas/chat'

const HEADER = {
  sender_id: 'alice',
  sender_name: '爱丽丝',
  sender_avatar: 'https://example.com/a.png',
  receiver_id: 'g',
  cli_mid: '018f3c5e-7b1a-7c3d-8e4f-5a6b7c8d9e0f',
  conversation_id: 'c2g:g',
  mid: '42',
  seq: 7,
  sent_at: 1_790_000_000_000,
  reply_to: '41',
  mentions: ['bob', '*'],
  content: 'hi',
}

/** What a key may hold by mistake, with both sides of every limit. */
const VALUES: readonly unknown[] = [
  undefined,
  null,
  true,
  '',
  ' ',
  'bob',
  '0',
  '-1',
  '1.5',
  '42',
  '4 2',
  '你好',
  'c2c:alice:bob',
  'c2c:alice',
  'c2g:',
  'c2g:你',
  0,
  -0,
  -1,
  1,
  1.5,
  2 ** 53 - 1,
  2 ** 53,
  1e999,
  [],
  ['a'],
  [1],
  [['a']],
  {},
  { length: 1 },
  ...[20, 21, 64, 65, 128, 129, 140, 141, 200, 201, 2048, 2049].flatMap((length) => ['1'.repeat(length), 'ü'.repeat(length)]),
  ['b'.repeat(128)],
  ['b'.repeat(129)],
  Array.from({ length: 1000 }, () => 'b'),
  Array.from({ length: 1001 }, () => 'b'),
]

describe('a header read by hand', () => {
  it.each(Object.keys(HEADER))('is that of the schema, whatever stands under %s', (key) => {
    for (const value of VALUES) {
      const data = { ...HEADER, [key]: value }
      expect(readHeader(data), JSON.stringify(value)).toEqual(messageHeaderSchema.safeParse(data).data)
    }
  })

  it('is that of the schema when a key is missing', () => {
    for (const key of Object.keys(HEADER)) {
      const data = Object.fromEntries(Object.entries(HEADER).filter(([other]) => other !== key))
      expect(readHeader(data), key).toEqual(messageHeaderSchema.safeParse(data).data)
    }
  })

  it('has every key of the schema', () => {
    expect(Object.keys(readHeader(HEADER) ?? {}).sort()).toEqual(Object.keys(messageHeaderSchema.shape).sort())
  })
})

describe('an envelope read by hand', () => {
  it('is that of the schema', () => {
    const types = [undefined, null, 1, '', 't', 't'.repeat(64), 't'.repeat(65), '字'.repeat(64), '字'.repeat(65)]
    const values = types.flatMap((type) => [
      { type, data: {} },
      { type, data: { a: 1 }, more: 1 },
    ])
    const odd = [undefined, null, 1, 'x', [], {}, { type: 't' }, { data: {} }, { type: 't', data: [] }, { type: 't', data: null }]
    for (const value of [...values, ...odd]) {
      expect(readEnvelope(value), JSON.stringify(value)).toEqual(envelopeSchema.safeParse(value).data)
    }
  })
})
