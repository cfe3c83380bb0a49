import { compareConversations } from '@shared/conversation'
import { asConversationId, asMid, asSeq } from '@shared/ids'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Store } from '../../src/main/store/store'
import { ALICE, CHAT, GROUP, T0, composed, openTestStore, received } from './helpers'

function openWithChat(): Store {
  const store = openTestStore()
  store.conversations.ensure(CHAT, ALICE)
  return store
}

/** What a message is beside a text: kinds that say nothing to a reader. */
const WHAT = {
  text: {},
  event: { type: 'custom', content: { kind: 'group.event', content: { event: 'renamed', by: 'bob', title: 'B' } } },
  recall: { type: 'recall', content: { target_mid: 'none', target_seq: 1, by: 'bob' } },
} as const

describe('a conversation', () => {
  it('is made from its id alone', () => {
    const { conversations } = openTestStore()
    conversations.ensure(CHAT, ALICE)
    conversations.ensure(GROUP, ALICE)
    expect(conversations.get(CHAT)).toMatchObject({ kind: 'c2c', peerId: 'bob', title: 'bob', unread: 0 })
    expect(conversations.get(GROUP)).toMatchObject({ kind: 'c2g', peerId: undefined, title: 'office' })
    expect(conversations.get(asConversationId('c2g:none'))).toBeUndefined()
  })

  it('keeps what the server leaves out, and its seqs only grow', () => {
    const { conversations } = openTestStore()
    conversations.upsert({
      conversationId: CHAT,
      kind: 'c2c',
      title: 'Bob',
      notice: 'n',
      lastSeq: 9,
      readSeq: 5,
      peerReadSeq: 4,
      updatedAt: 70,
      mutedUntil: 8,
    })
    conversations.upsert({
      conversationId: CHAT,
      kind: 'c2c',
      lastSeq: 7,
      readSeq: 3,
      peerReadSeq: 2,
      peerDeliveredSeq: 1,
      updatedAt: 60,
    })
    expect(conversations.get(CHAT)).toMatchObject({
      title: 'Bob',
      notice: 'n',
      lastSeq: 9,
      readSeq: 5,
      peerReadSeq: 4,
      peerDeliveredSeq: 4,
      activeAt: 70,
      mutedUntil: 8,
    })
    conversations.upsert({ conversationId: CHAT, kind: 'c2c', title: '', mutedUntil: 0 })
    expect(conversations.get(CHAT)).toMatchObject({ title: 'alice:bob', mutedUntil: 0 })
  })

  it('knows old news of a membership from new', () => {
    const { conversations } = openWithChat()
    expect(conversations.hasLeft(CHAT)).toBe(false)
    expect(conversations.setMembership(CHAT, true, 5)).toBe(true)
    expect(conversations.setMembership(CHAT, false, 4)).toBe(false)
    expect([conversations.hasLeft(CHAT), conversations.membershipSeq(CHAT)]).toEqual([true, 5])
    expect(conversations.setMembership(CHAT, false, 7)).toBe(true)
    expect(conversations.setMembership(CHAT, true, conversations.membershipSeq(CHAT))).toBe(true)
    expect(conversations.get(CHAT)?.hasLeft).toBe(true)
    conversations.resetSeqs(CHAT)
    expect(conversations.setMembership(CHAT, false, 1)).toBe(true)
  })

  it('tells whether a mark rose', () => {
    const { conversations } = openWithChat()
    expect(conversations.raiseRead(CHAT, 3)).toBe(true)
    expect(conversations.raiseRead(CHAT, 3)).toBe(false)
    expect(conversations.raiseRead(CHAT, 2)).toBe(false)
    expect(conversations.raisePeerMark(CHAT, 'delivered', 3)).toBe(true)
    expect(conversations.raisePeerMark(CHAT, 'delivered', 2)).toBe(false)
    expect(conversations.raisePeerMark(CHAT, 'read', 5)).toBe(true)
    expect(conversations.raiseLastSeq(CHAT, 6)).toBe(true)
    expect(conversations.raiseLastSeq(CHAT, 6)).toBe(false)
    expect(conversations.get(CHAT)).toMatchObject({ readSeq: 3, peerReadSeq: 5, peerDeliveredSeq: 5, lastSeq: 6 })
    conversations.resetSeqs(CHAT)
    expect(conversations.get(CHAT)).toMatchObject({ readSeq: 0, peerReadSeq: 0, peerDeliveredSeq: 0, lastSeq: 0 })
  })

  it('keeps what belongs to this device', () => {
    const { conversations } = openWithChat()
    conversations.setDraft(CHAT, {
      draft: '明天',
      draftMentions: [{ at: 0, name: '明', userId: 'ming' }],
      draftReplyTo: asMid('7'),
    })
    conversations.setMuted(CHAT, 99)
    conversations.setFlags(CHAT, { isPinned: true, isMarkedUnread: true })
    conversations.setFlags(CHAT, { isArchived: true })
    expect(conversations.get(CHAT)).toMatchObject({
      draft: '明天',
      draftMentions: [{ at: 0, name: '明', userId: 'ming' }],
      draftReplyTo: '7',
      mutedUntil: 99,
      isPinned: true,
      isArchived: true,
      isMarkedUnread: true,
    })
    conversations.raiseRead(CHAT, 1)
    expect(conversations.get(CHAT)?.isMarkedUnread).toBe(false)
  })

  it('ends with the last message in timeline order, and is as active as that', () => {
    const { conversations, messages } = openWithChat()
    messages.insert(received({ seq: 5, text: 'newest' }))
    messages.insert(received({ seq: 2, text: 'fetched later' }))
    expect(conversations.get(CHAT)).toMatchObject({ lastMessage: { content: { text: 'newest' } }, activeAt: T0 + 5000 })
    const { localId } = messages.insert(composed('c', { text: 'mine', localAt: T0 + 9999 }))
    expect(conversations.get(CHAT)).toMatchObject({ lastMessage: { content: { text: 'mine' } }, activeAt: T0 + 9999 })
    messages.delete(localId)
    expect(conversations.get(CHAT)?.lastMessage?.content).toEqual({ kind: 'text', text: 'newest' })
  })

  it('tells of an unread mention until it is read', () => {
    const { conversations, messages } = openWithChat()
    messages.insert(received({ seq: 2, mentions: ['alice'], mentionsMe: true }))
    expect(conversations.get(CHAT)?.hasUnreadMention).toBe(true)
    conversations.raiseRead(CHAT, 2)
    expect(conversations.get(CHAT)?.hasUnreadMention).toBe(false)
  })
})

