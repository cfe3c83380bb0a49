import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readTexts } from './citations'

/** Where every chat system is the same: what one of them is called, or how it behaves by name, is said nowhere here. */
const FOR_ALL_KINDS = [
  'src/main/connection/',
  'src/main/sync/',
  'src/main/store/',
  'src/main/ipc/',
  'src/main/transfers/',
  'src/shared/',
  'src/renderer/',
]

/** `base` alone is an ordinary word; quoted, or as a mode, it is a dialect's name. */
const WORDS =
  /jim1|sync\/1|isBase|base[- ](mode|gateway|server|peer|dialect)|plain (server|gateway)|original gateway|\bB00\d\b|(?<quote>['"])base\k<quote>/i

/**
 * What people read may name the protocol, and the sign-in form is labelled by its kind's own id (adr/015); those are
 * texts, and nothing decides by them.
 */
const isText = (path: string): boolean => path.startsWith('src/renderer/src/locales/')

describe('what is for all kinds', () => {
  it('says no word of any of them', () => {
    const texts = [...readTexts(resolve(import.meta.dirname, '../..'))]
    const looked = texts.filter(([path]) => FOR_ALL_KINDS.some((folder) => path.startsWith(folder)) && !isText(path))
    expect(looked.length).toBeGreaterThan(300)
    const said = looked.flatMap(([path, text]) =>
      text.split('\n').flatMap((line, index) => (WORDS.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
    )
    expect(said).toEqual([])
  })

  it.each([
    "if (mode === 'base')",
    'speaks sync/1',
    'in base mode',
    'import x from "../kinds/jim1/x"',
    'a plain server',
    'after the `B002`',
  ])('finds: %s', (line) => {
    expect(WORDS.test(line)).toBe(true)
  })

  it.each(['class="text-base"', 'the database of a server', "'base64'", 'picked = base ∪ range'])('leaves alone: %s', (line) => {
    expect(WORDS.test(line)).toBe(false)
  })
})
