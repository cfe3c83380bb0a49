import { asLocalId } from '@shared/ids'
import type { Message, MessageContent } from '@shared/message'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isTile, libraryRows, type LibraryRow, rowOf, stepTo } from '../../src/renderer/src/model/library-rows'

const PICTURE = { kind: 'image', url: '' } as MessageContent
const FILE = { kind: 'file', url: '', name: 'a.pdf' } as MessageContent
const NOVEMBER = Date.UTC(2026, 10, 20)
const OCTOBER = Date.UTC(2026, 9, 20)

const all = (kinds: string, at = NOVEMBER): readonly Message[] =>
  [...kinds].map((kind, index) => ({ localId: asLocalId(index + 1), at, content: kind === 'p' ? PICTURE : FILE }) as Message)

const options = { columns: 4, zone: 'UTC', hasMonths: false }

/** `f` a file or a picture in a line, `[3` tiles. */
const drawn = (rows: readonly LibraryRow[]): string =>
  rows.map((row) => (row.row === 'month' ? 'm' : row.row === 'item' ? 'f' : `[${row.items.length}`)).join(' ')

describe('the lines of the library', () => {
  it('are tiles where three pictures or more follow each other, as many as have room', () => {
    expect(drawn(libraryRows(all('fppfpppfpppppp'), options))).toBe('f f f f [3 f [4 [2')
    expect(drawn(libraryRows(all('pppp'), { ...options, columns: 0 }))).toBe('f f f f')
  })

  it('have a heading for each month, which no tiles go across', () => {
    const items = [...all('ppp'), ...all('ppppf', OCTOBER)]
    expect(drawn(libraryRows(items, { ...options, hasMonths: true }))).toBe('m [3 m [4 f')
    expect(drawn(libraryRows(items, options))).toBe('[4 [3 f')
    expect(libraryRows([], { ...options, hasMonths: true })).toEqual([])
  })

  it('have everything once, in its order, under its number', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('f', 'p'), maxLength: 40 }), fc.integer({ min: 0, max: 6 }), (kinds, columns) => {
        const items = all(kinds)
        const rows = libraryRows(items, { ...options, columns, hasMonths: true })
        const held = rows.flatMap((row) => (row.row === 'month' ? [] : row.row === 'item' ? [row.item] : row.items))
        expect(held).toEqual(items)
        for (const [index, item] of items.entries()) {
          const row = rows[rowOf(rows, index)]!
          if (row.row === 'month') throw new Error('a heading is no thing')
          expect(row.row === 'item' ? row.item : row.items[index - row.index]).toBe(item)
        }
        expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length)
        expect(rows.every((row) => row.row !== 'tiles' || (row.items.length <= columns && row.items.every(isTile)))).toBe(true)
      }),
    )
  })
})

describe('keys in the library', () => {
  // 0 1 2 3 / 4 5 / 6 / 7 8 9 10
  const rows = libraryRows([...all('pppppp'), ...all('f'), ...all('pppp')], options)

  it.each([
    [0, 'next', 1],
    [0, 'previous', 0],
    [10, 'next', 10],
    [1, 'below', 5],
    [3, 'below', 5],
    [5, 'below', 6],
    [6, 'below', 7],
    [9, 'above', 6],
    [6, 'above', 4],
    [2, 'above', 2],
    [8, 'below', 8],
    [-1, 'below', 0],
    [4, 'first', 0],
    [4, 'last', 10],
  ] as const)('from %i, %s is %i', (from, step, to) => {
    expect(stepTo(rows, from, step)).toBe(to)
  })

  it('lead nowhere where there is nothing', () => {
    expect(stepTo([], -1, 'below')).toBe(-1)
  })
})
