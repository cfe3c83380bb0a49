import { onScopeDispose, watch } from 'vue'
import { onPartFailure, readAhead } from '../parts'
import { useConversationsStore } from '../stores/conversations'
import { useReport } from './use-report'

/** Tells of parts of the window that could not be read, and reads them ahead once the first list is there. */
export function useParts(): void {
  const conversations = useConversationsStore()
  const { report } = useReport()
  onScopeDispose(onPartFailure((error) => report({ ok: false, error: { code: 'part_failed', message: String(error) } })))
  watch(
    () => conversations.isLoaded,
    (isLoaded) => {
      if (isLoaded) void readAhead(whenIdle)
    },
    { immediate: true },
  )
}

/** The window has nothing to do, and the frame before is painted. */
function whenIdle(): Promise<void> {
  return new Promise((resolve) => requestIdleCallback(() => resolve()))
}
