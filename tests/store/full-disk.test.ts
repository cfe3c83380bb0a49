import { Database } from '../../src/main/store/database'
import { migrate } from '../../src/main/store/migrate'
import { Store } from '../../src/main/store/store'
import { describe, expect, it } from 'vitest'
import { CHAT, composed, received } from './helpers'

describe('a full disk', () => {
  it('leaves the store as it was, and usable once there is room', () => {
    const database = new Database({ file: ':memory:', busyTimeoutMs: 0 })
    migrate(database)
    const store = new Store(database)
    store.messages.insert(received({ seq: 1 }))
    const batch = Array.from({ length: 400 }, (_, i) => received({ seq: 10 + i, text: 'x'.repeat(4000) }))
    // SQLite's own limit on the file's pages ends as a disk without room does.
    database.pragma(`max_page_count = ${Number(database.pragma('page_count')) + 5}`)
    expect(() => store.messages.insertBatch(batch)).toThrow(expect.objectContaining({ code: 'disk_full', isTransient: true }))
    expect(() =>
      store.transaction(() => {
        store.transaction(() => store.messages.insertBatch(batch))
      }),
    ).toThrow(expect.objectContaining({ code: 'disk_full' }))
    expect(store.messages.headSeq(CHAT)).toBe(1)
    expect(store.search.messages({ text: 'x', limit: 1 }).items).toEqual([])
    database.pragma('max_page_count = 1000000')
    expect(store.messages.insertBatch(batch).every(({ outcome }) => outcome === 'inserted')).toBe(true)
    expect(store.messages.insert(composed('c-1')).outcome).toBe('inserted')
    store.close()
  })
})
