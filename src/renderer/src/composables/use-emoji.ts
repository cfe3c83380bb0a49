import { createGlobalState } from '@vueuse/core'
import { ref, shallowRef } from 'vue'
import { drawnEmoji } from '../emoji/drawn-emoji'
import { type Emoji, loadEmoji } from '../emoji/emoji-data'

/** All emoji that this system draws, read once when the picker first opens; a failed read is tried again. */
export const useEmoji = createGlobalState(() => {
  const all = shallowRef<readonly Emoji[]>([])
  const hasFailed = ref(false)
  let isLoading = false

  async function load(): Promise<void> {
    if (isLoading || all.value.length > 0) return
    isLoading = true
    hasFailed.value = false
    try {
      all.value = drawnEmoji(await loadEmoji())
    } catch {
      hasFailed.value = true
    }
    isLoading = false
  }

  return { all, hasFailed, load }
})
