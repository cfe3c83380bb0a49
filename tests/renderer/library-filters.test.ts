import { describe, expect, it } from 'vitest'
import { libraryFilters, LIBRARY_SIZES, WHOLE_LIBRARY } from '../../src/renderer/src/model/library-filters'
import { messageQuery } from '../../src/renderer/src/model/search-filters'

const NOW = Date.UTC(2026, 10, 26, 12)
const of = (choice: object): object => libraryFilters({ ...WHOLE_LIBRARY, ...choice }, NOW, 'Asia/Shanghai')

describe('what the library is narrowed to', () => {
  it('is nothing where nothing was chosen', () => {
    expect(of({})).toEqual({})
    expect(of({ kind: undefined, senderId: undefined, conversationId: undefined })).toEqual({})
  })

  it('is the whole month before this one, where the reader is', () => {
    const from = Date.UTC(2026, 8, 30, 16)
    expect(of({ period: 'lastMonth' })).toEqual({ from, to: Date.UTC(2026, 9, 31, 16) - 1 })
    expect(libraryFilters({ ...WHOLE_LIBRARY, period: 'lastMonth' }, Date.UTC(2026, 0, 5), 'UTC')).toEqual({
      from: Date.UTC(2025, 11, 1),
      to: Date.UTC(2026, 0, 1) - 1,
    })
  })

  it('has days as the search of messages has them', () => {
    for (const period of ['today', 'week', 'month', 'year', { day: NOW }] as const) {
      const { from, to } = messageQuery('', { kind: 'any', period }, NOW, 1)
      expect(of({ period })).toEqual({ from, ...(to === undefined ? {} : { to }) })
    }
  })

  it('has every size in one step and no other', () => {
    const steps = LIBRARY_SIZES.filter((size) => size !== 'any').map((size) => of({ size }) as { minBytes: number; maxBytes?: number })
    expect(steps.map(({ minBytes }) => minBytes)).toEqual([0, 1e6, 1e7, 1e8])
    expect(steps.map(({ maxBytes }) => maxBytes)).toEqual([1e6 - 1, 1e7 - 1, 1e8 - 1, undefined])
  })
})
