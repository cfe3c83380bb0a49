import { useEventListener } from '@vueuse/core'
import { useLayoutStore } from '../stores/layout'
import { useCovered } from './use-covered'

/** Escape puts the details away where they lie over the timeline. */
export function useBesidePanel(): void {
  const layout = useLayoutStore()
  const isCovered = useCovered()

  // Over the timeline they are the topmost thing.
  useEventListener(window, 'keydown', (event) => {
    const isOnTop = !layout.isWide && layout.hasDetails && layout.search === undefined && !isCovered.value
    if (event.key !== 'Escape' || event.defaultPrevented || !isOnTop) return
    event.preventDefault()
    layout.setDetails(false)
  })
}
