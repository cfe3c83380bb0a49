import { expect, it } from 'vitest'
import { jsonBytes } from '@shared/json-bytes'

it.each(['', 'plain', '字', '👍🏽', 'ß', '"\\\n\t\u0001\u007f', '\ud83d', '\udc4d!', '\u2028', 'a字👍"\ud800'])(
  'counts the bytes of %j as they go into a body',
  (text) => {
    expect(jsonBytes(text)).toBe(Buffer.byteLength(JSON.stringify(text)) - 2)
  },
)
