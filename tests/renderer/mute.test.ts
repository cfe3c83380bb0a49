import { describe, expect, it } from 'vitest'
import { dayOf, isMutedForGood, momentOf, muteEnd, timeOf } from '../../src/renderer/src/model/mute'

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

  it('reads a day and a time as one moment of this computer, and writes it back', () => {
    expect(momentOf(dayOf(EVENING), '22:15')).toBe(EVENING)
    expect(momentOf(EVENING, '00:00')).toBe(dayOf(EVENING))
    expect(dayOf(EVENING)).toBe(new Date(2026, 8, 30).getTime())
    expect(timeOf(EVENING)).toBe('22:15')
    expect(timeOf(new Date(2026, 8, 30, 7, 5).getTime())).toBe('07:05')
  })

  it('knows no moment without a time', () => {
    expect(momentOf(dayOf(EVENING), '')).toBeUndefined()
  })
})
