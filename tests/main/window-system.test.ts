import { describe, expect, it } from 'vitest'
import { placeToKeep, placeToOpen } from '../../src/main/app/window/window-place'
import { isDrawnByWayland, type WindowSystemFacts } from '../../src/main/app/window/window-system'

const WAYLAND = { XDG_SESSION_TYPE: 'wayland', WAYLAND_DISPLAY: 'wayland-0', DISPLAY: ':0' }
const X11 = { XDG_SESSION_TYPE: 'x11', DISPLAY: ':0' }
const facts: WindowSystemFacts = { platform: 'linux', env: WAYLAND, ozone: '', ozoneHint: '', electronMajor: 45 }

describe('the window system', () => {
  it.each<readonly [string, Partial<WindowSystemFacts>, boolean]>([
    ['a Wayland session', {}, true],
    ['a Wayland session, and an Electron that draws by X11 unasked', { electronMajor: 33 }, false],
    ['that Electron when it is asked', { electronMajor: 33, ozoneHint: 'auto' }, true],
    ['that Electron when the environment asks it', { electronMajor: 33, env: { ...WAYLAND, ELECTRON_OZONE_PLATFORM_HINT: 'auto' } }, true],
    ['that Electron when it is told', { electronMajor: 33, ozone: 'wayland', env: {} }, true],
    ['a Wayland session, told to use X11', { ozone: 'x11' }, false],
    ['a Wayland session, hinted to use X11', { ozoneHint: 'x11' }, false],
    ['an X11 session', { env: X11 }, false],
    ['a session that calls itself Wayland without a display of it', { env: { XDG_SESSION_TYPE: 'wayland' } }, false],
    ['no session at all', { env: {} }, false],
  ])('%s', (_, change, isWayland) => {
    expect(isDrawnByWayland({ ...facts, ...change })).toBe(isWayland)
  })

  it.each(['win32', 'darwin'] as const)('is never Wayland on %s, whatever the environment says', (platform) => {
    expect(isDrawnByWayland({ ...facts, platform, ozone: 'wayland' })).toBe(false)
  })
})

describe('a window whose place the compositor decides', () => {
  const AREA = { x: 0, y: 30, width: 1920, height: 1050 }
  const SMALL = { x: 1920, y: 0, width: 800, height: 600 }
  const kept = { x: 300, y: 200, width: 1240, height: 760 }

  it('asks for a size alone, one that fits', () => {
    expect(placeToOpen([SMALL, AREA], kept, false)).toEqual({ width: 1240, height: 760 })
    expect(placeToOpen([SMALL], kept, false)).toEqual({ width: 800, height: 600 })
    expect(placeToOpen([], kept, false)).toBeUndefined()
  })

  it('keeps the place that was known last for the next session that has one', () => {
    const now = { x: 0, y: 0, width: 1000, height: 700 }
    expect(placeToKeep(now, kept, false)).toEqual({ x: 300, y: 200, width: 1000, height: 700 })
    expect(placeToKeep(now, undefined, false)).toEqual({ width: 1000, height: 700 })
    expect(placeToKeep(now, { width: 900, height: 600 }, false)).toEqual({ width: 1000, height: 700 })
  })

  it('is centred by a system that asks for the place when none was ever known', () => {
    expect(placeToOpen([AREA], { width: 1000, height: 700 }, true)).toEqual({ width: 1000, height: 700 })
  })

  it('is where it was wherever programs have a say', () => {
    expect(placeToOpen([AREA], kept, true)).toEqual(kept)
    expect(placeToKeep({ ...kept, x: 5 }, kept, true)).toEqual({ ...kept, x: 5 })
    expect(placeToOpen([AREA], { ...kept, x: 5000 }, true)).toBeUndefined()
  })
})
