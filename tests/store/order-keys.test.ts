import { asCliMid, asMid, asOrderKey, type LocalId } from '@shared/ids'
import { compareMessages, deliveryOf } from '@shared/message'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toMessage } from '../../src/main/store/message-row'
import type { Store } from '../../src/main/store/store'
import { UNNAMED_POSITION } from '../../src/main/store/timeline-place'
import { ALICE, CHAT, GROUP, T0, composed, openTestStore, received } from './helpers'

/** A message of a kind that orders by the time at which it was sent, and gives no seq. */
const at = (seconds: number, change: Parameters<typeof received>[0] = {}): ReturnType<typeof received> =>
  received({
    orderKey: T0 + seconds * 1000,
    sentAt: T0 + seconds * 1000,
    mid: String(T0 / 1000 + seconds),
    text: `at ${seconds}`,
    ...change,
  })

function texts({ messages }: Store, conversationId = CHAT): unknown[] {
  return messages.page({ conversationId, anchor: { at: 'end' }, limit: 100 }).rows.map(({ content }) => content['content'])
}

function openWithChat(): Store {
  const store = openTestStore()
  store.conversations.ensure(CHAT, ALICE)
  return store
}

describe('an order key', () => {
  it('puts history that comes late where it belongs, above today’s messages', () => {
    const store = openTestStore()
    store.messages.insertBatch([at(500), at(510)])
    store.messages.insert(composed('c-1', { text: 'waits' }))
    store.messages.insertBatch([at(10), at(20)])
    store.messages.insertBatch([at(505)])
    expect(texts(store)).toEqual(['at 10', 'at 20', 'at 500', 'at 505', 'at 510', 'waits'])
  })

  it('gives the same timeline in whatever order the messages come, page by page', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat({ max: 60 }), { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 1, max: 7 }),
        (seconds, limit) => {
          const store = openTestStore()
          for (const second of seconds) store.messages.insert(at(second))
          const expected = seconds.toSorted((a, b) => a - b).map((second) => `at ${second}`)
          const read: unknown[] = []
          let page = store.messages.page({ conversationId: CHAT, anchor: { at: 'end' }, limit })
          for (;;) {
            read.unshift(...page.rows.map(({ content }) => content['content']))
            const first = page.rows[0]
            if (!page.hasOlder || first === undefined) break
            const anchor = { at: 'before', position: first.position, localId: first.localId } as const
            page = store.messages.page({ conversationId: CHAT, anchor, limit })
          }
          expect(read).toEqual(expected)
          store.close()
        },
      ),
      { numRuns: 40 },
    )
  })

  it('that others have too leaves them as they came, and its message where it was', () => {
    const store = openTestStore()
    store.messages.insertBatch([at(7, { mid: '1', text: 'a' }), at(7, { mid: '2', text: 'b' })])
    store.messages.insert(at(3))
    store.messages.insert(at(7, { mid: '3', text: 'c' }))
    expect(texts(store)).toEqual(['at 3', 'a', 'b', 'c'])
    expect(store.messages.insert(at(7, { mid: '1', text: 'a' })).outcome).toBe('duplicate')
    expect(texts(store)).toEqual(['at 3', 'a', 'b', 'c'])
  })

  it('is not kept of a message that has a seq, which orders better', () => {
    const store = openWithChat()
    const both = store.messages.insert(received({ seq: 1, orderKey: 500 }))
    expect(store.messages.get(both.localId)).toMatchObject({ position: 1, orderKey: undefined })
    expect(store.messages.insert(received({ seq: 1, orderKey: 500 })).outcome).toBe('duplicate')
    store.ranges.add(CHAT, 1, 1)
    store.conversations.raiseLastSeq(CHAT, 1)
    expect(store.conversations.get(CHAT)?.unread).toBe(1)
  })

  it('is any number of a server’s, made fit', () => {
    expect([0, -5, 1.9, 2 ** 60, Number.NaN, Infinity].map(asOrderKey)).toEqual([1, 1, 1, 2 ** 52 - 1, 1, 2 ** 52 - 1])
  })

  it('that comes later moves its row: of a message that arrived without one, and of mine', () => {
    const store = openTestStore()
    store.messages.insert(at(10))
    const live = store.messages.insert(at(20, { orderKey: undefined })).localId
    const mine = store.messages.insert(composed('c-1', { text: 'mine' })).localId
    store.messages.insertBatch([at(30), at(40)])
    expect(texts(store)).toEqual(['at 10', 'at 30', 'at 40', 'at 20', 'mine'])
    expect(store.messages.insert(at(20))).toEqual({ localId: live, outcome: 'merged' })
    const held = store.messages.get(mine)!
    store.messages.name(held, { mid: asMid('35'), orderKey: asOrderKey(T0 + 35_000), sentAt: T0 + 35_000 })
    expect(texts(store)).toEqual(['at 10', 'at 20', 'at 30', 'mine', 'at 40'])
    expect(store.messages.get(mine)).toMatchObject({ status: 'sent', mid: '35', seq: undefined, sentAt: T0 + 35_000 })
    // The first holds: a timeline does not jump about.
    expect(store.messages.insert(at(20, { orderKey: T0 + 99_000 })).outcome).toBe('duplicate')
    expect(store.messages.get(live)?.position).toBe(T0 + 20_000)
  })

  it('holds although another comes with the name', () => {
    const store = openTestStore()
    store.messages.insertBatch([at(10), at(30)])
    const mine = store.messages.insert(composed('c-1', { text: 'mine' })).localId
    // An ack that only says when: this device reckons the place, and the server's history has another.
    store.messages.name(store.messages.get(mine)!, { orderKey: asOrderKey(T0 + 20_000) })
    store.messages.insert(at(40, { senderId: ALICE, isMine: true, cliMid: 'c-1', status: 'sent' }))
    expect(store.messages.get(mine)).toMatchObject({ mid: String(T0 / 1000 + 40), orderKey: T0 + 20_000, position: T0 + 20_000 })
    expect(texts(store)).toEqual(['at 10', 'mine', 'at 30'])
  })

  it('takes a message of mine out of the outbox by its name alone, by ack and by history', () => {
    const { messages, outbox } = openTestStore()
    const [acked, found] = ['c-1', 'c-2'].map((cliMid) => messages.insert(composed(cliMid)).localId) as [LocalId, LocalId]
    for (const localId of [acked, found]) outbox.add(localId, CHAT, 0)
    messages.name(messages.get(acked)!, { mid: asMid('1') })
    expect(messages.get(acked)).toMatchObject({ status: 'sent', position: UNNAMED_POSITION + acked })
    expect(outbox.list().map(({ localId }) => localId)).toEqual([found])
    expect(messages.insert(at(5, { senderId: ALICE, isMine: true, cliMid: 'c-2', status: 'sent' }))).toEqual({
      localId: found,
      outcome: 'merged',
    })
    expect(messages.byCliMid(ALICE, asCliMid('c-2'))).toMatchObject({ mid: String(T0 / 1000 + 5), position: T0 + 5000 })
    expect(outbox.count()).toBe(0)
  })

  it('of the newest message is where a failed one stays', () => {
    const store = openTestStore()
    store.messages.insert(at(10))
    const { localId } = store.messages.insert(composed('c-1', { text: 'failed' }))
    store.messages.setStatus(localId, 'failed', { code: 'muted', reason: '' })
    store.messages.insertBatch([at(11), at(5)])
    expect(texts(store)).toEqual(['at 5', 'at 10', 'failed', 'at 11'])
    store.messages.setStatus(localId, 'queued')
    expect(texts(store)).toEqual(['at 5', 'at 10', 'at 11', 'failed'])
  })

  it('gives the conversation its last line', () => {
    const store = openWithChat()
    store.messages.insertBatch([at(30), at(10)])
    expect(store.conversations.get(CHAT)).toMatchObject({ lastMessage: { content: { text: 'at 30' } }, activeAt: T0 + 30_000 })
  })

  it('leaves the search in the order of time, the later name included', () => {
    const store = openTestStore()
    store.messages.insertBatch([at(86_400 * 3), at(86_400)])
    const { localId } = store.messages.insert(composed('c-1', { text: 'at last' }))
    store.messages.name(store.messages.get(localId)!, { mid: asMid('1'), orderKey: asOrderKey(T0 + 1), sentAt: T0 + 86_400_000 * 2 })
    const found = store.search.messages({ text: 'at', limit: 5 }).items.map(({ text }) => text)
    expect(found).toEqual([`at ${86_400 * 3}`, 'at last', `at ${86_400}`])
  })
})

