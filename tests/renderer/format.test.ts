// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h, nextTick } from 'vue'
import { useFormat } from '../../src/renderer/src/composables/use-format'
import { createAppI18n } from '../../src/renderer/src/i18n'
import * as format from '../../src/renderer/src/model/format'

/** 22 September 2026, 20:30 in London. */
const AT = Date.UTC(2026, 8, 22, 19, 30)
const HOUR = 3_600_000
const london = { locale: 'en', zone: 'Europe/London' }
const shanghai = { locale: 'en', zone: 'Asia/Shanghai' }
const words = { today: 'Today', yesterday: 'Yesterday' }

describe('times in a zone', () => {
  it('are that zone’s, by the clock and by the day', () => {
    expect(format.formatClock(AT, london)).toBe('20:30')
    expect(format.formatClock(AT, shanghai)).toBe('03:30')
    expect(format.formatDay(AT, AT + 8 * HOUR, london, words)).toBe('Yesterday')
    expect(format.formatDay(AT, AT + 8 * HOUR, shanghai, words)).toBe('Today')
  })

  it('change day at local midnight, also on the day the clocks change and where it is a quarter off the hour', () => {
    const midnight = Date.UTC(2026, 9, 25, 23, 0) + HOUR
    expect(format.daysBetween(midnight - 1, midnight, 'Europe/London')).toBe(1)
    expect(format.daysBetween(midnight - 25 * HOUR, midnight - 1, 'Europe/London')).toBe(0)
    const inNepal = Date.UTC(2026, 8, 22, 18, 15)
    expect(format.daysBetween(inNepal - 1, inNepal, 'Asia/Kathmandu')).toBe(1)
    expect(format.daysBetween(AT, AT + 400 * 24 * HOUR, 'Asia/Shanghai')).toBe(400)
  })

  it('name the year once it is another there', () => {
    const newYear = Date.UTC(2026, 11, 31, 17, 0)
    expect(format.formatDay(AT, newYear, london, words)).not.toContain('2026')
    expect(format.formatDay(AT, newYear, shanghai, words)).toContain('2026')
  })
})

describe('lengths of time', () => {
  it.each([
    [42, '42 ms', '42 毫秒'],
    [3190, '3.1 sec', '3.1 秒'],
    [59_999, '59.9 sec', '59.9 秒'],
    [60_000, '1 min', '1 分钟'],
    [119_000, '1 min', '1 分钟'],
    [59 * 60_000 + 59_000, '59 min', '59 分钟'],
    [HOUR, '1 hr', '1 小时'],
    [HOUR + 24 * 60_000, '1 hr 24 min', '1 小时 24 分钟'],
  ])('%i ms', (ms, english, chinese) => {
    expect([format.formatElapsed(ms, 'en'), format.formatElapsed(ms, 'zh-CN')]).toEqual([english, chinese])
  })

  it.each([
    [0, 'just now', '刚刚'],
    [59_999, 'just now', '刚刚'],
    [3 * 60_000, '3 minutes ago', '3 分钟前'],
    [2 * HOUR, '2 hours ago', '2 小时前'],
    [3 * 24 * HOUR, '3 days ago', '3 天前'],
  ])('%i ms ago', (ms, english, chinese) => {
    expect([format.formatAgo(0, ms, 'en', 'just now'), format.formatAgo(0, ms, 'zh-CN', '刚刚')]).toEqual([english, chinese])
  })
})

describe('a time zone that changes under way', () => {
  afterEach(() => {
    vi.useRealTimers()
    vi.restoreAllMocks()
  })

  it('reaches what is on screen within a second', async () => {
    vi.useFakeTimers({ now: AT })
    const zone = vi.spyOn(format, 'currentTimeZone').mockReturnValue('Europe/London')
    const Clock = defineComponent(() => {
      const { clock, day } = useFormat()
      return () => h('p', `${clock(AT)} ${day(AT - 5 * HOUR)}`)
    })
    const shown = mount(Clock, { global: { plugins: [createAppI18n('en')] } })
    expect(shown.text()).toBe('20:30 Today')
    zone.mockReturnValue('Asia/Shanghai')
    vi.advanceTimersByTime(1000)
    await nextTick()
    expect(shown.text()).toBe('03:30 Yesterday')
    shown.unmount()
  })
})
