import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeBdic } from '../../scripts/lib/bdic.mjs'
import { expandHunspell } from '../../scripts/lib/hunspell-words.mjs'

const NOTHING = { tryLetters: 'esi', replacements: [], comment: 'free words' } as const

/** Walks the tree as Chromium does, along one word. */
function has(file: Buffer, word: string): boolean {
  const bytes = [...Buffer.from(word), 0]
  let at = file.readUInt32LE(12)
  for (let depth = 0; ;) {
    const kind = file.readUInt8(at)
    if (kind < 0x80) {
      const end = kind === 0x40 ? file.indexOf(0, at + 2) : at + 2
      const rest = file.toString('latin1', at + 2, end)
      return rest === Buffer.from(bytes.slice(depth, -1)).toString('latin1')
    }
    const byte = bytes[depth] ?? 0
    if (kind >= 0xf0) {
      const count = kind & 0x0f
      const entry = Array.from({ length: count }, (_, i) => at + 1 + 3 * i).find((place) => file.readUInt8(place) === byte)
      if (entry === undefined) return false
      at = at + 1 + 3 * count + file.readUInt16LE(entry + 1)
    } else {
      const [first, count] = [file.readUInt8(at + 1), file.readUInt8(at + 2)]
      const hasEnd = (kind & 1) === 1
      if (byte === 0 ? !hasEnd : byte < first || byte >= first + count) return false
      at = file.readUInt32LE(at + 3 + (byte === 0 ? 0 : (hasEnd ? 4 : 0) + 4 * (byte - first)))
      if (at === 0) return false
    }
    if (byte !== 0) depth += 1
  }
}

describe("Chromium's dictionary", () => {
  it('has every word that went in, and no other', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'é', "'", '好'), minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(fc.uniqueArray(word, { maxLength: 60 }), fc.array(word, { maxLength: 20 }), (words, others) => {
        const file = encodeBdic({ words, ...NOTHING })
        for (const each of words) expect(has(file, each)).toBe(true)
        for (const each of others) expect(has(file, each)).toBe(words.includes(each))
      }),
      { numRuns: 300 },
    )
  })

  it('reaches children that lie far away', () => {
    const letters = [...'abcdefghijklmno']
    const words = letters.flatMap((a) => letters.flatMap((b) => letters.flatMap((c) => letters.map((d) => a + b + c + d + 'tail'))))
    const file = encodeBdic({ words, ...NOTHING })
    expect(file.length).toBeGreaterThan(0x1ffff)
    expect(words.filter((each) => !has(file, each))).toEqual([])
    expect(has(file, 'aaaa')).toBe(false)
  })

  it('carries its licence, its hints and a sum over all of it', () => {
    const file = encodeBdic({ words: ['one'], tryLetters: 'esi', replacements: [['a', 'ei']], comment: 'free words' })
    const text = file.toString('latin1')
    expect(text.startsWith('BDic\u0002\0\0\0')).toBe(true)
    expect(text).toContain('free words\n')
    expect(text).toContain('a\0ei\0\0')
    expect(text).toContain('TRY esi\0\0')
    const sum = createHash('md5').update(file.subarray(32)).digest('hex')
    expect(file.toString('hex', 16, 32)).toBe(sum)
  })
})

describe("Hunspell's words", () => {
  const AFF = `SET UTF-8
TRY abc
NOSUGGEST !
REP 1
REP f ph
PFX U Y 1
PFX U 0 un .
SFX D Y 2
SFX D y ied [^aeiou]y
SFX D 0 ed [^y]
SFX N N 1
SFX N 0 ness .
`
  const words = (...lines: string[]): readonly string[] => expandHunspell(AFF, `${lines.length}\n${lines.join('\n')}\n`).words

  it('are said with their affixes, those that may cross on both ends', () => {
    expect(words('tie/UD')).toEqual(['tie', 'tieed', 'untie', 'untieed'])
    expect(words('try/D')).toEqual(['tried', 'try'])
    expect(words('play/D')).toEqual(['play'])
    expect(words('kind/UN')).toEqual(['kind', 'kindness', 'unkind'])
  })

  it('leave out what is not to be suggested, and numbers', () => {
    expect(words('darn/!', '1st', 'ok')).toEqual(['ok'])
  })

  it('bring the hints along', () => {
    expect(expandHunspell(AFF, '0\n')).toEqual({ words: [], tryLetters: 'abc', replacements: [['f', 'ph']] })
  })
})
