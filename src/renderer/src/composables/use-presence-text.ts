import type { Presence } from '@shared/roster'
import { useI18n } from 'vue-i18n'
import { useFormat } from './use-format'

/** Somebody's presence in one line: the state, then what they say about it, or when they were last seen. */
export function usePresenceText() {
  const { t } = useI18n()
  const format = useFormat()

  function describe(presence: Presence): string {
    const state = t(`presence.${presence.state}`)
    if (presence.status !== '') return `${state} · ${presence.status}`
    return presence.state === 'unavailable' && presence.lastSeen > 0
      ? t('presence.lastSeen', { ago: format.ago(presence.lastSeen) })
      : state
  }

  return { describe }
}
