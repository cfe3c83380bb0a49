import { asLocalId, asMid } from '@shared/ids'
import { compareMessages } from '@shared/message'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { StoredMessage } from '../../src/main/store/message-row'
import type { Store } from '../../src/main/store/store'
import { ALICE, CHAT, GROUP, composed, openTestStore, received } from './helpers'

/** Seqs 1–20 out of order, one waiting, one failed in the middle, and another conversation beside them. */
function filled(): { readonly store: Store; readonly all: readonly StoredMessage[] } {
  const store = openTestStore()
  store.conversations.ensure(CHAT, ALICE)
  const { messages } = store
  messages.insertBatch([11, 12, 13].map((seq) => received({ seq })))
  const failing = messages.insert(composed('failing')).localId
  messages.setStatus(failing, 'failed', { code: 'muted', reason: '' })
  messages.insert(composed('waiting'))
  messages.insertBatch([4, 1, 2, 3, 5, 6, 7, 8, 9, 10, 20, 19, 18, 17, 16, 15, 14].map((seq) => received({ seq })))
  messages.insertBatch([1, 2, 3].map((seq) => received({ seq, conversationId: GROUP })))
  const all = Array.from({ length: 30 }, (_, i) => messages.get(asLocalId(i + 1)))
    .filter((row) => row !== undefined)
    .filter((row) => row.conversationId === CHAT)
    .sort(compareMessages)
  return { store, all }
}

describe('a page', () => {
  it('of every anchor and size is the same slice that sorting everything gives', () => {
    const { store, all } = filled()
    fc.assert(
      fc.property(
        fc.constantFrom('end', 'before', 'after'),
        fc.nat({ max: all.length - 1 }),
        fc.integer({ min: 1, max: 25 }),
        (at, index, limit) => {
          const cursor = all[index]
          if (cursor === undefined) return
          const anchor = at === 'end' ? { at } : { at, position: cursor.position, localId: cursor.localId }
          const [from, to] = {
            end: [Math.max(0, all.length - limit), all.length] as const,
            before: [Math.max(0, index - limit), index] as const,
            after: [index + 1, Math.min(all.length, index + 1 + limit)] as const,
          }[at]
          const page = store.messages.page({ conversationId: CHAT, anchor, limit })
          expect(page).toEqual({ rows: all.slice(from, to), hasOlder: from > 0, hasNewer: to < all.length })
        },
      ),
    )
  })

  it('around a message holds it, is full, and knows its ends', () => {
    const { store, all } = filled()
    fc.assert(
      fc.property(fc.nat({ max: all.length - 1 }), fc.integer({ min: 1, max: 25 }), (index, limit) => {
        const target = all[index]
        if (target === undefined) return
        const page = store.messages.page({
          conversationId: CHAT,
          anchor: { at: 'message', localId: target.localId },
          limit,
        })
        const first = all.findIndex(({ localId }) => localId === page.rows[0]?.localId)
        expect(page.rows).toEqual(all.slice(first, first + Math.min(limit, all.length)))
        expect(page.rows).toContainEqual(target)
        expect(page.hasOlder).toBe(first > 0)
        expect(page.hasNewer).toBe(first + page.rows.length < all.length)
      }),
    )
  })

  it('is found by mid', () => {
    const { store } = filled()
    const page = store.messages.page({ conversationId: CHAT, anchor: { at: 'mid', mid: asMid(`${CHAT}/5`) }, limit: 3 })
    expect(page.rows.map(({ seq }) => seq)).toEqual([4, 5, 6])
  })

  it('around the first unread message starts where the reading stopped', () => {
    const { store } = filled()
    store.conversations.raiseRead(CHAT, 9)
    const page = store.messages.page({ conversationId: CHAT, anchor: { at: 'unread' }, limit: 4 })
    expect(page.rows.map(({ seq }) => seq)).toEqual([8, 9, 10, 11])
  })

  it('is the end when all is read, or the anchor is not in this conversation', () => {
    const { store, all } = filled()
    store.conversations.raiseRead(CHAT, 20)
    const end = store.messages.page({ conversationId: CHAT, anchor: { at: 'end' }, limit: 5 })
    expect(end.rows).toEqual(all.slice(-5))
    expect(store.messages.page({ conversationId: CHAT, anchor: { at: 'unread' }, limit: 10 })).toEqual(end)
    expect(store.messages.page({ conversationId: CHAT, anchor: { at: 'mid', mid: asMid(`${GROUP}/1`) }, limit: 5 })).toEqual(end)
    expect(store.messages.page({ conversationId: CHAT, anchor: { at: 'message', localId: asLocalId(9999) }, limit: 5 })).toEqual(end)
  })
})
