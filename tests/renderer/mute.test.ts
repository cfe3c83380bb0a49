import { describe, expect, it } from 'vitest'
import { fieldsOf, isMutedForGood, momentOf, muteEnd } from '../../src/renderer/src/model/mute'

const EVENING = new Date(2026, 8, 30, 22, 15).getTime()

describe('muting', () => {
  it.each([
    ['hour', new Date(2026, 8, 30, 23, 15)],
    ['eight_hours', new Date(2026, 9, 1, 6, 15)],
    ['tomorrow', new Date(2026, 9, 1, 8)],
  ] as const)('for %s ends at that time', (choice, end) => {
    expect(muteEnd(choice, EVENING)).toBe(end.getTime())
    expect(isMutedForGood(muteEnd(choice, EVENING))).toBe(false)
  })

  it('for good has no end that anybody waits for', () => {
    expect(isMutedForGood(muteEnd('forever', EVENING))).toBe(true)
  })

  it('reads a date and a time as one moment of this computer, and writes it back', () => {
    expect(momentOf('2026-09-30', '22:15')).toBe(EVENING)
    expect(fieldsOf(EVENING)).toEqual({ date: '2026-09-30', time: '22:15' })
  })

  it.each([
    ['', '22:15'],
    ['2026-09-30', ''],
    ['2026-13-30', '22:15'],
  ])('knows no moment of the fields %j and %j', (date, time) => {
    expect(momentOf(date, time)).toBeUndefined()
  })
})
