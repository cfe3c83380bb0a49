import { useEventListener } from '@vueuse/core'
import { useDialogsStore } from '../stores/dialogs'
import { useLayoutStore } from '../stores/layout'

/** Escape puts the details away where they lie over the timeline. */
export function useBesidePanel(): void {
  const dialogs = useDialogsStore()
  const layout = useLayoutStore()

  // Over the timeline they are the topmost thing.
  useEventListener(window, 'keydown', (event) => {
    const isOnTop = !layout.isWide && layout.hasDetails && layout.search === undefined && dialogs.current === undefined
    if (event.key !== 'Escape' || event.defaultPrevented || !isOnTop) return
    event.preventDefault()
    layout.setDetails(false)
  })
}
