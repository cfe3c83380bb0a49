import { afterEach, describe, expect, it } from 'vitest'
import { INDEFINITELY, isQuiet, isQuietHour, tomorrowMorning } from '../../src/main/app/desktop/do-not-disturb'

const OFF = { isOn: false, from: '22:00', to: '08:00' }

describe('isQuietHour', () => {
  it.each([
    ['22:00', '08:00', '21:59', false],
    ['22:00', '08:00', '22:00', true],
    ['22:00', '08:00', '23:59', true],
    ['22:00', '08:00', '00:00', true],
    ['22:00', '08:00', '07:59', true],
    ['22:00', '08:00', '08:00', false],
    ['12:00', '13:30', '11:59', false],
    ['12:00', '13:30', '12:00', true],
    ['12:00', '13:30', '13:29', true],
    ['12:00', '13:30', '13:30', false],
    ['09:00', '09:00', '03:00', true],
    ['09:00', '09:00', '09:00', true],
  ])('from %s to %s, at %s: %s', (from, to, at, expected) => {
    const [hours, minutes] = at.split(':').map(Number) as [number, number]
    expect(isQuietHour({ isOn: true, from, to }, hours * 60 + minutes)).toBe(expected)
    expect(isQuietHour({ isOn: false, from, to }, hours * 60 + minutes)).toBe(false)
  })
})

describe('isQuiet', () => {
  const zone = process.env['TZ']
  afterEach(() => {
    if (zone === undefined) delete process.env['TZ']
    else process.env['TZ'] = zone
  })

  it('lasts until the moment that was chosen', () => {
    expect(isQuiet({ doNotDisturbUntil: 1001, quietHours: OFF }, 1000)).toBe(true)
    expect(isQuiet({ doNotDisturbUntil: 1000, quietHours: OFF }, 1000)).toBe(false)
    expect(isQuiet({ doNotDisturbUntil: 0, quietHours: OFF }, 1000)).toBe(false)
  })

  it('can last for ever, at a moment that a date can name', () => {
    expect(isQuiet({ doNotDisturbUntil: INDEFINITELY, quietHours: OFF }, Date.UTC(2200, 0))).toBe(true)
    expect(new Date(INDEFINITELY).getTime()).toBe(INDEFINITELY)
    expect(Number.isSafeInteger(INDEFINITELY)).toBe(true)
  })

  it('reads quiet hours by the time zone of the device', () => {
    const settings = { doNotDisturbUntil: 0, quietHours: { isOn: true, from: '22:00', to: '08:00' } }
    const noonInLondon = Date.UTC(2026, 0, 15, 12)
    process.env['TZ'] = 'Europe/London'
    expect(isQuiet(settings, noonInLondon)).toBe(false)
    process.env['TZ'] = 'Asia/Tokyo'
    expect(isQuiet(settings, noonInLondon + 60 * 60 * 1000)).toBe(true)
  })
})

describe('tomorrowMorning', () => {
  it('is eight in the morning of the day after, over the end of a month too', () => {
    const morning = new Date(tomorrowMorning(new Date(2026, 0, 31, 23, 30).getTime()))
    expect([morning.getMonth(), morning.getDate(), morning.getHours(), morning.getMinutes()]).toEqual([1, 1, 8, 0])
  })
})
