import { asConversationId, asMid, asSeq, asUserId } from '@shared/ids'
import type { MessageQuery } from '@shared/search'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Database } from '../../src/main/store/database'
import { migrate } from '../../src/main/store/migrate'
import { DOC_TIME_MS } from '../../src/main/store/search-docs'
import { matchesQuery, parseQuery } from '../../src/main/store/search-text'
import { Store } from '../../src/main/store/store'
import { ALICE, BOB, CHAT, GROUP, T0, composed, openTestStore, indexAll, received } from './helpers'

function texts(store: Store, text: string, rest: Partial<Parameters<Store['search']['messages']>[0]> = {}): readonly string[] {
  return store.search.messages({ text, limit: 50, ...rest }).items.map((item) => item.text)
}

describe('searching messages', () => {
  it('finds Chinese from one character on, words by their beginning, and both mixed', () => {
    const store = openTestStore()
    store.messages.insertBatch(
      ['今天下午开会', '会议室在二楼', 'Meeting at 3pm', '买iPhone手机'].map((text, i) => received({ seq: i + 1, text })),
    )
    expect(texts(store, '会')).toEqual(['会议室在二楼', '今天下午开会'])
    expect(texts(store, '会议')).toEqual(['会议室在二楼'])
    expect(texts(store, '议会')).toEqual([])
    expect(texts(store, 'MEET 3')).toEqual(['Meeting at 3pm'])
    expect(texts(store, 'iphone手')).toEqual(['买iPhone手机'])
    expect(texts(store, '，')).toEqual([])
  })

  it('gives the newest first, whatever order they came in, with the place of the match', () => {
    const store = openTestStore()
    for (const seq of [40, 10, 30, 20]) store.messages.insert(received({ seq, text: `word ${seq}`, sentAt: T0 + seq * DOC_TIME_MS }))
    expect(texts(store, 'wor')).toEqual(['word 40', 'word 30', 'word 20', 'word 10'])
    const [first] = store.search.messages({ text: '3', limit: 1 }).items
    expect(first).toMatchObject({ text: 'word 30', ranges: [{ from: 5, to: 6 }], message: { seq: 30 } })
  })

  it('filters by conversation, sender, time and kind', () => {
    const store = openTestStore()
    store.messages.insertBatch([
      received({ seq: 1, text: 'plan' }),
      received({ seq: 2, text: 'plan', senderId: 'carol' }),
      received({ seq: 3, type: 'file', content: { url: 'u', name: 'plan.docx', size: 1 } }),
      received({ seq: 1, text: 'plan', conversationId: GROUP }),
    ])
    const seqs = (rest: Parameters<typeof texts>[2]): readonly unknown[] =>
      store.search.messages({ text: 'plan', limit: 9, ...rest }).items.map(({ message }) => [message.conversationId, message.seq])
    expect(seqs({ conversationId: GROUP })).toEqual([[GROUP, 1]])
    expect(seqs({ senderId: asUserId('carol') })).toEqual([[CHAT, 2]])
    expect(seqs({ kinds: ['file', 'link'] })).toEqual([[CHAT, 3]])
    expect(seqs({ conversationId: CHAT, from: T0 + 2000, to: T0 + 2000 })).toEqual([[CHAT, 2]])
    expect(seqs({ conversationId: asConversationId('c2g:none') })).toEqual([])
  })

  it('without words finds all that the filters leave, pictures too, newest first', () => {
    const store = openTestStore()
    const day = 86_400_000
    const picture = { type: 'image', content: { big_url: '/v1/files/f_1' } }
    store.messages.insertBatch([
      received({ seq: 1, ...picture, senderId: 'carol', sentAt: T0 - 9 * day }),
      received({ seq: 2, ...picture, senderId: 'carol', sentAt: T0 - 2 * day }),
      received({ seq: 3, ...picture, sentAt: T0 - 2 * day }),
      received({ seq: 4, text: 'a plan', senderId: 'carol', sentAt: T0 - day }),
      received({ seq: 1, ...picture, senderId: 'carol', sentAt: T0 - day, conversationId: GROUP }),
      received({ seq: 5, type: 'custom', content: { kind: 'group.event', content: {} }, senderId: 'carol', sentAt: T0 }),
    ])
    const found = (rest: Parameters<typeof texts>[2], text = ''): readonly unknown[] =>
      store.search.messages({ text, limit: 9, ...rest }).items.map(({ message }) => [message.conversationId, message.seq])
    const carol = asUserId('carol')
    expect(found({ senderId: carol, kinds: ['image'], from: T0 - 7 * day, to: T0 })).toEqual([
      [GROUP, 1],
      [CHAT, 2],
    ])
    expect(found({ senderId: carol }, ' ')).toEqual([
      [GROUP, 1],
      [CHAT, 4],
      [CHAT, 2],
      [CHAT, 1],
    ])
    expect(found({ conversationId: GROUP })).toEqual([[GROUP, 1]])
    expect(found({ from: T0 - 2 * day, to: T0 - 2 * day })).toEqual([
      [CHAT, 3],
      [CHAT, 2],
    ])
    expect(found({ senderId: carol }, '，')).toEqual([])
    expect([found({}), found({ kinds: [] })]).toEqual([[], []])
  })

  it('leaves nothing of a picture that is recalled', () => {
    const store = openTestStore()
    store.messages.insert(received({ seq: 1, type: 'image', content: { big_url: '/a' } }))
    expect(store.search.messages({ text: '', senderId: BOB, limit: 9 }).items).toHaveLength(1)
    store.messages.recall(CHAT, asSeq(1), asMid(`${CHAT}/1`))
    expect(store.search.messages({ text: '', senderId: BOB, limit: 9 }).items).toEqual([])
  })

  it('follows a message to its name, its replacement and its end', () => {
    const store = openTestStore()
    const { localId } = store.messages.insert(composed('c-1', { text: 'travelling', localAt: T0 }))
    store.messages.insert(composed('c-1', { text: 'travelling', seq: 1, mid: '1', sentAt: T0 + 9 * DOC_TIME_MS, status: 'sent' }))
    expect(texts(store, 'travel', { from: T0 + 9 * DOC_TIME_MS })).toEqual(['travelling'])
    expect(texts(store, 'travel', { to: T0 + 8 * DOC_TIME_MS })).toEqual([])
    store.messages.delete(localId)
    expect(texts(store, 'travel')).toEqual([])
  })

  it('searches what a person would know a card by', () => {
    const store = openTestStore()
    const item = { type: 'text', data: { content: '内容', sender_name: 'Carol' } }
    const cards = [
      ['file', { url: 'u', name: '年度报告.pdf' }],
      ['image', { big_url: 'u', name: 'IMG_0042.jpg', caption: '团建合影' }],
      ['video', { url: 'u', name: 'holiday.mp4' }],
      ['sound', { url: 'u', caption: 'humming' }],
      ['link', { url: 'https://example.com/weather', title: 'Forecast', desc: '天气' }],
      ['location', { lat: 1, lng: 2, desc: '人民广场' }],
      ['contact', { user_id: 'dave', name: '戴夫' }],
      ['bundle', { title: 'Minutes', items: [item] }],
      ['custom', { kind: 'poll', content: { fallback_text: '投票' } }],
    ] as const
    store.messages.insertBatch(cards.map(([type, content], i) => received({ seq: i + 1, type, content })))
    const kindsFor = (text: string): readonly string[] =>
      store.search.messages({ text, limit: 9 }).items.map(({ message }) => message.content.kind)
    expect(['报告', '合影', 'img_0042', 'holiday', 'humm', 'weath', '天', '广场', 'dav', '内容', 'carol', '投票'].map(kindsFor)).toEqual([
      ['file'],
      ['image'],
      ['image'],
      ['video'],
      ['sound'],
      ['link'],
      ['link'],
      ['location'],
      ['contact'],
      ['bundle'],
      ['bundle'],
      ['custom'],
    ])
  })

  it('keeps nothing of a transaction that failed', () => {
    const database = new Database({ file: ':memory:', busyTimeoutMs: 0 })
    migrate(database)
    const store = new Store(database)
    const indexed = database.prepare('SELECT rowid FROM messages_fts WHERE messages_fts MATCH ?')
    store.transaction(() => {
      store.messages.insert(received({ seq: 1, text: 'outer' }))
      const failing = (): void =>
        store.transaction(() => {
          store.messages.insert(received({ seq: 2, text: 'inner' }))
          throw new Error('inner fails')
        })
      expect(failing).toThrow('inner fails')
    })
    indexAll(store)
    expect(indexed.all('outer')).toHaveLength(1)
    expect(indexed.all('inner')).toEqual([])
    expect(store.messages.insert(received({ seq: 2, text: 'inner again' })).outcome).toBe('inserted')
    expect(texts(store, 'inner')).toEqual(['inner again'])
    store.close()
  })

  it('takes out of the index what is deleted or recalled, and leaves what only got its name', () => {
    const database = new Database({ file: ':memory:', busyTimeoutMs: 0 })
    migrate(database)
    const store = new Store(database)
    const entries = database.prepare('SELECT rowid FROM messages_fts WHERE messages_fts MATCH ?')
    const { localId } = store.messages.insert(composed('c-1', { text: 'secret', localAt: T0 }))
    indexAll(store)
    const before = entries.all('secret')
    expect(before).toHaveLength(1)
    const held = store.messages.get(localId)
    if (held !== undefined) store.messages.name(held, { mid: asMid('1'), seq: asSeq(1), sentAt: T0 + 1 })
    expect(entries.all('secret')).toEqual(before)
    store.messages.recall(CHAT, asSeq(1), asMid('1'))
    expect(entries.all('secret')).toEqual([])
    expect(entries.all('secr')).toEqual([])
    store.messages.delete(localId)
    store.close()
  })

  it('tells ids apart by case', () => {
    const store = openTestStore()
    store.messages.insert(received({ seq: 1, text: 'plan', senderId: 'Bob' }))
    expect(texts(store, 'plan', { senderId: asUserId('bob') })).toEqual([])
    expect(texts(store, 'plan', { senderId: asUserId('Bob') })).toEqual(['plan'])
  })

  it('agrees, page by page, with looking at every message', () => {
    const store = openTestStore()
    const text = fc
      .array(fc.constantFrom('会', '议', '室', 'ab', 'c', ' ', '，', '12', '🚀', '會', 'กิ'), { maxLength: 6 })
      .map((parts) => parts.join(''))
    let run = 0
    fc.assert(
      fc.property(
        fc.array(fc.tuple(text, fc.nat({ max: 12 })), { maxLength: 30 }),
        text,
        fc.integer({ min: 1, max: 7 }),
        fc.tuple(fc.nat({ max: 12 }), fc.nat({ max: 12 })),
        fc.boolean(),
        (written, wanted, limit, quarters, isIndexed) => {
          const conversationId = asConversationId(`c2g:${run++}`)
          const rows = written.map(([content, quarter], i) =>
            received({ conversationId, seq: i + 1, text: content, sentAt: T0 + (quarter * DOC_TIME_MS) / 4 }),
          )
          const ids = store.messages.insertBatch(rows).map(({ localId }) => localId)
          if (isIndexed) indexAll(store)
          const query = parseQuery(wanted)
          const [from = 0, to = 0] = quarters.map((quarter) => T0 + (quarter * DOC_TIME_MS) / 4).sort((a, b) => a - b)
          const expected = rows
            .map((row, i) => ({ at: row.sentAt ?? 0, localId: ids[i] ?? 0, text: String(row.content['content']) }))
            .filter(({ at }) => at >= from && at <= to)
            .filter((row) => (query === undefined ? wanted.trim() === '' : matchesQuery(query, row.text)))
            .sort((a, b) => b.at - a.at || b.localId - a.localId)
            .map(({ localId }) => localId)
          const found: number[] = []
          let before: MessageQuery['before']
          for (;;) {
            const page = store.search.messages({ text: wanted, conversationId, limit, before, from, to })
            found.push(...page.items.map(({ message }) => message.localId))
            const last = page.items.at(-1)?.message
            expect(page.items.length).toBeLessThanOrEqual(limit)
            if (!page.hasMore || last === undefined) break
            before = { at: last.at, localId: last.localId }
          }
          expect(found).toEqual(expected)
        },
      ),
    )
  })

  it('finds messages of both sides', () => {
    const store = openTestStore()
    store.messages.insert(received({ seq: 1, text: 'lunch?' }))
    store.messages.insert(composed('c', { seq: 2, mid: '2', text: 'lunch!', status: 'sent' }))
    expect(store.search.messages({ text: 'lun', limit: 9 }).items.map(({ message }) => message.senderId)).toEqual([ALICE, BOB])
  })
})
