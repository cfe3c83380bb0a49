import fc from 'fast-check'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { Database, Statement } from '../../src/main/store/database'
import { migrate } from '../../src/main/store/migrate'
import { DOC_TIME_MS, naturalDocId, SearchDocs } from '../../src/main/store/search-docs'

function open(): { readonly database: Database; readonly docs: SearchDocs } {
  const database = new Database({ file: ':memory:', busyTimeoutMs: 0 })
  migrate(database)
  return { database, docs: new SearchDocs(database) }
}

describe('numbers of the search index', () => {
  it('are those of the time, or the next ones that are free', () => {
    const { database, docs } = open()
    const at = 7 * DOC_TIME_MS
    expect([at, at + 1, at + DOC_TIME_MS, at - 1].map((time, i) => docs.take(i + 1, time))).toEqual([7, 8, 9, 6])
    expect(docs.maxShift).toBe(1)
    docs.release(8)
    expect(docs.find(2, at + 1)).toBeUndefined()
    expect(docs.find(3, at + DOC_TIME_MS)).toBe(9)
    database.close()
  })

  it('stay found after the file is opened anew', () => {
    const { database, docs } = open()
    for (let i = 1; i <= 5; i++) docs.take(i, 0)
    docs.save()
    const reopened = new SearchDocs(database)
    expect(reopened.maxShift).toBe(4)
    expect(reopened.find(5, 0)).toBe(4)
    expect(reopened.take(6, 0)).toBe(5)
    database.close()
  })

  it('follow a transaction that is rolled back', () => {
    const { database, docs } = open()
    const failing = (): void =>
      database.transaction(() => {
        docs.take(1, 0)
        docs.take(2, 0)
        throw new Error('fails')
      })
    expect(failing).toThrow('fails')
    docs.forget()
    expect(docs.take(1, 0)).toBe(0)
    expect(docs.maxShift).toBe(0)
    database.close()
  })

  it('of many messages of the same seconds are found with few looks, the newest first and after a restart too', () => {
    const { database, docs } = open()
    database.transaction(() => {
      for (let i = 0; i < 5000; i++) docs.take(i, 9 * DOC_TIME_MS)
    })
    const reads = vi.spyOn(Statement.prototype, 'get')
    onTestFinished(() => reads.mockRestore())
    const restarted = new SearchDocs(database)
    expect(restarted.take(6000, 9 * DOC_TIME_MS)).toBe(5009)
    // The doubling steps to 4,096 and back, of a run of 5,000.
    expect(reads.mock.calls.length).toBeLessThanOrEqual(30)
    reads.mockClear()
    // Older ones: one by one before all that is known.
    expect([8, 8, 7, 7, 6].map((time, i) => restarted.take(7000 + i, time * DOC_TIME_MS))).toEqual([8, 5010, 7, 5011, 6])
    expect(reads.mock.calls.length).toBeLessThanOrEqual(15)
    database.close()
  })

  it('are never below their time, apart, and never further above it than the bound', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat({ max: 40 }), fc.boolean()), { maxLength: 60 }), (steps) => {
        const { database, docs } = open()
        const taken = new Map<number, number>()
        for (const [index, [time, isReleased]] of steps.entries()) {
          const at = (time * DOC_TIME_MS) / 4
          const docId = docs.take(index + 1, at)
          expect(taken.has(docId)).toBe(false)
          expect(docId).toBeGreaterThanOrEqual(naturalDocId(at))
          expect(docId - naturalDocId(at)).toBeLessThanOrEqual(docs.maxShift)
          expect(docs.find(index + 1, at)).toBe(docId)
          taken.set(docId, at)
          if (!isReleased) continue
          docs.release(docId)
          taken.delete(docId)
        }
        database.close()
      }),
    )
  })
})
