import type { ConversationId } from '@shared/ids'
import type { SyncInspection } from '@shared/status'
import { onMounted, ref, shallowRef, watch } from 'vue'
import { bridge } from '../bridge'
import { useLinkStore } from '../stores/link'
import { useReport } from './use-report'

/** What is held of each conversation and what is missing; read again whenever the sync state changes. */
export function useInspection() {
  const link = useLinkStore()
  const { report } = useReport()
  const rows = shallowRef<readonly SyncInspection[]>([])
  const isLoading = ref(true)
  const hasFailed = ref(false)

  async function refresh(): Promise<void> {
    isLoading.value = true
    const result = await bridge.call('sync:inspect')
    isLoading.value = false
    hasFailed.value = !result.ok
    if (result.ok) rows.value = result.value
  }

  async function repair(target: { readonly conversationId?: ConversationId }): Promise<void> {
    if (report(await bridge.call('sync:repair-now', target))) await refresh()
  }

  watch(
    () => link.sync,
    () => void refresh(),
  )
  onMounted(refresh)
  return { rows, isLoading, hasFailed, refresh, repair }
}
