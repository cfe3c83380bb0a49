import type { LocalId } from '@shared/ids'
import { LIBRARY_KINDS, type LibraryCounts, type LibraryCursor, type LibraryOrder } from '@shared/library'
import type { Message } from '@shared/message'
import { useThrottleFn } from '@vueuse/core'
import { computed, onScopeDispose, type Ref, ref, shallowRef } from 'vue'
import { bridge } from '../bridge'
import { type LibraryChoice, libraryFilters } from '../model/library-filters'
import { type IsLatest, useQuestion } from './use-question'
import { useTimeZone } from './use-time-zone'

const PAGE = 60
const AFTER_KEY_MS = 120
/** Messages that the page holds at most: whoever looks for older ones narrows them. */
const MOST = 3000
/** Pages of a search that may be empty one after the other before somebody scrolls. */
const MOST_EMPTY = 4
/** The pace at which what is new is looked for, ms. */
const NEWS_MS = 1000

/** What was sent in all conversations, narrowed and in an order, page by page; with words, what has them. */
export function useLibrary(text: Readonly<Ref<string>>, choice: Readonly<Ref<LibraryChoice>>, order: Readonly<Ref<LibraryOrder>>) {
  const zone = useTimeZone()
  const items = shallowRef<readonly Message[]>([])
  const next = shallowRef<LibraryCursor>()
  const counts = shallowRef<LibraryCounts>()
  const state = ref<'reading' | 'ready' | 'failed'>('reading')
  const { askNow, begin } = useQuestion([text, choice, order], ask, { delayMs: AFTER_KEY_MS, isAskedFirst: false })

  const words = computed(() => text.value.trim().slice(0, 200))
  const filters = (): ReturnType<typeof libraryFilters> => libraryFilters(choice.value, Date.now(), zone.value)
  /** How many there are of this kind; unknown while words are looked for. */
  const count = computed(() => {
    const { kind } = choice.value
    if (counts.value === undefined || words.value !== '') return undefined
    return kind === undefined ? LIBRARY_KINDS.reduce((sum, each) => sum + counts.value![each], 0) : counts.value[kind]
  })
  const isFull = computed(() => next.value !== undefined && items.value.length >= MOST)

  function page(limit: number, after?: LibraryCursor) {
    return bridge.call('library:page', {
      ...filters(),
      order: order.value,
      limit,
      ...(words.value === '' ? {} : { text: words.value }),
      ...(after === undefined ? {} : { after }),
    })
  }

  async function ask(isLatest: IsLatest): Promise<boolean> {
    state.value = 'reading'
    const counted = readCounts(isLatest)
    const result = await page(PAGE)
    if (!isLatest()) return false
    items.value = result.ok ? result.value.messages : []
    next.value = result.ok ? result.value.next : undefined
    if (items.value.length === 0) await readOn(isLatest)
    await counted
    if (!isLatest()) return false
    state.value = result.ok ? 'ready' : 'failed'
    return result.ok
  }

  async function readCounts(isLatest: IsLatest): Promise<void> {
    const { kind: _, ...others } = filters()
    const result = await bridge.call('library:counts', others)
    if (isLatest() && result.ok) counts.value = result.value
  }

  /** Until there is more than before; pages of a search may be empty and not the last. */
  async function readOn(isLatest: IsLatest): Promise<void> {
    const held = items.value.length
    for (let pages = 0; pages < MOST_EMPTY && next.value !== undefined && items.value.length === held; pages++) {
      const result = await page(PAGE, next.value)
      if (!isLatest()) return
      next.value = result.ok ? result.value.next : undefined
      if (result.ok) items.value = [...items.value, ...result.value.messages]
    }
  }

  async function loadMore(): Promise<void> {
    if (next.value === undefined || state.value !== 'ready' || items.value.length >= MOST) return
    const isLatest = begin()
    state.value = 'reading'
    await readOn(isLatest)
    if (isLatest()) state.value = 'ready'
  }

  /** What came since, and what became of the first ones; what stands behind them stays. */
  async function look(): Promise<void> {
    if (state.value !== 'ready' || words.value !== '') return
    const isLatest = begin()
    const limit = Math.min(100, Math.max(PAGE, items.value.length))
    const [result] = await Promise.all([page(limit), readCounts(isLatest)])
    if (!isLatest() || !result.ok) return
    const { messages } = result.value
    const last = messages.at(-1)
    const place = last === undefined ? -1 : items.value.findIndex(({ localId }) => localId === last.localId)
    const known = new Set(messages.map(({ localId }) => localId))
    const rest = place < 0 ? [] : items.value.slice(place + 1).filter(({ localId }) => !known.has(localId))
    items.value = [...messages, ...rest]
    if (rest.length === 0) next.value = result.value.next
  }

  /** As they are now, of those that are held. */
  async function reread(localIds: readonly LocalId[]): Promise<void> {
    const held = new Set(items.value.map(({ localId }) => localId))
    const asked = localIds.filter((localId) => held.has(localId)).slice(0, 200)
    if (asked.length === 0) return
    const result = await bridge.call('library:messages', { localIds: asked })
    if (result.ok) replace(result.value)
  }

  function replace(changed: readonly Message[]): void {
    const now = new Map(changed.map((message) => [message.localId, message]))
    if (items.value.some(({ localId }) => now.has(localId))) items.value = items.value.map((message) => now.get(message.localId) ?? message)
  }

  const lookSoon = useThrottleFn(look, NEWS_MS, true, false)
  const stops = [
    bridge.on('messages', ({ upserted, removed }) => {
      replace(upserted)
      const gone = new Set(removed.map(({ localId }) => localId))
      if (items.value.some(({ localId }) => gone.has(localId))) items.value = items.value.filter(({ localId }) => !gone.has(localId))
    }),
    bridge.on('conversations', () => void lookSoon()),
  ]
  onScopeDispose(() => {
    for (const stop of stops) stop()
  })
  void askNow()

  return { items, counts, count, state, words, isFull, again: askNow, loadMore, reread }
}
