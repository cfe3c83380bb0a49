import type { Presence } from '@shared/roster'
import { useI18n } from 'vue-i18n'
import { useFormat } from './use-format'
import { useMinutes } from './use-now'

const MINUTE = 60_000

/** Somebody's presence in words. */
export function usePresenceText() {
  const { t } = useI18n()
  const format = useFormat()
  const now = useMinutes()

  /** The state, or for those who are gone when they were last seen; then what they say about it. */
  function describe(presence: Presence): string {
    const state = wasSeen(presence) ? seen(presence.lastSeen) : t(`presence.${presence.state}`)
    return presence.status === '' ? state : t('presence.said', { state, status: presence.status })
  }

  /** For hovering: the same with the exact time, a line each, under a name where one is given. */
  function hover(presence: Presence | undefined, name = ''): string {
    if (presence === undefined) return name
    const time = wasSeen(presence) ? t('presence.lastSeen', { when: format.dateTime(presence.lastSeen) }) : ''
    return [name, t(`presence.${presence.state}`), presence.status, time].filter((line) => line !== '').join('\n')
  }

  /** Relative within a day, then by day and clock. */
  function seen(at: number): string {
    if (now.value - at < MINUTE) return t('presence.justNow')
    const isRecent = format.daysBetween(at, now.value) === 0 || now.value - at < 12 * 60 * MINUTE
    return t('presence.lastSeen', { when: isRecent ? format.ago(at) : `${format.day(at)} ${format.clock(at)}` })
  }

  return { describe, hover }
}

function wasSeen({ state, lastSeen }: Presence): boolean {
  return state === 'unavailable' && lastSeen > 0
}
