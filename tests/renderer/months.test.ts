import { describe, expect, it } from 'vitest'
import { byMonth, monthOf } from '../../src/renderer/src/model/months'

describe('months', () => {
  it('are those of where the reader is, from their first moment to the next one’s', () => {
    const at = Date.UTC(2026, 10, 30, 17)
    expect(monthOf(at, 'UTC')).toEqual({ from: Date.UTC(2026, 10, 1), to: Date.UTC(2026, 11, 1) })
    // In Shanghai it is December already.
    expect(monthOf(at, 'Asia/Shanghai')).toEqual({ from: Date.UTC(2026, 10, 30, 16), to: Date.UTC(2026, 11, 31, 16) })
  })

  it('have their hour more or less where the clock is changed', () => {
    const { from, to } = monthOf(Date.UTC(2026, 9, 10), 'Europe/Berlin')
    expect((to - from) / 3_600_000).toBe(31 * 24 + 1)
  })

  it('cut what comes wherever one ends', () => {
    const days = [Date.UTC(2026, 11, 2), Date.UTC(2026, 10, 30, 23, 59), Date.UTC(2026, 10, 1), Date.UTC(2026, 8, 5)]
    const groups = byMonth(
      days.map((at) => ({ at })),
      'UTC',
    )
    expect(groups.map(({ items }) => items.map(({ at }) => at))).toEqual([[days[0]], [days[1], days[2]], [days[3]]])
    expect(groups.map(({ month }) => new Date(month.from).getUTCMonth())).toEqual([11, 10, 8])
  })
})