describe('what is unread where keys order', () => {
  const EVENT = { type: 'custom', content: { kind: 'group.event', content: { event: 'left', by: 'bob' } } }

  it('is above the mark; history that comes late is not, and neither is what says nothing', () => {
    const store = openWithChat()
    const { messages, conversations } = store
    messages.insertBatch([at(10), at(20), at(30, { mentionsMe: true })])
    expect(conversations.get(CHAT)).toMatchObject({ unread: 3, hasUnreadMention: true, lastSeq: 0, readSeq: 0 })
    expect(conversations.raiseReadKey(CHAT, asOrderKey(T0 + 20_000))).toBe(true)
    expect(conversations.raiseReadKey(CHAT, asOrderKey(T0 + 10_000))).toBe(false)
    messages.insertBatch([at(5, { mentionsMe: true }), at(31, EVENT), at(32, { senderId: ALICE, isMine: true, status: 'sent' })])
    expect(conversations.get(CHAT)).toMatchObject({ unread: 1, hasUnreadMention: true })
    expect(conversations.unread().map(({ conversationId }) => conversationId)).toEqual([CHAT])
    const page = messages.page({ conversationId: CHAT, anchor: { at: 'unread' }, limit: 2 })
    expect(page.rows.map(({ content }) => content['content'])).toEqual(['at 20', 'at 30'])
  })

  it('is nothing once all that is shown was read', () => {
    const store = openWithChat()
    const { messages, conversations } = store
    messages.insertBatch([at(10), at(20, { mentionsMe: true })])
    conversations.setFlags(CHAT, { isMarkedUnread: true })
    expect(conversations.raiseRead(CHAT, 0)).toBe(true)
    expect(conversations.raiseRead(CHAT, 0)).toBe(false)
    expect(conversations.get(CHAT)).toMatchObject({ unread: 0, hasUnreadMention: false, isMarkedUnread: false })
    messages.insert(at(15))
    expect(conversations.get(CHAT)).toMatchObject({ unread: 0 })
    messages.insert(at(21))
    expect(conversations.get(CHAT)).toMatchObject({ unread: 1 })
  })

  it('stays read when the key comes after the reading', () => {
    const store = openWithChat()
    const { messages, conversations } = store
    messages.insertBatch([at(10), at(20, { orderKey: undefined })])
    expect(conversations.get(CHAT)?.unread).toBe(2)
    conversations.raiseRead(CHAT, 0)
    messages.insert(at(20))
    expect(conversations.get(CHAT)?.unread).toBe(0)
    messages.insert(at(25, { orderKey: undefined }))
    messages.insert(at(25))
    expect(conversations.get(CHAT)?.unread).toBe(1)
  })

  it('is counted as a look at every row counts it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat({ max: 30 }), fc.boolean(), fc.boolean()), { maxLength: 20 }),
        fc.nat({ max: 31 }),
        (rows, read) => {
          const store = openWithChat()
          store.conversations.raiseReadKey(CHAT, asOrderKey(T0 + read * 1000))
          rows.forEach(([second, isMine, isSilent], index) => {
            const own = isMine ? ({ senderId: ALICE, isMine: true, status: 'sent' } as const) : {}
            store.messages.insert(at(second, { mid: `m${index}`, ...own, ...(isSilent ? EVENT : {}) }))
          })
          const expected = rows.filter(([second, isMine, isSilent]) => second > read && !isMine && !isSilent).length
          expect(store.conversations.get(CHAT)?.unread).toBe(expected)
          store.close()
        },
      ),
      { numRuns: 40 },
    )
  })
})