describe('unread', () => {
  it('counts what others sent above the mark, and what is still to be fetched', () => {
    const { conversations, messages, ranges } = openWithChat()
    messages.insert(received({ seq: 8 }))
    messages.insert(composed('c', { seq: 9, mid: '9', status: 'sent' }))
    ranges.add(CHAT, 8, 9)
    conversations.upsert({ conversationId: CHAT, kind: 'c2c', lastSeq: 12, readSeq: 5 })
    // 6, 7, 10, 11, 12 are not here yet; 8 is Bob's; 9 is mine.
    expect(conversations.get(CHAT)?.unread).toBe(6)
    ranges.add(CHAT, 10, 12)
    expect(conversations.get(CHAT)?.unread).toBe(3)
  })

  it('without seqs counts what came since the last look', () => {
    const { conversations, messages } = openWithChat()
    messages.insert(received({ cliMid: 'a' }))
    messages.insert(received({ cliMid: 'b' }))
    messages.insert(composed('mine'))
    expect(conversations.get(CHAT)?.unread).toBe(2)
    expect(conversations.raiseRead(CHAT, 0)).toBe(true)
    expect(conversations.get(CHAT)?.unread).toBe(0)
    expect(conversations.raiseRead(CHAT, 0)).toBe(false)
  })

  it('leaves out what was recalled, the recalls, and a group’s events, and mentions in them', () => {
    const { conversations, messages, ranges } = openWithChat()
    messages.insertBatch([1, 2, 3].map((seq) => received({ seq, mentions: ['*'], mentionsMe: true })))
    ranges.add(CHAT, 1, 3)
    expect(conversations.get(CHAT)).toMatchObject({ unread: 3, hasUnreadMention: true })
    const counts = [1, 2, 3].map((seq) => {
      messages.recall(CHAT, asSeq(seq), asMid(`${CHAT}/${seq}`))
      messages.insert(received({ seq: seq + 3, ...WHAT.recall }))
      ranges.add(CHAT, seq + 3, seq + 3)
      return conversations.get(CHAT)?.unread
    })
    expect(counts).toEqual([2, 1, 0])
    messages.insertBatch([received({ seq: 7, ...WHAT.event }), received({ seq: 8, ...WHAT.event })])
    expect(conversations.get(CHAT)).toMatchObject({ unread: 0, hasUnreadMention: false })
    expect(conversations.unread()).toEqual([])
  })

  it('starts at the first message that says something', () => {
    const { messages } = openWithChat()
    messages.insertBatch([1, 2, 3, 4].map((seq) => received({ seq, ...(seq < 3 ? WHAT.event : {}) })))
    const { rows, hasOlder } = messages.page({ conversationId: CHAT, anchor: { at: 'unread' }, limit: 2 })
    expect({ seqs: rows.map(({ seq }) => seq), hasOlder }).toEqual({ seqs: [2, 3], hasOlder: true })
  })

  it('agrees with counting by hand, whatever happened', () => {
    const step = fc.oneof(
      fc.record({
        do: fc.constant('insert' as const),
        seq: fc.integer({ min: 1, max: 15 }),
        isMine: fc.boolean(),
        what: fc.constantFrom('text' as const, 'event' as const, 'recall' as const),
      }),
      fc.record({ do: fc.constant('unnamed' as const), seq: fc.constant(0), isRecall: fc.boolean() }),
      fc.record({ do: fc.constant('read' as const), seq: fc.integer({ min: 1, max: 15 }) }),
      fc.record({ do: fc.constant('last' as const), seq: fc.integer({ min: 1, max: 15 }) }),
      fc.record({ do: fc.constant('none' as const), seq: fc.integer({ min: 1, max: 15 }) }),
      fc.record({ do: fc.constant('recall' as const), seq: fc.integer({ min: 1, max: 15 }) }),
    )
    let run = 0
    const store = openTestStore()
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const conversationId = asConversationId(`c2g:${run++}`)
        store.conversations.ensure(conversationId, ALICE)
        const held = new Map<number, boolean>()
        const settled = new Set<number>()
        const saying = new Set<number>()
        let readSeq = 0
        let lastSeq = 0
        let unnamed = 0
        for (const { seq, ...event } of steps) {
          if (event.do === 'insert' && !settled.has(seq)) {
            const status = event.isMine ? 'sent' : 'received'
            store.messages.insert(received({ conversationId, seq, isMine: event.isMine, status, ...WHAT[event.what] }))
            held.set(seq, event.isMine)
            if (event.what === 'text') saying.add(seq)
          }
          if (event.do === 'insert' || event.do === 'none') {
            store.ranges.add(conversationId, seq, seq)
            settled.add(seq)
          }
          if (event.do === 'unnamed') {
            store.messages.insert(received({ conversationId, ...(event.isRecall ? WHAT.recall : {}) }))
            unnamed += Number(!event.isRecall)
          }
          if (event.do === 'read') {
            store.conversations.raiseRead(conversationId, (readSeq = Math.max(readSeq, seq)))
            unnamed = 0
          }
          if (event.do === 'last') store.conversations.raiseLastSeq(conversationId, (lastSeq = Math.max(lastSeq, seq)))
          const row = event.do === 'recall' ? store.messages.bySeq(conversationId, asSeq(seq)) : undefined
          if (row?.mid !== undefined && row.seq !== undefined) store.messages.recall(conversationId, row.seq, row.mid)
          if (row !== undefined) saying.delete(seq)
        }
        let unread = unnamed
        for (const [seq, isMine] of held) if (seq > readSeq && !isMine && saying.has(seq)) unread++
        for (let seq = readSeq + 1; seq <= lastSeq; seq++) if (!settled.has(seq)) unread++
        expect(store.conversations.get(conversationId)?.unread).toBe(unread)
        expect(store.conversations.readState(conversationId)).toEqual({ readSeq, unread })
      }),
    )
    expect(store.conversations.unread()).toEqual(store.conversations.list().filter((row) => row.unread > 0))
    store.conversations.setFlags(asConversationId('c2g:0'), { isMarkedUnread: true })
    expect(store.conversations.unread().map((row) => row.conversationId)).toContain('c2g:0')
  })
})

