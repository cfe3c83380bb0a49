import { useTimeoutFn } from '@vueuse/core'
import { onScopeDispose, watch, type WatchSource } from 'vue'

/** Whether nothing was asked since: only then may an answer be shown. */
export type IsLatest = () => boolean

/**
 * Asks something a moment after the last change of what it depends on. `ask` resolves to whether there was an answer.
 *
 * - `askNow` asks at once, whatever is waiting.
 * - `settle` waits for the answer to what there is now, without the moment; it resolves to whether that answer came, and
 *   to false when something newer is typed meanwhile or the component goes away.
 * - `begin` lets older answers be dropped, for a question beside these.
 *
 * @param isAskedFirst ask also for what there is at the beginning
 */
export function useQuestion(
  sources: WatchSource[],
  ask: (isLatest: IsLatest) => Promise<boolean>,
  { delayMs, isAskedFirst }: { readonly delayMs: number; readonly isAskedFirst: boolean },
) {
  let asked = 0
  let answer = Promise.resolve(false)
  const { isPending, start, stop } = useTimeoutFn(() => void askNow(), delayMs, { immediate: isAskedFirst })

  function begin(): IsLatest {
    const mine = ++asked
    return () => mine === asked
  }

  function askNow(): Promise<boolean> {
    stop()
    const isLatest = begin()
    answer = ask(isLatest).then((isAnswered) => isAnswered && isLatest() && !isPending.value)
    return answer
  }

  const settle = (): Promise<boolean> => (isPending.value ? askNow() : answer)

  watch(sources, () => start(), { flush: 'sync' })
  onScopeDispose(() => void begin())

  return { askNow, settle, begin }
}