describe('what is told of each message', () => {
  const NO_MARKS = { peerReadSeq: 0, peerDeliveredSeq: 0 }

  it('shows as delivered, then as read, and never goes back', () => {
    const { messages, receipts } = openTestStore()
    const { localId } = messages.insert(composed('c-1'))
    const shown = (): unknown => deliveryOf(toMessage(messages.get(localId)!), NO_MARKS)
    expect(shown()).toBe('queued')
    messages.name(messages.get(localId)!, { mid: asMid('1'), orderKey: asOrderKey(T0) })
    expect(shown()).toBe('sent')
    expect([receipts.note(localId, 'delivered', T0 + 1), receipts.note(localId, 'delivered', T0 + 2)]).toEqual([true, false])
    expect(shown()).toBe('delivered')
    const later = (['read', 'delivered', 'read'] as const).map((reached, i) => receipts.note(localId, reached, T0 + 3 + i))
    expect(later).toEqual([true, false, false])
    expect(shown()).toBe('read')
    expect(messages.get(localId)).toMatchObject({ deliveredAt: T0 + 1, readAt: T0 + 3 })
  })

  it('is delivered when it was read, of that message alone, and never of one of others', () => {
    const { messages, receipts } = openTestStore()
    const [one, two] = ['1', '2'].map((mid) => messages.insert(composed(`c-${mid}`, { mid, status: 'sent' })).localId) as [LocalId, LocalId]
    const theirs = messages.insert(at(1)).localId
    expect([receipts.note(two, 'read', T0 + 9), receipts.note(theirs, 'read', T0 + 9)]).toEqual([true, false])
    expect([one, two, theirs].map((localId) => toMessage(messages.get(localId)!).reached)).toEqual([undefined, 'read', undefined])
    expect(messages.get(two)).toMatchObject({ deliveredAt: T0 + 9, readAt: T0 + 9 })
  })

  it('is shown once the server has the message, when it comes before the ack', () => {
    const { messages, receipts } = openTestStore()
    const { localId } = messages.insert(composed('c-1', { status: 'sending' }))
    receipts.note(localId, 'delivered', T0)
    expect(deliveryOf(toMessage(messages.get(localId)!), NO_MARKS)).toBe('sending')
    messages.setStatus(localId, 'sent')
    expect(deliveryOf(toMessage(messages.get(localId)!), NO_MARKS)).toBe('delivered')
  })

  it('stands in the details and in the list', () => {
    const { messages, receipts, conversations, deliveryLog } = openWithChat()
    const { localId } = messages.insert(composed('c-1', { mid: '1', orderKey: T0, status: 'sent' }))
    deliveryLog.add(localId, 'composed', T0)
    receipts.note(localId, 'delivered', T0 + 5)
    receipts.note(localId, 'read', T0 + 7)
    expect(deliveryLog.details(localId)?.steps).toEqual([
      { step: 'composed', at: T0 },
      { step: 'delivered', at: T0 + 5 },
      { step: 'read', at: T0 + 7 },
    ])
    expect(conversations.get(CHAT)?.lastMessage?.reached).toBe('read')
  })
})

it('two conversations of one kind repeat their names and do not meet', () => {
  const store = openTestStore()
  store.messages.insertBatch([at(1), at(1, { conversationId: GROUP, text: 'in the group' }), at(0, { conversationId: GROUP })])
  expect([texts(store), texts(store, GROUP)]).toEqual([['at 1'], ['at 0', 'in the group']])
  const rows = store.messages.page({ conversationId: GROUP, anchor: { at: 'end' }, limit: 9 }).rows
  expect(rows.toSorted(compareMessages)).toEqual(rows)
})
