import type { Person } from '@shared/roster'
import { watchDebounced } from '@vueuse/core'
import { type Ref, ref, shallowRef } from 'vue'
import { bridge } from '../bridge'

/** People of the directory whom a query finds, a moment after the last key. An empty query finds nobody. */
export function usePeopleSearch(query: Readonly<Ref<string>>) {
  const people = shallowRef<readonly Person[]>([])
  const isSearching = ref(false)

  watchDebounced(
    query,
    async (asked) => {
      const text = asked.trim()
      if (text === '') {
        people.value = []
        return
      }
      isSearching.value = true
      const result = await bridge.call('people:search', { text })
      if (query.value !== asked) return
      isSearching.value = false
      people.value = result.ok ? result.value : []
    },
    { debounce: 200 },
  )

  return { people, isSearching }
}
