import englishSource from 'emojibase-data/en/data.json'
import { beforeAll, describe, expect, it } from 'vitest'
import { FACE_NAMES, faceEmoji, faceName, faceSymbol, faceText } from '@shared/faces'
import { drawnEmoji } from '../../src/renderer/src/emoji/drawn-emoji'
import { type Emoji, EMOJI_GROUPS, loadEmoji } from '../../src/renderer/src/emoji/emoji-data'
import { gridTarget } from '../../src/renderer/src/emoji/grid-keys'
import { searchEmoji } from '../../src/renderer/src/emoji/search-emoji'
import { SKIN_TONES, type SkinTone, withTone } from '../../src/renderer/src/emoji/skin-tone'

let all: readonly Emoji[]
beforeAll(async () => {
  all = await loadEmoji()
})

const plain = (char: string): string => char.replaceAll('\ufe0f', '')

describe('the emoji', () => {
  it('are all there, each once, named in both languages', () => {
    expect(all.length).toBeGreaterThan(1800)
    expect(new Set(all.map(({ char }) => char)).size).toBe(all.length)
    expect(all.filter(({ name }) => name.en === '' || name['zh-CN'] === '')).toEqual([])
    const latin = all.filter(({ name }) => !/\p{Script=Han}/u.test(name['zh-CN'])).map(({ char }) => char)
    // OK, DVD and DNA are what Chinese calls them too.
    expect(latin).toEqual(['👌', '📀', '🧬'])
    expect([...new Set(all.map(({ group }) => group))].sort()).toEqual([...EMOJI_GROUPS].sort())
  })

  it('have a sign for "as a picture" only where it is needed', () => {
    const thumb = all.find(({ name }) => name.en === 'thumbs up')
    const heart = all.find(({ name }) => name.en === 'red heart')
    expect(thumb?.char).toBe('\u{1f44d}')
    expect(heart?.char).toBe('\u2764\ufe0f')
  })

  it('take skin tones as Unicode spells them', () => {
    const expected = new Map<string, string>()
    for (const { emoji, skins = [] } of englishSource) {
      for (const skin of skins) {
        if (typeof skin.tone === 'number') expected.set(`${plain(emoji)} ${skin.tone}`, plain(skin.emoji))
      }
    }
    const differing = all
      .filter(({ hasTones }) => hasTones)
      .flatMap(({ char }) => SKIN_TONES.filter((tone) => tone > 0).map((tone) => [char, tone] as const))
      .filter(([char, tone]) => {
        const right = expected.get(`${plain(char)} ${tone}`)
        return right !== undefined && plain(withTone(char, tone)) !== right
      })
    expect(expected.size).toBeGreaterThan(1500)
    expect(differing).toEqual([])
  })

  it.each<readonly [string, SkinTone, string]>([
    ['👍', 0, '👍'],
    ['👍', 3, '👍🏽'],
    ['☝️', 1, '☝🏻'],
    ['🕵️‍♂️', 5, '🕵🏿‍♂️'],
    ['👩‍❤️‍👨', 2, '👩🏼‍❤️‍👨🏼'],
    ['🍎', 4, '🍎'],
  ])('%s in tone %s is %s', (char, tone, expected) => {
    expect(withTone(char, tone)).toBe(expected)
  })
})

