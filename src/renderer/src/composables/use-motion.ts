import type { LocalId } from '@shared/ids'
import { usePreferredReducedMotion } from '@vueuse/core'
import { computed, ref, watch } from 'vue'
import { bridge } from '../bridge'

/**
 * Whether a picture that is looked at moves, and whether it does so now: it can be stopped, and for whoever wants less motion it stands
 * until they ask.
 * @param localId of its message; `undefined`: it is not here
 */
export function useMotion(localId: () => LocalId | undefined) {
  const motion = usePreferredReducedMotion()
  const isCalm = computed(() => motion.value === 'reduce')
  /** `undefined` until that is known. */
  const isMoving = ref<boolean>()
  const isStopped = ref(false)

  watch(
    localId,
    async (id) => {
      isMoving.value = undefined
      isStopped.value = false
      if (id === undefined) return
      const answer = await bridge.call('files:gif-round', { localId: id })
      if (localId() !== id) return
      isMoving.value = answer.ok && answer.value > 0
      isStopped.value = isMoving.value && isCalm.value
    },
    { immediate: true },
  )

  return {
    canStop: computed(() => isMoving.value === true),
    isStopped: computed(() => isStopped.value),
    /** Its frames may be drawn one after the other. */
    isFree: computed(() => !isStopped.value && (isMoving.value !== undefined || !isCalm.value)),
    toggle: () => void (isMoving.value === true && (isStopped.value = !isStopped.value)),
  }
}
