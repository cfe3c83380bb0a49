import { asConversationId, asUserId, type LocalId } from '@shared/ids'
import {
  LIBRARY_KINDS,
  LIBRARY_ORDERS,
  type LibraryCursor,
  type LibraryFilters,
  type LibraryKind,
  type LibraryOrder,
} from '@shared/library'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Database } from '../../src/main/store/database'
import { BYTES_SQL, DOCUMENT_ENDINGS, FILED_SQL, LIBRARY_NUMBERS } from '../../src/main/store/filed'
import type { StoredMessage } from '../../src/main/store/message-row'
import type { Store } from '../../src/main/store/store'
import { familyOfEnding } from '../../src/main/transfers/file-types'
import { ALICE, BOB, CHAT, composed, GROUP, openTestStore, received, T0 } from './helpers'

const CONTENTS: readonly (readonly [type: string, content: Record<string, unknown>, kind: LibraryKind | undefined])[] = [
  ['image', { big_url: '/v1/files/f_1', size: 300_000 }, 'pictures'],
  ['video', { url: '/v1/files/f_2', size: 9_000_000 }, 'videos'],
  ['file', { url: '/v1/files/f_3', name: '合同 v3.PDF', size: 300_000 }, 'documents'],
  ['file', { url: '/v1/files/f_4', name: 'all.tar.gz', size: 70_000_000 }, 'others'],
  ['sound', { url: '/v1/files/f_5', size: 40_000, seconds: 3 }, 'voice'],
  ['text', { content: 'see https://a.example/b' }, 'links'],
  ['text', { content: 'nothing to keep' }, undefined],
  ['image', { big_url: '/v1/files/f_6', size: 20_000, sticker: true }, undefined],
]

type Filed = { readonly row: StoredMessage; readonly kind: LibraryKind; readonly at: number; readonly bytes: number }

/** Of every kind, in two conversations, by two people, out of order, some at one moment and of one size. */
function filled(): { readonly store: Store; readonly filed: readonly Filed[] } {
  const store = openTestStore()
  store.conversations.ensure(CHAT, ALICE)
  const order = [5, 1, 9, 3, 7, 11, 2, 20, 4, 6, 8, 10, 19, 12, 18, 13, 17, 14, 16, 15]
  for (const conversationId of [CHAT, GROUP]) {
    store.messages.insertBatch(
      order.map((seq) => {
        const [type, content] = CONTENTS[seq % CONTENTS.length]!
        const isMine = seq % 3 === 0
        const change = { seq, type, content, conversationId, isMine, senderId: isMine ? ALICE : BOB }
        return received({ ...change, sentAt: T0 + Math.floor(seq / 2) * 1000 })
      }),
    )
  }
  store.messages.insert(composed('waiting picture', { type: 'image', content: CONTENTS[0]![1] }))
  const rows = Array.from({ length: 60 }, (_, index) => store.messages.get((index + 1) as LocalId)).filter((row) => row !== undefined)
  const filed = rows.flatMap((row): readonly Filed[] => {
    const found = CONTENTS.find(([type, content]) => type === row.type && JSON.stringify(content) === JSON.stringify(row.content))
    if (found?.[2] === undefined) return []
    return [{ row, kind: found[2], at: row.sentAt ?? row.localAt, bytes: Number(found[1]['size'] ?? 0) }]
  })
  return { store, filed }
}

function sorted(filed: readonly Filed[], order: LibraryOrder): readonly Filed[] {
  const byId = (a: Filed, b: Filed): number => a.row.localId - b.row.localId
  const compare: { readonly [O in LibraryOrder]: (a: Filed, b: Filed) => number } = {
    newest: (a, b) => b.at - a.at || -byId(a, b),
    oldest: (a, b) => a.at - b.at || byId(a, b),
    largest: (a, b) => b.bytes - a.bytes || -byId(a, b),
  }
  return [...filed].sort(compare[order])
}

function isIn({ kind, row, at, bytes }: Filed, filters: LibraryFilters): boolean {
  return (
    (filters.kind === undefined || kind === filters.kind) &&
    (filters.senderId === undefined || row.senderId === filters.senderId) &&
    (filters.conversationId === undefined || row.conversationId === filters.conversationId) &&
    at >= (filters.from ?? -Infinity) &&
    at <= (filters.to ?? Infinity) &&
    bytes >= (filters.minBytes ?? 0) &&
    bytes <= (filters.maxBytes ?? Infinity)
  )
}

const some = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined })
const anyFilters = fc
  .record({
    kind: some(fc.constantFrom(...LIBRARY_KINDS)),
    senderId: some(fc.constantFrom(ALICE, BOB, asUserId('nobody'))),
    conversationId: some(fc.constantFrom(CHAT, GROUP, asConversationId('c2g:none'))),
    from: some(fc.integer({ min: T0 - 1000, max: T0 + 11_000 })),
    to: some(fc.integer({ min: T0 - 1000, max: T0 + 11_000 })),
    minBytes: some(fc.constantFrom(0, 1, 300_000, 1_200_001)),
    maxBytes: some(fc.constantFrom(0, 40_000, 9_000_000)),
  })
  .map((filters) => Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined)) as LibraryFilters)

