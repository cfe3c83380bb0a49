import { computed, ref } from 'vue'
import { useLinkStore } from '../stores/link'
import { useSeconds } from './use-now'
import { bannerOf } from '../model/banner'

/** The banner that needs a person now, if any. */
export function useBanner() {
  const link = useLinkStore()
  const now = useSeconds()
  const isBaseSeen = ref(false)
  /** When the link went: dialling and waiting take turns, and each turn has its own `since`. */
  const lostAt = computed<number | undefined>((before) => (link.isOnline ? undefined : (before ?? Date.now())))

  const banner = computed(() => {
    const found = bannerOf(link.connection, link.sync, lostAt.value, now.value)
    return found === 'base' && isBaseSeen.value ? undefined : found
  })

  return { banner, dismiss: () => (isBaseSeen.value = true) }
}
