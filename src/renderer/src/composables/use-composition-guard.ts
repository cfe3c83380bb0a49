import { useEventListener } from '@vueuse/core'

/**
 * Escape while an input method composes belongs to it: it takes back what is being composed, and closes nothing of
 * ours. Dialogs, menus and panels each listen for it in their own way, so it is stopped before any of them hears it.
 */
export function useCompositionGuard(): void {
  useEventListener(
    window,
    'keydown',
    (event) => {
      const isComposing = event.isComposing || event.keyCode === 229
      if (isComposing && event.key === 'Escape') event.stopImmediatePropagation()
    },
    { capture: true },
  )
}
