import type { UserId } from '@shared/ids'
import { createSharedComposable, useDebounceFn } from '@vueuse/core'
import { onScopeDispose, watch } from 'vue'
import { tell } from '../bridge'

/** Milliseconds over which people who come into view and go are gathered. */
const GATHER_MS = 150
/** People that main hears of, at most. */
const LIMIT = 1000

const usePeopleInView = createSharedComposable(() => {
  /** How many rows show each. */
  const rows = new Map<UserId, number>()

  const tellMain = useDebounceFn(() => tell('people:in-view', { userIds: [...rows.keys()].slice(0, LIMIT) }), GATHER_MS)

  function count(userId: UserId, change: 1 | -1): void {
    const next = (rows.get(userId) ?? 0) + change
    if (next === 0) rows.delete(userId)
    else rows.set(userId, next)
    void tellMain()
  }

  return { count }
})

/** Tells main that somebody's row is in view, as long as it is; whose presence is followed is decided there. */
export function usePersonInView(person: () => UserId | undefined): void {
  const { count } = usePeopleInView()
  let shown: UserId | undefined

  function show(next: UserId | undefined): void {
    if (next === shown) return
    if (shown !== undefined) count(shown, -1)
    if (next !== undefined) count(next, 1)
    shown = next
  }

  watch(person, show, { immediate: true })
  onScopeDispose(() => show(undefined))
}