describe('the library', () => {
  it('has page by page what sorting and filtering all of it gives, in every order', () => {
    const { store, filed } = filled()
    expect(filed.length).toBeGreaterThan(30)
    fc.assert(
      fc.property(anyFilters, fc.constantFrom(...LIBRARY_ORDERS), fc.integer({ min: 1, max: 12 }), (filters, order, limit) => {
        const expected = sorted(
          filed.filter((each) => isIn(each, filters)),
          order,
        ).map(({ row }) => row.localId)
        const found: LocalId[] = []
        let after: LibraryCursor | undefined
        do {
          const page = store.library.page({ ...filters, order, limit, ...(after === undefined ? {} : { after }) })
          expect(page.localIds.length).toBeLessThanOrEqual(limit)
          found.push(...page.localIds)
          after = page.next
        } while (after !== undefined && found.length < 200)
        expect(found).toEqual(expected)
      }),
      { numRuns: 300 },
    )
  })

  it('counts every kind of what fits, whatever kind is asked for, and knows whether one fits', () => {
    const { store, filed } = filled()
    fc.assert(
      fc.property(anyFilters, (filters) => {
        const { kind: _, ...others } = filters
        const expected = Object.fromEntries(
          LIBRARY_KINDS.map((kind) => [kind, filed.filter((each) => isIn(each, { ...others, kind })).length]),
        )
        expect(store.library.counts(filters)).toEqual(expected)
        for (const each of filed) expect(store.library.has(each.row.localId, filters)).toBe(isIn(each, filters))
      }),
      { numRuns: 60 },
    )
  })

  it('loses what was taken back', () => {
    const { store, filed } = filled()
    const { row } = filed.find(({ kind }) => kind === 'documents')!
    store.messages.recall(row.conversationId, row.seq, row.mid!)
    const { localIds } = store.library.page({ order: 'newest', limit: 100 })
    expect(localIds).toHaveLength(filed.length - 1)
    expect(localIds).not.toContain(row.localId)
  })
})

function valueOf(sql: string, type: string, content: string): unknown {
  const database = new Database({ file: ':memory:', busyTimeoutMs: 0 })
  const row = database.prepare<{ value: unknown }>(`SELECT ${sql} AS value FROM (SELECT ? AS type, ? AS content)`).get(type, content)
  database.close()
  return row?.value
}

describe('what a message is in the library', () => {
  it.each<readonly [type: string, content: unknown, kind: LibraryKind | undefined]>([
    ...CONTENTS,
    ['link', { url: 'https://a.example', title: 'a' }, 'links'],
    ['file', { name: 'a.b.Docx' }, 'documents'],
    ['file', { name: 'contract.pdf.exe' }, 'others'],
    ['file', { name: 'no ending' }, 'others'],
    ['file', { name: '' }, 'others'],
    ['file', {}, 'others'],
    ['file', { name: { pdf: '.pdf' } }, 'others'],
    ['file', { name: `${'.'.repeat(100_000)}pdf` }, 'documents'],
    ['recalled', {}, undefined],
    ['hologram', { url: 'https://a.example' }, undefined],
  ])('%s %j: %s', (type, content, kind) => {
    expect(valueOf(FILED_SQL, type, JSON.stringify(content)) ?? undefined).toBe(kind === undefined ? undefined : LIBRARY_NUMBERS[kind])
  })

  it('has every ending that its sender would call a document, and no other', () => {
    expect(
      DOCUMENT_ENDINGS.map((ending) => [ending, familyOfEnding(ending)]).filter(
        ([, family]) => family !== 'pdf' && family !== 'document' && family !== 'sheet' && family !== 'slides',
      ),
    ).toEqual([])
    for (const ending of DOCUMENT_ENDINGS) expect(valueOf(FILED_SQL, 'file', JSON.stringify({ name: `a.${ending}` }))).toBe(3)
  })

  it.each([
    [{ size: 12 }, 12],
    [{}, 0],
    [{ size: -5 }, 0],
    [{ size: 1.5 }, 0],
    [{ size: '12' }, 0],
    [{ size: null }, 0],
    [{ size: [12] }, 0],
    [{ size: 2 ** 53 }, 2 ** 53],
    [{ size: 1e30 }, 0],
  ])('a file that says %j has %i bytes', (content, bytes) => {
    expect(valueOf(BYTES_SQL, 'file', JSON.stringify(content))).toBe(bytes)
  })

  it('keeps a message whose content is nested deeper than SQLite reads, and one whose size no number holds', () => {
    const store = openTestStore()
    const deep = `${'['.repeat(2000)}${']'.repeat(2000)}`
    const nested = store.messages.insert(
      received({ seq: 1, type: 'file', content: { name: 'a.pdf', size: 7, x: JSON.parse(deep) as unknown } }),
    )
    store.messages.insert(received({ seq: 2, type: 'file', content: { name: 'b.pdf', size: Number.MAX_VALUE } }))
    expect(nested).toBeDefined()
    expect(store.library.page({ order: 'largest', limit: 9 }).localIds).toHaveLength(2)
    expect(store.library.counts({})).toMatchObject({ documents: 1, others: 1 })
  })
})
