/**
 * A moment by the clock on the wall, in the zone that this computer is in now. Node looks at the zone once, and nothing
 * tells it of another (the page is told by Chromium), but a traveller's changes while the app runs. It looks again
 * whenever `TZ` is set or deleted, to whatever value.
 * @param at epoch ms
 */
export function localDate(at: number): Date {
  const { TZ: zone } = process.env
  if (zone === undefined) delete process.env['TZ']
  else process.env['TZ'] = zone
  return new Date(at)
}
