import { readonly, ref, watch } from 'vue'
import { useLinkStore } from '../stores/link'

/** Goes up whenever the link is back. */
export function useAvatarTries() {
  const link = useLinkStore()
  const tries = ref(0)
  watch(
    () => link.isOnline,
    (isOnline) => {
      if (isOnline) tries.value++
    },
  )
  return readonly(tries)
}
