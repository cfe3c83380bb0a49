import { describe, expect, it } from 'vitest'
import { excerptOf } from '../../src/main/ipc/found-excerpt'

describe('what crosses to the window of a found text', () => {
  it('is all of a short one', () => {
    const ranges = [{ from: 4, to: 9 }]
    expect(excerptOf('the cable is cut', ranges)).toEqual({ text: 'the cable is cut', ranges })
  })

  it('is the part around the first mark of a long one, with the marks in it', () => {
    const text = `${'a'.repeat(500_000)}cable${'b'.repeat(900)}cable${'c'.repeat(500_000)}`
    const marks = [500_000, 500_905].map((from) => ({ from, to: from + 5 }))
    const excerpt = excerptOf(text, marks)
    expect(excerpt.text.length).toBeLessThanOrEqual(1000)
    expect(excerpt.ranges).toEqual([{ from: 200, to: 205 }])
    expect(excerpt.ranges.map(({ from, to }) => excerpt.text.slice(from, to))).toEqual(['cable'])
  })

  it('is the beginning where nothing is marked, and cuts no character in two', () => {
    expect(excerptOf(`a${'👍'.repeat(5000)}`, [])).toEqual({ text: `a${'👍'.repeat(499)}`, ranges: [] })
    const { text } = excerptOf(`${'👍'.repeat(5000)}x${'👍'.repeat(5000)}`, [{ from: 10_000, to: 10_001 }])
    expect(text).not.toMatch(/\p{Cs}/u)
  })
})
