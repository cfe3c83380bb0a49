import type { PowerMonitor } from 'electron'
import type { Clock } from '../../lib/clock'

/** Milliseconds between looks at the computer's idle time; the system has no event for it. */
const LOOK_MS = 5000

const MINUTE_S = 60

export type IdleWatchOptions = {
  readonly clock: Clock
  readonly monitor: Pick<PowerMonitor, 'on' | 'off' | 'getSystemIdleTime'>
  /** Minutes without a key or a move of the mouse; 0 = never idle. Asked at every look. */
  readonly awayAfterMinutes: () => number
  /** Told of each change; it begins with somebody being there. */
  readonly onChange: (isIdle: boolean) => void
}

/**
 * Watches whether somebody is at the computer: nobody is after the minutes of the setting, or once the screen is
 * locked. Returns the function that stops watching.
 */
export function watchIdle({ clock, monitor, awayAfterMinutes, onChange }: IdleWatchOptions): () => void {
  let isLocked = false
  let wasIdle = false

  function look(): void {
    const minutes = awayAfterMinutes()
    const isIdle = minutes > 0 && (isLocked || monitor.getSystemIdleTime() >= minutes * MINUTE_S)
    if (isIdle === wasIdle) return
    wasIdle = isIdle
    onChange(isIdle)
  }
  function onLock(): void {
    isLocked = true
    look()
  }
  function onUnlock(): void {
    isLocked = false
    look()
  }

  monitor.on('lock-screen', onLock)
  monitor.on('unlock-screen', onUnlock)
  const stopLooking = clock.every(LOOK_MS, look)
  return () => {
    stopLooking()
    monitor.off('lock-screen', onLock)
    monitor.off('unlock-screen', onUnlock)
  }
}
