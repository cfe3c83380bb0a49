import { useDebounceFn } from '@vueuse/core'
import { type Ref, ref, watch } from 'vue'
import { useSettingsStore } from '../stores/settings'
import { useLeaving } from './use-leaving'
import { useSettings } from './use-settings'

/** Milliseconds without a move after which a width is one to keep. */
const REST_MS = 300

/**
 * px of the list. Kept with the settings, which the first frame has at hand: what the page would keep itself
 * (`localStorage`) is asked for by a question to main that everything waits for.
 */
export function useListWidth(): Ref<number> {
  const store = useSettingsStore()
  const { change } = useSettings()
  const width = ref(store.settings.listWidth)

  async function keep(): Promise<void> {
    if (width.value !== store.settings.listWidth) await change({ listWidth: width.value })
  }

  watch(width, useDebounceFn(keep, REST_MS))
  useLeaving(keep)
  return width
}
