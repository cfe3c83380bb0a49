import type { ConversationId } from '@shared/ids'
import type { SyncComparison, SyncReport } from '@shared/inspection'
import type { Failure } from '@shared/result'
import { watchDebounced } from '@vueuse/core'
import { onMounted, ref, shallowRef, watch } from 'vue'
import { bridge } from '../bridge'
import { useConversationsStore } from '../stores/conversations'
import { useLinkStore } from '../stores/link'
import { useReport } from './use-report'

/**
 * What is held of each conversation, what is missing and what waits; read again whenever the sync state changes. The
 * server's own numbers beside it, asked for when nothing is being repaired.
 */
export function useInspection() {
  const link = useLinkStore()
  const conversations = useConversationsStore()
  const { report: reportFailure } = useReport()
  const report = shallowRef<SyncReport>({ conversations: [], outbox: [] })
  const isLoading = ref(true)
  const hasFailed = ref(false)
  const comparison = shallowRef<SyncComparison>()
  const comparisonFailure = shallowRef<Failure>()
  const isComparing = ref(false)
  /** Something changed while the two were being compared: what that comparison says may be old. */
  let isWantedAgain = false

  async function read(): Promise<void> {
    isLoading.value = true
    const result = await bridge.call('sync:inspect')
    isLoading.value = false
    hasFailed.value = !result.ok
    if (result.ok) report.value = result.value
  }

  async function compare(): Promise<void> {
    if (link.features.history !== 'ranges') return
    isWantedAgain = isComparing.value
    if (isWantedAgain) return
    isComparing.value = true
    do {
      isWantedAgain = false
      const result = await bridge.call('sync:compare')
      comparison.value = result.ok ? result.value : undefined
      comparisonFailure.value = result.ok ? undefined : result.error
    } while (isWantedAgain)
    isComparing.value = false
  }

  async function refresh(): Promise<void> {
    await Promise.all([read(), compare()])
  }

  async function repair(target: { readonly conversationId?: ConversationId }): Promise<void> {
    if (reportFailure(await bridge.call('sync:repair-now', target))) await read()
  }

  watch(
    () => link.sync,
    (sync) => void (sync.state === 'idle' ? refresh() : read()),
  )
  watch(
    () => link.connection.state,
    (state) => void (state === 'online' ? refresh() : read()),
  )
  // Whatever was sent, came or was fetched shows in the list first.
  watchDebounced(() => conversations.byId, read, { debounce: 300 })
  onMounted(refresh)
  return { report, isLoading, hasFailed, comparison, comparisonFailure, isComparing, read, refresh, repair }
}
