import { computed, ref } from 'vue'
import { useAccountStore } from '../stores/account'
import { useLinkStore } from '../stores/link'
import { useSeconds } from './use-now'
import { bannerOf } from '../model/banner'

/** The banner that needs a person now, if any. */
export function useBanner() {
  const account = useAccountStore()
  const link = useLinkStore()
  const now = useSeconds()
  const isBareSeen = ref(false)
  /** The repair that was read about: `Repaired.at`. */
  const repairSeen = ref<number>()
  /** When the link went: dialling and waiting take turns, and each turn has its own `since`. */
  const lostAt = computed<number | undefined>((before) => (link.isOnline ? undefined : (before ?? Date.now())))

  const repaired = computed(() => account.me?.repaired)

  const banner = computed(() => {
    const found = bannerOf(link.connection, link.sync, lostAt.value, now.value)
    if (found !== undefined && !(found === 'bare' && isBareSeen.value)) return found
    return repaired.value !== undefined && repaired.value.at !== repairSeen.value ? 'repaired' : undefined
  })

  function dismiss(): void {
    if (banner.value === 'bare') isBareSeen.value = true
    else repairSeen.value = repaired.value?.at
  }

  return { banner, repaired, dismiss }
}
