import type { FoundMessage } from '@shared/search'
import { watchDebounced } from '@vueuse/core'
import { type Ref, ref, shallowRef } from 'vue'
import { bridge } from '../bridge'
import { messageQuery, type SearchFilters } from '../model/search-filters'

const PAGE = 40
const AFTER_KEY_MS = 120

/**
 * Messages that the words and filters find, newest first, page by page. Answers to an older question are dropped.
 * @param limit per page
 */
export function useMessageSearch(
  text: Readonly<Ref<string>>,
  filters: Readonly<Ref<SearchFilters>>,
  limit: number = PAGE,
) {
  const items = shallowRef<readonly FoundMessage[]>([])
  const hasMore = ref(false)
  const state = ref<'idle' | 'searching' | 'done' | 'failed'>('idle')
  let asked = 0

  async function search(): Promise<void> {
    const mine = ++asked
    if (text.value.trim() === '') {
      items.value = []
      hasMore.value = false
      state.value = 'idle'
      return
    }
    state.value = 'searching'
    const result = await bridge.call('search:messages', messageQuery(text.value, filters.value, Date.now(), limit))
    if (mine !== asked) return
    state.value = result.ok ? 'done' : 'failed'
    items.value = result.ok ? result.value.items : []
    hasMore.value = result.ok && result.value.hasMore
  }

  async function loadMore(): Promise<void> {
    const last = items.value.at(-1)?.message
    if (last === undefined || !hasMore.value || state.value !== 'done') return
    const mine = ++asked
    state.value = 'searching'
    const query = messageQuery(text.value, filters.value, Date.now(), limit)
    const result = await bridge.call('search:messages', { ...query, before: { at: last.at, localId: last.localId } })
    if (mine !== asked) return
    state.value = 'done'
    hasMore.value = result.ok && result.value.hasMore
    if (result.ok) items.value = [...items.value, ...result.value.items]
  }

  watchDebounced([text, filters], search, { debounce: AFTER_KEY_MS, immediate: text.value.trim() !== '' })

  return { items, hasMore, state, search, loadMore }
}