describe('the list', () => {
  it('holds every conversation as `get` gives it', () => {
    const { conversations, messages } = openTestStore()
    for (let i = 0; i < 30; i++) {
      const conversationId = asConversationId(`c2g:${i}`)
      conversations.ensure(conversationId, ALICE)
      messages.insertBatch(Array.from({ length: i % 4 }, (_, k) => received({ conversationId, seq: k + 1 })))
    }
    const list = conversations.list()
    expect(list).toHaveLength(30)
    expect(list).toEqual(list.map(({ conversationId }) => conversations.get(conversationId)))
    expect(conversations.getMany(conversations.ids())).toHaveLength(30)
  })
})

describe('the beginning of the list', () => {
  const place = fc.record({
    isPinned: fc.boolean(),
    isArchived: fc.boolean(),
    updatedAt: fc.nat(3),
    messages: fc.array(fc.nat(4), { maxLength: 3 }),
  })

  it('is that of the whole list, in its order and without what is archived', () => {
    fc.assert(
      fc.property(fc.array(place, { maxLength: 8 }), fc.integer({ min: 1, max: 9 }), (places, limit) => {
        const store = openTestStore()
        places.forEach(({ isPinned, isArchived, updatedAt, messages }, i) => {
          const conversationId = asConversationId(`c2g:g${i}`)
          store.conversations.upsert({ conversationId, kind: 'c2g', title: '', updatedAt })
          store.conversations.setFlags(conversationId, { isPinned, isArchived })
          messages.forEach((sentAt, at) => store.messages.insert(received({ conversationId, seq: at + 1, mid: `${i}/${at}`, sentAt })))
        })
        const whole = store.conversations.list().filter(({ isArchived }) => !isArchived)
        expect(store.conversations.first(limit)).toEqual([...whole].sort(compareConversations).slice(0, limit))
        store.close()
      }),
      { numRuns: 60 },
    )
  })
})
