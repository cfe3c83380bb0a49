import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Rest, restAfterWork } from '../../src/preload/rest'

let page: EventTarget
let rest: Rest
let startedAt: number
/** When it was released, ms from `startedAt`. */
let releasedAt: number[]

beforeEach(() => {
  vi.useFakeTimers({ now: 0 })
  startedAt = performance.now()
  page = new EventTarget()
  releasedAt = []
  rest = restAfterWork(page, () => void releasedAt.push(performance.now() - startedAt))
})

afterEach(() => {
  rest.stop()
  vi.useRealTimers()
})

const hand = (sign: string): boolean => page.dispatchEvent(new Event(sign))

describe('a page that was started', () => {
  it('rests once it has read ahead', () => {
    vi.advanceTimersByTime(60_000)
    expect(releasedAt).toEqual([5_000, 6_000])
  })

  it('rests after the hand that comes meanwhile instead', () => {
    hand('keydown')
    vi.advanceTimersByTime(60_000)
    expect(releasedAt).toEqual([1_500, 2_500])
  })
})

describe('a page that has rested', () => {
  beforeEach(() => {
    vi.advanceTimersByTime(10_000)
    startedAt = performance.now()
    releasedAt.length = 0
  })

  it.each(['keydown', 'pointerdown', 'wheel', 'scroll'])('gives back what it holds in two turns after a %s', (sign) => {
    hand(sign)
    vi.advanceTimersByTime(60_000)
    expect(releasedAt).toEqual([1_500, 2_500])
  })

  it('waits for the last of many signs, and sets no timer for each', () => {
    const timers = vi.spyOn(globalThis, 'setTimeout')
    for (let i = 0; i < 100; i++) {
      hand('wheel')
      expect(vi.getTimerCount()).toBe(1)
      vi.advanceTimersByTime(100)
    }
    // One whenever what was set is over, a second and a half later.
    expect(timers).toHaveBeenCalledTimes(8)
    vi.advanceTimersByTime(60_000)
    expect(releasedAt).toEqual([9_900 + 1_500, 9_900 + 2_500])
  })

  it('puts the second turn off for a hand that comes before it', () => {
    hand('keydown')
    vi.advanceTimersByTime(2_000)
    hand('keydown')
    vi.advanceTimersByTime(60_000)
    expect(releasedAt).toEqual([1_500, 3_500, 4_500])
  })

  it('does nothing while nothing is done', () => {
    vi.advanceTimersByTime(600_000)
    expect(releasedAt).toEqual([])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('tidies up after news every half a minute, however many come', () => {
    for (let i = 0; i < 621; i++) {
      rest.news()
      vi.advanceTimersByTime(100)
    }
    expect(releasedAt).toEqual([30_000, 31_000, 61_000, 62_000])
  })

  it('rests soon after a hand, though news made it wait for longer', () => {
    rest.news()
    vi.advanceTimersByTime(10_000)
    hand('pointerdown')
    vi.advanceTimersByTime(60_000)
    expect(releasedAt).toEqual([11_500, 12_500])
  })

  it('looks at nothing any more once it is stopped', () => {
    hand('keydown')
    rest.stop()
    hand('keydown')
    vi.advanceTimersByTime(60_000)
    expect(releasedAt).toEqual([])
    expect(vi.getTimerCount()).toBe(0)
  })
})
