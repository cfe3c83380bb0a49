import type { ConversationId } from '@shared/ids'
import { compareMessages, type Message } from '@shared/message'
import type { Shelf, ShelfAnchor } from '@shared/shelf'
import { computed, onScopeDispose, type Ref, ref, shallowRef, watch } from 'vue'
import { bridge } from '../bridge'
import { isMedia } from '../model/media-run'
import { byMonth } from '../model/months'
import { type IsLatest, useQuestion } from './use-question'
import { useTimeZone } from './use-time-zone'

const PAGE = 60
const AFTER_KEY_MS = 120
/** Months that one call counts. */
const MOST_SPANS = 24

/** What a conversation has of one shelf, or of it with certain words, by month, the newest first, page by page. */
export function useShelf(conversationId: ConversationId, shelf: Readonly<Ref<Shelf>>, text: Readonly<Ref<string>>) {
  const zone = useTimeZone()
  /** Newest first. */
  const messages = shallowRef<readonly Message[]>([])
  const hasOlder = ref(false)
  const state = ref<'reading' | 'ready' | 'failed'>('reading')
  const counts = shallowRef<ReadonlyMap<number, number>>(new Map())
  const { askNow, begin } = useQuestion([shelf, text], ask, { delayMs: AFTER_KEY_MS, isAskedFirst: false })
  const isFinding = computed(() => text.value.trim() !== '')
  const months = computed(() =>
    byMonth(messages.value, zone.value).map((group) => ({
      ...group,
      count: isFinding.value ? group.items.length : Math.max(group.items.length, counts.value.get(group.month.from) ?? 0),
    })),
  )

  function query(anchor: ShelfAnchor) {
    return bridge.call('shelf:page', {
      conversationId,
      shelf: shelf.value,
      anchor,
      limit: PAGE,
      ...(isFinding.value ? { text: text.value.trim().slice(0, 200) } : {}),
    })
  }

  async function ask(isLatest: IsLatest): Promise<boolean> {
    state.value = 'reading'
    const result = await query({ at: 'end' })
    if (!isLatest()) return false
    state.value = result.ok ? 'ready' : 'failed'
    messages.value = result.ok ? result.value.messages.toReversed() : []
    hasOlder.value = result.ok && result.value.older > 0
    counts.value = new Map()
    await count(isLatest)
    return result.ok
  }

  async function loadOlder(): Promise<void> {
    const last = messages.value.at(-1)
    if (last === undefined || !hasOlder.value || state.value !== 'ready') return
    const isLatest = begin()
    state.value = 'reading'
    const result = await query({ at: 'before', position: last.position, localId: last.localId })
    if (!isLatest()) return
    state.value = 'ready'
    hasOlder.value = result.ok && result.value.older > 0
    if (!result.ok) return
    messages.value = [...messages.value, ...result.value.messages.toReversed()]
    await count(isLatest)
  }

  /** How many each month has, whether or not they are here. */
  async function count(isLatest: IsLatest): Promise<void> {
    const spans = months.value.map(({ month }) => month).filter(({ from }) => !counts.value.has(from))
    if (isFinding.value || spans.length === 0) return
    const asked = spans.slice(0, MOST_SPANS)
    const result = await bridge.call('shelf:counts', { conversationId, shelf: shelf.value, spans: asked })
    if (!isLatest() || !result.ok) return
    counts.value = new Map([...counts.value, ...asked.map(({ from }, index) => [from, result.value[index] ?? 0] as const)])
  }

  onScopeDispose(
    bridge.on('messages', ({ upserted, removed }) => {
      const held = new Map(upserted.map((message) => [message.localId, message]))
      const gone = new Set(removed.map(({ localId }) => localId))
      const newest = messages.value[0]
      const isNew = (message: Message): boolean =>
        message.conversationId === conversationId && (newest === undefined || compareMessages(message, newest) > 0)
      // What may stand here now, and did not: read anew; what does is as it is now.
      if (!isFinding.value && state.value === 'ready' && upserted.some((message) => isNew(message) && isShelved(message, shelf.value))) {
        return void askNow()
      }
      if (!messages.value.some(({ localId }) => held.has(localId) || gone.has(localId))) return
      messages.value = messages.value
        .map((message) => held.get(message.localId) ?? message)
        .filter((message) => !gone.has(message.localId) && isShelved(message, shelf.value))
    }),
  )
  // What stands on one shelf is never shown as if it stood on another.
  watch(
    shelf,
    () => {
      messages.value = []
      void askNow()
    },
    { flush: 'sync' },
  )
  void askNow()

  return { messages, months, hasOlder, state, isFinding, again: askNow, loadOlder }
}

/** As the store has it (`store/shelves`), of what crosses to the window. */
export function isShelved({ content }: Pick<Message, 'content'>, shelf: Shelf): boolean {
  switch (shelf) {
    case 'media':
      return isMedia({ content })
    case 'files':
      return content.kind === 'file'
    case 'voice':
      return content.kind === 'sound'
    case 'links':
      return content.kind === 'link' || (content.kind === 'text' && content.text.includes('://'))
  }
}
