import { createSharedComposable } from '@vueuse/core'
import { type ComputedRef, ref, watch } from 'vue'
import { currentTimeZone } from '../model/format'
import { useSeconds } from './use-now'

/** The zone that this computer is in now, such as `Asia/Shanghai`: a traveller's changes under way. Nothing tells; it is looked at every second. */
export const useTimeZone: () => Readonly<ComputedRef<string>> = createSharedComposable(() => {
  const zone = ref(currentTimeZone())
  watch(useSeconds(), () => (zone.value = currentTimeZone()))
  return zone
}) as () => Readonly<ComputedRef<string>>
