import type { MenuItemConstructorOptions } from 'electron'
import { localDate } from '../../lib/local-time'
import { INDEFINITELY, tomorrowMorning } from './do-not-disturb'
import type { Texts } from '../texts'

const HOUR_MS = 60 * 60 * 1000

export type TrayState = {
  readonly unread: number
  readonly isConnected: boolean
  /** Epoch ms; 0 = off. */
  readonly doNotDisturbUntil: number
  /** Somebody is signed in, and they are allowed. */
  readonly hasScreenshots: boolean
}

export type TrayActions = {
  readonly open: () => void
  readonly quit: () => void
  readonly takeScreenshot: () => void
  /** Epoch ms; 0 = disturb again. */
  readonly doNotDisturb: (until: number) => void
}

/** What the icon says when the pointer rests on it, and the first line of its menu. */
export function trayStatus({ unread, isConnected }: TrayState, texts: Texts): string {
  const count = unread === 0 ? texts.nothingUnread : texts.unread(unread)
  return isConnected ? count : `${count} · ${texts.notConnected}`
}

/** `now` gives epoch ms when an item is clicked, which may be long after the menu was made. */
export function trayMenu(state: TrayState, texts: Texts, actions: TrayActions, now: () => number): MenuItemConstructorOptions[] {
  const until = state.doNotDisturbUntil
  const pause = pauseOf(state, now())
  const choice = (label: string, isChosen: boolean, end: () => number): MenuItemConstructorOptions => ({
    label,
    type: 'radio',
    checked: isChosen,
    click: () => actions.doNotDisturb(end()),
  })
  const running = pause.kind === 'until' ? [choice(texts.until(pause.time), true, () => until)] : []
  return [
    { label: trayStatus(state, texts), enabled: false },
    { type: 'separator' },
    { label: texts.open, click: actions.open },
    ...(state.hasScreenshots ? [{ label: texts.takeScreenshot, click: actions.takeScreenshot }] : []),
    {
      label: texts.doNotDisturb,
      submenu: [
        choice(texts.doNotDisturbOff, pause.kind === 'off', () => 0),
        ...running,
        choice(texts.forOneHour, false, () => now() + HOUR_MS),
        choice(texts.untilTomorrow, false, () => tomorrowMorning(now())),
        choice(texts.untilTurnedOff, pause.kind === 'open_end', () => INDEFINITELY),
      ],
    },
    { type: 'separator' },
    { label: texts.quit, click: actions.quit },
  ]
}

type Pause = { readonly kind: 'off' | 'open_end' } | { readonly kind: 'until'; readonly time: string }

function pauseOf({ doNotDisturbUntil: until }: TrayState, now: number): Pause {
  if (until <= now) return { kind: 'off' }
  return until === INDEFINITELY ? { kind: 'open_end' } : { kind: 'until', time: clockTime(until) }
}

/**
 * All that changes in what is shown. Time changes it too: a pause ends, and the clock on the wall shows another hour
 * after a journey.
 */
export function trayFace(state: TrayState, texts: Texts, now: number): string {
  return JSON.stringify([trayStatus(state, texts), pauseOf(state, now), state.hasScreenshots])
}

function clockTime(at: number): string {
  const date = localDate(at)
  return [date.getHours(), date.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':')
}
