import type { FoundMessage } from '@shared/search'
import { type Ref, ref, shallowRef } from 'vue'
import { bridge } from '../bridge'
import { isNarrow, messageQuery, type SearchFilters } from '../model/search-filters'
import { type IsLatest, useQuestion } from './use-question'

const PAGE = 40
const AFTER_KEY_MS = 120

/**
 * Messages that the words and filters find, or filters alone, newest first, page by page. Answers to an older question are dropped.
 * @param limit per page
 */
export function useMessageSearch(text: Readonly<Ref<string>>, filters: Readonly<Ref<SearchFilters>>, limit: number = PAGE) {
  const items = shallowRef<readonly FoundMessage[]>([])
  const hasMore = ref(false)
  const state = ref<'idle' | 'searching' | 'done' | 'failed'>('idle')
  const { askNow, settle, begin } = useQuestion([text, filters], ask, {
    delayMs: AFTER_KEY_MS,
    isAskedFirst: isQuestion(),
  })

  function isQuestion(): boolean {
    return text.value.trim() !== '' || isNarrow(filters.value)
  }

  async function ask(isLatest: IsLatest): Promise<boolean> {
    if (!isQuestion()) {
      items.value = []
      hasMore.value = false
      state.value = 'idle'
      return true
    }
    state.value = 'searching'
    const result = await bridge.call('search:messages', messageQuery(text.value, filters.value, Date.now(), limit))
    if (!isLatest()) return false
    state.value = result.ok ? 'done' : 'failed'
    items.value = result.ok ? result.value.items : []
    hasMore.value = result.ok && result.value.hasMore
    return result.ok
  }

  async function loadMore(): Promise<void> {
    const last = items.value.at(-1)?.message
    if (last === undefined || !hasMore.value || state.value !== 'done') return
    const isLatest = begin()
    state.value = 'searching'
    const query = messageQuery(text.value, filters.value, Date.now(), limit)
    const result = await bridge.call('search:messages', { ...query, before: { at: last.at, localId: last.localId } })
    if (!isLatest()) return
    state.value = 'done'
    hasMore.value = result.ok && result.value.hasMore
    if (result.ok) items.value = [...items.value, ...result.value.items]
  }

  return { items, hasMore, state, search: askNow, settle, loadMore }
}
