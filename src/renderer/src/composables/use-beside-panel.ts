import { useEventListener, useMediaQuery } from '@vueuse/core'
import { watch } from 'vue'
import { useUiStore } from '../stores/ui'

/** Where there is room for the details beside the timeline; the same width stands in `MainView`. */
const WIDE = '(min-width: 1080px)'

/** Puts the details away when the window gets too narrow for them, and brings them back when it is wide again. */
export function useBesidePanel(): void {
  const ui = useUiStore()
  const isWide = useMediaQuery(WIDE)
  let wasOpen = ui.hasDetails

  watch(isWide, (wide) => {
    if (!wide) wasOpen = ui.hasDetails
    ui.setDetails(wide && wasOpen)
  })

  // Over the timeline they are the topmost thing.
  useEventListener(window, 'keydown', (event) => {
    const isOnTop = !isWide.value && ui.hasDetails && ui.search === undefined && ui.dialog === undefined
    if (event.key !== 'Escape' || event.defaultPrevented || !isOnTop) return
    event.preventDefault()
    ui.setDetails(false)
  })
}
