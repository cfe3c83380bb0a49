import type { ContentPlace } from '@shared/message'
import { computed, type Ref, ref, watch } from 'vue'
import { bridge } from '../bridge'
import { foldAt, STEP, unfoldedTo } from '../model/folded-text'
import { useReport } from './use-report'

/**
 * Shows a long text part by part. What is not in this window yet is asked for when it is to be shown.
 * @param text all of it, or its beginning
 * @param length of the whole, in UTF-16 code units
 * @param place where the text stands, where `text` is its beginning
 */
export function useUnfolding(text: Readonly<Ref<string>>, length: Readonly<Ref<number>>, place: Readonly<Ref<ContentPlace | undefined>>) {
  const { report } = useReport()
  /** What was asked for, behind `text`. */
  const loaded = ref('')
  const opened = ref<number>()
  const isLoading = ref(false)
  const fold = computed(() => foldAt(text.value, length.value))
  const held = computed(() => text.value + loaded.value)
  const end = computed(() => opened.value ?? fold.value ?? held.value.length)
  watch([text, length], () => {
    loaded.value = ''
    opened.value = undefined
  })

  async function more(): Promise<void> {
    if (isLoading.value) return
    if (end.value < held.value.length || place.value === undefined) {
      opened.value = unfoldedTo(held.value, end.value)
      return
    }
    isLoading.value = true
    const before = text.value
    const part = await bridge.call('messages:text', { ...place.value, from: held.value.length, length: STEP })
    isLoading.value = false
    if (!report(part) || text.value !== before) return
    loaded.value += part.value
    opened.value = held.value.length
  }

  return {
    shown: computed(() => held.value.slice(0, end.value)),
    rest: computed(() => Math.max(0, length.value - end.value)),
    isFolded: computed(() => fold.value !== undefined),
    isOpened: computed(() => opened.value !== undefined),
    isLoading,
    more,
    less: () => (opened.value = undefined),
  }
}
