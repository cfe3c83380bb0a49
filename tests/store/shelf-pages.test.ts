import { asLocalId } from '@shared/ids'
import { compareMessages } from '@shared/message'
import type { Shelf } from '@shared/shelf'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Database } from '../../src/main/store/database'
import type { StoredMessage } from '../../src/main/store/message-row'
import { SHELF_NUMBERS, SHELF_SQL } from '../../src/main/store/shelves'
import type { Store } from '../../src/main/store/store'
import { ALICE, CHAT, composed, GROUP, openTestStore, received, T0 } from './helpers'

const IMAGE = { type: 'image', content: { big_url: '/v1/files/f_1', width: 4, height: 3 } }
const VIDEO = { type: 'video', content: { url: '/v1/files/f_2' } }
const FILE = { type: 'file', content: { url: '/v1/files/f_3', name: 'a.pdf' } }
const STICKER = { type: 'image', content: { big_url: '/v1/files/f_4', sticker: true } }
const KINDS = [IMAGE, VIDEO, FILE, { type: 'text', content: { content: 'words' } }, STICKER]

/** Pictures, films, files, words and stickers, out of order, with one of each waiting, and another conversation beside them. */
function filled(): { readonly store: Store; readonly media: readonly StoredMessage[] } {
  const store = openTestStore()
  store.conversations.ensure(CHAT, ALICE)
  const { messages } = store
  const seqs = [11, 12, 13, 4, 1, 2, 3, 5, 6, 7, 8, 9, 10, 20, 19, 18, 17, 16, 15, 14]
  messages.insertBatch(seqs.map((seq) => received({ seq, ...KINDS[seq % KINDS.length] })))
  messages.insert(composed('waiting picture', IMAGE))
  messages.insert(composed('waiting words'))
  messages.insertBatch([1, 2, 3].map((seq) => received({ seq, conversationId: GROUP, ...IMAGE })))
  const all = Array.from({ length: 30 }, (_, i) => messages.get(asLocalId(i + 1))).filter((row) => row !== undefined)
  const media = all
    .filter(
      ({ conversationId, type, content }) => conversationId === CHAT && /image|video/.test(type) && !Object.hasOwn(content, 'sticker'),
    )
    .sort(compareMessages)
  return { store, media }
}

const MEDIA = { conversationId: CHAT, shelf: 'media' } as const

describe('a shelf', () => {
  it('is the same slice, from every anchor and of every size, that sorting all of it gives', () => {
    const { store, media } = filled()
    expect(media).toHaveLength(9)
    fc.assert(
      fc.property(
        fc.constantFrom('end', 'before', 'after'),
        fc.nat({ max: media.length - 1 }),
        fc.integer({ min: 1, max: 15 }),
        (at, index, limit) => {
          const cursor = media[index]!
          const anchor = at === 'end' ? { at } : { at, position: cursor.position, localId: cursor.localId }
          const [from, to] = {
            end: [Math.max(0, media.length - limit), media.length] as const,
            before: [Math.max(0, index - limit), index] as const,
            after: [index + 1, Math.min(media.length, index + 1 + limit)] as const,
          }[at]
          const rows = media.slice(from, to)
          const beside = rows.length === 0 ? { older: 0, newer: 0 } : { older: from, newer: media.length - to }
          expect(store.shelves.page({ ...MEDIA, anchor, limit })).toEqual({ rows, ...beside })
        },
      ),
    )
  })

  it('around a message has it, is full, and counts what stands beside it', () => {
    const { store, media } = filled()
    fc.assert(
      fc.property(fc.nat({ max: media.length - 1 }), fc.integer({ min: 1, max: 15 }), (index, limit) => {
        const target = media[index]!
        const page = store.shelves.page({ ...MEDIA, anchor: { at: 'message', localId: target.localId }, limit })
        expect(page.rows).toContainEqual(target)
        expect(page.rows).toEqual(media.slice(page.older, page.older + Math.min(limit, media.length)))
        expect(page.older + page.rows.length + page.newer).toBe(media.length)
      }),
    )
  })

  it('around a message of another conversation, or none, is its end', () => {
    const { store, media } = filled()
    const end = store.shelves.page({ ...MEDIA, anchor: { at: 'end' }, limit: 3 })
    expect(end.rows).toEqual(media.slice(-3))
    for (const localId of [asLocalId(9999), asLocalId(25)]) {
      expect(store.shelves.page({ ...MEDIA, anchor: { at: 'message', localId }, limit: 3 })).toEqual(end)
    }
  })

  it('loses what was taken back', () => {
    const { store, media } = filled()
    const taken = media[2]!
    store.messages.recall(taken.conversationId, taken.seq, taken.mid!)
    const { rows } = store.shelves.page({ ...MEDIA, anchor: { at: 'end' }, limit: 50 })
    expect(rows.map(({ localId }) => localId)).toEqual(media.filter((row) => row !== taken).map(({ localId }) => localId))
  })

  it('is counted between two moments, the first of them included', () => {
    const { store, media } = filled()
    const at = (seq: number): number => T0 + seq * 1000
    const expected = media.filter(({ sentAt }) => sentAt !== undefined && sentAt >= at(5) && sentAt < at(13)).length
    expect(expected).toBe(4)
    expect(store.shelves.count(CHAT, 'media', at(5), at(13))).toBe(expected)
  })
})

describe('where a message stands', () => {
  it.each<[string, unknown, Shelf | undefined]>([
    ['image', {}, 'media'],
    ['image', { sticker: true }, undefined],
    ['image', { sticker: false }, 'media'],
    ['image', { sticker: 1 }, 'media'],
    ['file', { sticker: true }, 'files'],
    ['video', {}, 'media'],
    ['file', {}, 'files'],
    ['sound', {}, 'voice'],
    ['link', { url: 'https://a.example', title: 'a' }, 'links'],
    ['text', { content: 'see https://a.example/b' }, 'links'],
    ['text', { content: 'no address: here' }, undefined],
    ['recalled', {}, undefined],
    ['hologram', { url: 'https://a.example' }, undefined],
  ])('%s %j: %s', (type, content, shelf) => {
    const database = new Database({ file: ':memory:', busyTimeoutMs: 0 })
    const row = database
      .prepare<{ shelf: number | null }>(`SELECT ${SHELF_SQL} AS shelf FROM (SELECT ? AS type, ? AS content)`)
      .get(type, JSON.stringify(content))
    database.close()
    expect(row?.shelf ?? undefined).toBe(shelf === undefined ? undefined : SHELF_NUMBERS[shelf])
  })
})
