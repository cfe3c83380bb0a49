import type { Person } from '@shared/roster'
import { type Ref, ref, shallowRef, watch } from 'vue'
import { bridge } from '../bridge'
import { matchesText } from '../model/match-text'
import { type IsLatest, useQuestion } from './use-question'

const AFTER_KEY_MS = 200

/**
 * People of the directory whom a query finds, a moment after the last key. Until then only those of the last answer are
 * left whom it fits too. An empty query finds nobody.
 */
export function usePeopleSearch(query: Readonly<Ref<string>>) {
  const people = shallowRef<readonly Person[]>([])
  const isSearching = ref(false)
  const { settle } = useQuestion([query], ask, { delayMs: AFTER_KEY_MS, isAskedFirst: false })

  async function ask(isLatest: IsLatest): Promise<boolean> {
    const text = query.value.trim()
    isSearching.value = text !== ''
    if (text === '') return true
    const result = await bridge.call('people:search', { text })
    if (!isLatest()) return false
    isSearching.value = false
    const found = result.ok ? result.value : []
    people.value = query.value.trim() === text ? found : fitting(found)
    return result.ok
  }

  function fitting(found: readonly Person[]): readonly Person[] {
    if (query.value.trim() === '') return []
    return found.filter(({ userId, name }) => matchesText(query.value, name, userId))
  }

  watch(query, () => (people.value = fitting(people.value)), { flush: 'sync' })

  return { people, isSearching, settle }
}
