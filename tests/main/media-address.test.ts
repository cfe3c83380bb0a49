import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mediaUrl, parseMediaUrl } from '../../src/main/lib/media-address'

const HASH = '0123456789abcdef'.repeat(4)
const TOKEN = '01890000-0000-7000-8000-000000000001'

describe('the address of a picture', () => {
  it('is read as it was written', () => {
    for (const address of [
      { of: 'file', id: HASH } as const,
      { of: 'large', id: HASH } as const,
      { of: 'chosen', id: TOKEN } as const,
      { of: 'sent', id: '17' } as const,
      { of: 'arriving', id: '17' } as const,
      { of: 'inline', id: `iVBORw0KGgo${'_-aZ09'.repeat(100_000)}` } as const,
    ]) {
      expect(parseMediaUrl(mediaUrl(address))).toEqual(address)
    }
  })

  it.each([
    `jim-media://file/${HASH}/`,
    `jim-media://file/${HASH}?x`,
    `jim-media://file/${HASH}#x`,
    `jim-media://file:80/${HASH}`,
    `jim-media://a@file/${HASH}`,
    `jim-media://file/${HASH.toUpperCase()}`,
    `jim-media://FILE/${HASH}`,
    `jim-media://file/../chosen/${TOKEN}`,
    `jim-media://file//${HASH}`,
    `jim-media://file/${TOKEN}`,
    `jim-media://chosen/${HASH}`,
    'jim-media://sent/0',
    'jim-media://sent/007',
    'jim-media://sent/1e3',
    'jim-media://arriving/0',
    'jim-media://arriving/-1',
    `jim-media://arriving/${HASH}`,
    `jim-media://arriving/17/${HASH}`,
    `jim-media://sent/${'9'.repeat(16)}`,
    `jim-media://other/${HASH}`,
    `jim-media:file/${HASH}`,
    `app://file/${HASH}`,
    'jim-media://file/../../etc/passwd',
    'jim-media://file/%2e%2e%2fetc%2fpasswd',
    `jim-media://file/${HASH.slice(1)}%30`,
    'jim-media://file/',
    'jim-media://inline/iVBO+w',
    'jim-media://inline/iVBO/w',
    'jim-media://inline/iVBO%2f',
    'jim-media://constructor/iVBO',
    `jim-media://inline/${'A'.repeat(1_400_000)}`,
    '',
  ])('is not %j', (url) => {
    expect(parseMediaUrl(url)).toBeUndefined()
  })

  it('is nothing else, whatever comes', () => {
    const piece = fc.constantFrom('jim-media:', '//', 'file', 'chosen', '/', HASH, TOKEN, '..', '%2f', '\\', '?', '#', '@', ':', '\0', 'é')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const url = pieces.join('')
        const read = parseMediaUrl(url)
        if (read !== undefined) expect(mediaUrl(read)).toBe(url)
      }),
      { numRuns: 2000 },
    )
  })
})
