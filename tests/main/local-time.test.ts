import { once } from 'node:events'
import { SHARE_ENV, Worker } from 'node:worker_threads'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { INDEFINITELY, isQuiet, tomorrowMorning } from '../../src/main/app/desktop/do-not-disturb'
import { trayFace } from '../../src/main/app/desktop/tray-menu'
import { textsFor } from '../../src/main/app/texts'
import { localDate } from '../../src/main/lib/local-time'

const NOON_IN_LONDON = Date.UTC(2026, 0, 15, 12)

/** The computer goes to another zone while this runs: what tells the system does not tell this thread. */
async function travelTo(zone: string): Promise<void> {
  const worker = new Worker(`process.env.TZ = ${JSON.stringify(zone)}`, { eval: true, env: SHARE_ENV })
  await once(worker, 'exit')
}

describe('the clock on the wall, in another time zone than a moment ago', () => {
  const zone = process.env['TZ']
  beforeEach(() => {
    process.env['TZ'] = 'Europe/London'
    expect(new Date(NOON_IN_LONDON).getHours()).toBe(12)
  })
  afterEach(() => {
    if (zone === undefined) delete process.env['TZ']
    else process.env['TZ'] = zone
  })

  it('is read anew', async () => {
    await travelTo('Asia/Tokyo')
    expect(localDate(NOON_IN_LONDON).getHours()).toBe(21)
    await travelTo('America/New_York')
    expect(localDate(NOON_IN_LONDON).getHours()).toBe(7)
  })

  it('begins and ends the quiet hours', async () => {
    const settings = { doNotDisturbUntil: 0, quietHours: { isOn: true, from: '21:00', to: '08:00' } }
    expect(isQuiet(settings, NOON_IN_LONDON)).toBe(false)
    await travelTo('Asia/Tokyo')
    expect(isQuiet(settings, NOON_IN_LONDON)).toBe(true)
  })

  it('says when tomorrow begins', async () => {
    await travelTo('Asia/Tokyo')
    expect(tomorrowMorning(NOON_IN_LONDON)).toBe(Date.UTC(2026, 0, 15, 23))
  })

  it('is what the tray says of a pause, until it is over', async () => {
    const texts = textsFor('en', '')
    const face = (doNotDisturbUntil: number, now = NOON_IN_LONDON): string =>
      trayFace({ unread: 0, isConnected: true, doNotDisturbUntil, hasScreenshots: false }, texts, now)
    const until = NOON_IN_LONDON + 90 * 60_000
    expect(face(until)).toContain('13:30')
    await travelTo('Asia/Tokyo')
    expect(face(until)).toContain('22:30')
    expect(face(until, until)).toBe(face(0))
    expect(new Set([face(0), face(until), face(INDEFINITELY)]).size).toBe(3)
  })
})
