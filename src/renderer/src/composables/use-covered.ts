import { computed } from 'vue'
import { useDialogsStore } from '../stores/dialogs'
import { useViewerStore } from '../stores/viewer'

/** Something stands over the window: what lies beneath is neither read nor written to. */
export function useCovered() {
  const dialogs = useDialogsStore()
  const viewer = useViewerStore()
  return computed(() => dialogs.current !== undefined || viewer.run !== undefined)
}
