import { useEventListener, useMediaQuery } from '@vueuse/core'
import { watch } from 'vue'
import { useDialogsStore } from '../stores/dialogs'
import { useLayoutStore } from '../stores/layout'

/** Where there is room for the details beside the timeline; the same width stands in `MainView`. */
const WIDE = '(min-width: 1080px)'

/** Puts the details away when the window gets too narrow for them, and brings them back when it is wide again. */
export function useBesidePanel(): void {
  const dialogs = useDialogsStore()
  const layout = useLayoutStore()
  const isWide = useMediaQuery(WIDE)
  let wasOpen = layout.hasDetails

  watch(isWide, (wide) => {
    if (!wide) wasOpen = layout.hasDetails
    layout.setDetails(wide && wasOpen)
  })

  // Over the timeline they are the topmost thing.
  useEventListener(window, 'keydown', (event) => {
    const isOnTop = !isWide.value && layout.hasDetails && layout.search === undefined && dialogs.current === undefined
    if (event.key !== 'Escape' || event.defaultPrevented || !isOnTop) return
    event.preventDefault()
    layout.setDetails(false)
  })
}