describe('the search for emoji', () => {
  const first = (query: string): string | undefined => searchEmoji(all, query, 90)[0]?.char
  const some = (query: string): readonly string[] => searchEmoji(all, query, 90).map(({ char }) => char)

  it.each([
    ['thumbs up', '👍'],
    ['+1', '👍'],
    ['red heart', '❤️'],
    ['coffee', '☕'],
    ['拇指向上', '👍'],
    ['红心', '❤️'],
    ['咖啡', '☕'],
    ['嘿嘿', '😀'],
  ])('%s finds %s first', (query, char) => {
    expect(first(query)).toBe(char)
  })

  it.each([
    ['heihei', '😀'],
    ['zan', '👍'],
    ['mzxs', '👍'],
    ['kafei', '☕'],
    ['赞', '👍'],
    ['心', '❤️'],
    ['pizz', '🍕'],
    ['FIRE', '🔥'],
    [':fire:', '🔥'],
    ['cat heart', '😻'],
    ['🔥', '🔥'],
    ['china', '🇨🇳'],
    ['zhongguo', '🇨🇳'],
  ])('%s finds %s', (query, char) => {
    expect(some(query)).toContain(char)
  })

  it('needs every word', () => {
    expect(some('cat').length).toBeGreaterThan(some('cat heart').length)
    expect(some('cat submarine')).toEqual([])
  })

  it('does not find English in the middle of words', () => {
    expect(some('izza')).toEqual([])
  })

  it('finds nothing for nothing, and keeps to its limit', () => {
    expect(some('  ')).toEqual([])
    expect(searchEmoji(all, 'face', 5)).toHaveLength(5)
  })
})

describe('what the font draws', () => {
  const chars = (isDrawn: (char: string) => boolean): readonly string[] => drawnEmoji(all, isDrawn).map(({ char }) => char)

  it('is everything with a font of today', () => {
    expect(chars(() => true)).toHaveLength(all.length)
  })

  it('leaves out what is newer than the font, and keeps what is older', () => {
    const known = new Set(['😀', '\u{1fac0}', '\u{1fae0}', '🇨🇳'])
    const shown = chars((char) => known.has(char))
    expect(shown).toContain('\u{1fae0}')
    expect(shown).toContain('👍')
    expect(shown).not.toContain('\u{1fae8}')
  })

  it('leaves out countries where they are two letters, but not the other flags', () => {
    const shown = chars((char) => char !== '🇨🇳')
    expect(shown).not.toContain('🇫🇷')
    expect(shown).toContain('🏁')
  })

  it('is everything when nothing can be told', () => {
    expect(chars(() => false)).toHaveLength(all.length)
  })
})

describe('the keys of the grid', () => {
  // 0 1 2
  // 3 4 5
  // 6 7
  const shape = { count: 8, columns: 3, isRtl: false }

  it.each<readonly [string, number, number | 'before' | undefined]>([
    ['ArrowRight', 0, 1],
    ['ArrowRight', 2, 3],
    ['ArrowRight', 7, 7],
    ['ArrowLeft', 3, 2],
    ['ArrowLeft', 0, 0],
    ['ArrowDown', 1, 4],
    ['ArrowDown', 5, 7],
    ['ArrowDown', 6, 6],
    ['ArrowUp', 4, 1],
    ['ArrowUp', 2, 'before'],
    ['Home', 5, 3],
    ['End', 3, 5],
    ['End', 6, 7],
    ['PageDown', 0, 7],
    ['PageUp', 7, 0],
    ['a', 3, undefined],
  ])('%s from %s leads to %s', (key, from, to) => {
    expect(gridTarget(key, from, shape)).toBe(to)
  })

  it('left and right are the other way round where one reads so', () => {
    expect(gridTarget('ArrowLeft', 0, { ...shape, isRtl: true })).toBe(1)
  })
})

describe('faces', () => {
  it('go to their symbols and back, each with an emoji that the picker has too', () => {
    const known = new Set(all.map(({ char }) => char))
    for (const name of FACE_NAMES) {
      expect(faceName(faceSymbol(name))).toBe(name)
      expect(known).toContain(faceEmoji(name))
    }
  })

  it.each([
    ['[:smile]', '😊'],
    ['[smile]', '😊'],
    ['[:Smile:]', '😊'],
    [' [:smile] ', '😊'],
    ['[:constructor]', '[:constructor]'],
    ['[:newer]', '[:newer]'],
    ['smile', 'smile'],
    ['', ''],
  ])('%s reads %s', (symbol, text) => {
    expect(faceText(symbol)).toBe(text)
  })
})
