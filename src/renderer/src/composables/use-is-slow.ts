import { useTimeoutFn } from '@vueuse/core'
import { computed, type Ref, watch } from 'vue'

/** Most answers are here sooner, ms: a skeleton that only flashes is worse than none. */
const SLOW_AFTER_MS = 150

/** Whether something is waited for that takes longer than most: then its place shows a skeleton. */
export function useIsSlow(isWaiting: () => boolean): Readonly<Ref<boolean>> {
  const { isPending, start, stop } = useTimeoutFn(() => undefined, SLOW_AFTER_MS, { immediate: false })
  watch(isWaiting, (now) => (now ? start() : stop()), { immediate: true, flush: 'sync' })
  return computed(() => isWaiting() && !isPending.value)
}
