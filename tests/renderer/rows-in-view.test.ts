import { describe, expect, it } from 'vitest'
import { firstInView, rowsInView } from '../../src/renderer/src/model/rows-in-view'

const HEIGHT = 400
const box = (key: string, top: number, bottom: number) => ({ key, top, bottom })

describe('rows in view', () => {
  it('are seen once their end is in view', () => {
    const boxes = [box('gone', -90, 0), box('a', -60, 40), box('b', 40, 399), box('c', 399, 500), box('below', 500, 560)]
    expect(rowsInView(boxes, HEIGHT)).toEqual({ shown: ['a', 'b', 'c'], seen: ['a', 'b'] })
  })

  it('are seen to the pixel', () => {
    expect(rowsInView([box('a', 300, 400.6)], HEIGHT).seen).toEqual(['a'])
    expect(rowsInView([box('a', 300, 402)], HEIGHT).seen).toEqual([])
  })

  it.each([
    ['begins in view', 200, 1200, false],
    ['fills the view', 0, 1200, true],
    ['still fills it', -700, 500, true],
    ['shows its end', -900, 300, true],
  ])('count a row higher than the view when it %s', (_, top, bottom, expected) => {
    expect(rowsInView([box('high', top, bottom)], HEIGHT).seen).toEqual(expected ? ['high'] : [])
  })

  it('begin with the first row that reaches below the upper edge', () => {
    const bottoms = [-300, -120, 0, 1, 60, 200]
    expect(firstInView(bottoms.length, (index) => bottoms[index]!)).toBe(3)
    expect(firstInView(3, (index) => bottoms[index]!)).toBe(3)
    expect(firstInView(0, () => 0)).toBe(0)
  })
})
