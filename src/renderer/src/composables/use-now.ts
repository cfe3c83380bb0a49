import { createSharedComposable, useIntervalFn } from '@vueuse/core'
import { computed, type ComputedRef, ref } from 'vue'

const useSecond = createSharedComposable(() => {
  const now = ref(Date.now())
  useIntervalFn(() => (now.value = Date.now()), 1000)
  return now
})

/** Epoch ms, moving once a second. One timer serves all who look, and it stops with the last of them. */
export function useSeconds(): ComputedRef<number> {
  const now = useSecond()
  return computed(() => now.value)
}

/** Epoch ms, moving once a minute: for times that show no seconds. */
export function useMinutes(): ComputedRef<number> {
  const now = useSecond()
  return computed(() => Math.floor(now.value / 60_000) * 60_000 + 59_999)
}
