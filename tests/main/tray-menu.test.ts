import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, it, vi } from 'vitest'
import { INDEFINITELY } from '../../src/main/app/desktop/do-not-disturb'
import { textsFor } from '../../src/main/app/texts'
import { trayFace, trayMenu, trayStatus } from '../../src/main/app/desktop/tray-menu'

const NOW = new Date(2026, 0, 15, 12, 0).getTime()
const en = textsFor('en', '')
const state = { unread: 0, isConnected: true, doNotDisturbUntil: 0, hasScreenshots: false }

function open(doNotDisturbUntil: number, hasScreenshots = false) {
  const actions = { open: vi.fn(), quit: vi.fn(), doNotDisturb: vi.fn(), takeScreenshot: vi.fn() }
  const items = trayMenu({ ...state, doNotDisturbUntil, hasScreenshots }, en, actions, () => NOW)
  const choices = items.find(({ label }) => label === en.doNotDisturb)?.submenu as MenuItemConstructorOptions[]
  /** As Electron calls it; none of the items looks at what it is given. */
  const click = (label: string): void => {
    const item = [...items, ...choices].find((candidate) => candidate.label === label)
    ;(item?.click as (() => void) | undefined)?.()
  }
  return { actions, items, click, checked: choices.filter((item) => item.checked === true).map(({ label }) => label) }
}

describe('trayStatus', () => {
  it.each([
    [0, true, 'Nothing unread'],
    [1, true, '1 unread message'],
    [5, true, '5 unread messages'],
    [5, false, '5 unread messages · Not connected'],
  ])('with %i unread, connected %s', (unread, isConnected, text) => {
    expect(trayStatus({ ...state, unread, isConnected }, en)).toBe(text)
  })
})

describe('trayMenu', () => {
  it.each([
    ['off', 0, ['Off']],
    ['over', NOW, ['Off']],
    ['on for a while', NOW + 90 * 60_000, ['Until 13:30']],
    ['on until it is turned off', INDEFINITELY, ['Until I turn it off']],
  ])('shows do-not-disturb that is %s', (_, until, labels) => {
    expect(open(until).checked).toEqual(labels)
  })

  it.each([
    ['Off', 0],
    ['For one hour', NOW + 3_600_000],
    ['Until tomorrow morning', new Date(2026, 0, 16, 8).getTime()],
    ['Until I turn it off', INDEFINITELY],
  ])('sets it to %s', (label, until) => {
    const { actions, click } = open(0)
    click(label)
    expect(actions.doNotDisturb).toHaveBeenCalledExactlyOnceWith(until)
  })

  it('opens the window, and quits', () => {
    const { actions, click } = open(0)
    click(en.open)
    expect(actions.open).toHaveBeenCalledOnce()
    click(en.quit)
    expect(actions.quit).toHaveBeenCalledOnce()
  })

  it('takes a screenshot, where there is one to be had', () => {
    expect(open(0).items.map(({ label }) => label)).not.toContain(en.takeScreenshot)
    const { actions, click } = open(0, true)
    click(en.takeScreenshot)
    expect(actions.takeScreenshot).toHaveBeenCalledOnce()
    expect(trayFace({ ...state, hasScreenshots: true }, en, NOW)).not.toBe(trayFace(state, en, NOW))
  })
})
