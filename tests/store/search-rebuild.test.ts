import { FOLD_VERSION } from '@shared/fold-text'
import { asUserId } from '@shared/ids'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { Database, Statement } from '../../src/main/store/database'
import { MIGRATIONS, migrate } from '../../src/main/store/migrate'
import { ORDER_OF_KINDS } from '../../src/main/store/migrations/0009-order-of-kinds'
import { Store } from '../../src/main/store/store'
import { CHAT, T0, received } from './helpers'

const ROWS = 450
/** The schema before the one that numbers the index by time. */
const BEFORE = 3

/** A database of the older schema with rows in it, brought to the newest. */
function migrated(): { readonly database: Database; readonly store: Store } {
  const database = new Database({ file: ':memory:', busyTimeoutMs: 0 })
  migrate(database, MIGRATIONS.slice(0, BEFORE))
  const insert = database.prepare(
    `INSERT INTO messages (conversation_id, position, seq, mid, sender_id, sender_name, sender_avatar, is_mine, type,
       content, mentions_me, sent_at, local_at, status)
     VALUES (?, ?, ?, ?, 'bob', 'Bob', '', 0, 'text', ?, 0, ?, ?, 'received')`,
  )
  for (let seq = 1; seq <= ROWS; seq++) {
    insert.run(CHAT, seq, seq, String(seq), JSON.stringify({ content: `旧消息 number${seq}` }), T0 + seq * 1000, T0)
  }
  migrate(database)
  const store = new Store(database)
  store.searchRebuild.begin('15.1')
  return { database, store }
}

function count(store: Store, text: string): number {
  return store.search.messages({ text, limit: 1000 }).items.length
}

describe('indexing what an older schema held', () => {
  it('goes from the newest rows down, in steps, and ends', () => {
    const { store } = migrated()
    expect(count(store, '旧')).toBe(0)
    store.searchRebuild.step()
    expect(store.searchRebuild.isDone).toBe(false)
    expect(count(store, '旧消息')).toBe(200)
    expect(count(store, 'number450')).toBe(1)
    expect(count(store, 'number1')).toBeLessThan(111)
    while (!store.searchRebuild.isDone) store.searchRebuild.step()
    expect(count(store, '旧消息')).toBe(ROWS)
    store.searchRebuild.step()
    expect(count(store, '旧消息')).toBe(ROWS)
    store.close()
  })

  it('gives every message one entry, whatever changed meanwhile', () => {
    const { store } = migrated()
    const [first] = store.messages.page({ conversationId: CHAT, anchor: { at: 'end' }, limit: ROWS }).rows
    if (first === undefined) throw new Error('no row')
    store.messages.replace(first.localId, { ...first, content: { content: '新文字' } })
    store.messages.insert(received({ seq: ROWS + 1, text: '新来的' }))
    while (!store.searchRebuild.isDone) store.searchRebuild.step()
    expect(count(store, '旧')).toBe(ROWS - 1)
    expect(count(store, '新')).toBe(2)
    store.close()
  })

  it('reads no more letters in a step than it may, and a longer text in a step of its own', () => {
    const { database, store } = migrated()
    // Rows 450 and 449 together are as much as one step is made of; 448 is more than that.
    const lengths = [9_000, 9_000, 30_000, 10]
    lengths.forEach((length, index) => {
      const text = JSON.stringify({ content: '长'.repeat(length) })
      database.prepare('UPDATE messages SET content = ? WHERE local_id = ?').run(text, ROWS - index)
    })
    const steps: number[] = []
    while (count(store, '旧') < ROWS - lengths.length) {
      store.searchRebuild.step()
      steps.push(count(store, '长') + count(store, '旧'))
    }
    // By 200 rows from there on: all of them are short.
    expect(steps).toEqual([2, 3, 203, 403, ROWS])
    expect(store.searchRebuild.isDone).toBe(false)
    store.searchRebuild.step()
    expect(store.searchRebuild.isDone).toBe(true)
    store.close()
  })

  it('looks at each row once, however many messages the same second has', () => {
    const { database, store } = migrated()
    database.exec(`UPDATE messages SET sent_at = ${T0}`)
    const reads = vi.spyOn(Statement.prototype, 'get')
    onTestFinished(() => reads.mockRestore())
    store.searchRebuild.step()
    reads.mockClear()
    store.searchRebuild.step()
    // One for where it is, one for whether it is done, one for each number at most.
    expect(reads.mock.calls.length).toBeLessThanOrEqual(210)
    reads.mockRestore()
    while (!store.searchRebuild.isDone) store.searchRebuild.step()
    expect(count(store, '旧')).toBe(ROWS)
    store.close()
  })

  it('leaves what changes meanwhile to the step that comes to it', () => {
    const { store } = migrated()
    store.searchRebuild.step()
    const rows = store.messages.page({ conversationId: CHAT, anchor: { at: 'end' }, limit: ROWS }).rows
    const [oldest, second] = rows
    const newest = rows.at(-1)
    if (oldest === undefined || second === undefined || newest === undefined) throw new Error('no rows')
    store.messages.setContent(oldest.localId, { content: '新文字' })
    store.messages.setContent(newest.localId, { content: '新文字' })
    store.messages.delete(second.localId)
    expect(count(store, '新文字')).toBe(1)
    while (!store.searchRebuild.isDone) store.searchRebuild.step()
    expect([count(store, '新文字'), count(store, '旧')]).toEqual([2, ROWS - 3])
    store.messages.setContent(oldest.localId, { content: '旧消息' })
    expect([count(store, '新文字'), count(store, '旧')]).toEqual([1, ROWS - 2])
    store.close()
  })

  it('begins again, without two entries of a message, where an earlier version was in the middle of it', () => {
    const database = new Database({ file: ':memory:', busyTimeoutMs: 0 })
    migrate(database, MIGRATIONS.slice(0, MIGRATIONS.indexOf(ORDER_OF_KINDS)))
    database.exec(`
      INSERT INTO messages (local_id, conversation_id, position, seq, mid, sender_id, sender_name, sender_avatar, is_mine,
        type, content, mentions_me, sent_at, local_at, status)
      VALUES (1, '${CHAT}', 1, 1, '1', 'bob', 'Bob', '', 0, 'text', '{"content":"旧消息"}', 0, ${T0}, ${T0}, 'received');
      INSERT INTO search_state (key, value) VALUES ('rebuild_from', 1), ('unicode', '15.1/${FOLD_VERSION}');
      INSERT INTO search_docs VALUES (1, 1);
      INSERT INTO messages_fts (rowid, terms) VALUES (1, '旧 消 息 旧消 消息')`)
    migrate(database)
    const store = new Store(database)
    store.searchRebuild.begin('15.1')
    while (!store.searchRebuild.isDone) store.searchRebuild.step()
    expect(count(store, '旧消息')).toBe(1)
    store.close()
  })

  it('goes on where it was when the app is started again', () => {
    const { database, store } = migrated()
    store.searchRebuild.step()
    const restarted = new Store(database)
    restarted.searchRebuild.begin('15.1')
    restarted.searchRebuild.step()
    expect(count(restarted, '旧')).toBe(400)
    store.close()
  })

  it('begins anew when letters are told apart by other tables', () => {
    const { store } = migrated()
    while (!store.searchRebuild.isDone) store.searchRebuild.step()
    store.searchRebuild.begin('15.1')
    expect(store.searchRebuild.isDone).toBe(true)
    store.searchRebuild.begin('16.0')
    expect(count(store, '旧')).toBe(0)
    while (!store.searchRebuild.isDone) store.searchRebuild.step()
    expect(count(store, '旧')).toBe(ROWS)
    store.close()
  })

  it('makes the keys of people anew before the messages, some in a step', () => {
    const { database, store } = migrated()
    const people = Array.from({ length: 70 }, (_, i) => ({ userId: asUserId(`p${i}`), name: `László ${i}`, avatar: '', status: '' }))
    store.roster.upsertPeople(people)
    database.exec(`UPDATE people SET search_keys = '', keys_version = 1`)
    store.searchRebuild.begin('15.1')
    expect(store.searchRebuild.isDone).toBe(false)
    store.searchRebuild.step()
    expect([store.roster.searchPeople('laszlo').length, count(store, '旧')]).toEqual([50, 0])
    store.searchRebuild.step()
    expect([store.roster.searchPeople('laszlo').length, count(store, '旧')]).toEqual([70, 200])
    while (!store.searchRebuild.isDone) store.searchRebuild.step()
    expect(count(store, '旧')).toBe(ROWS)
    store.close()
  })

  it('begins anew when what an older version of the app found is found otherwise', () => {
    const { database, store } = migrated()
    while (!store.searchRebuild.isDone) store.searchRebuild.step()
    // As the version before wrote it: Unicode's tables alone.
    database.exec(`UPDATE search_state SET value = '15.1' WHERE key = 'unicode'`)
    store.searchRebuild.begin('15.1')
    expect([store.searchRebuild.isDone, count(store, '旧')]).toEqual([false, 0])
    while (!store.searchRebuild.isDone) store.searchRebuild.step()
    expect(count(store, '旧')).toBe(ROWS)
    store.close()
  })

  it('has nothing to do in a fresh database', () => {
    const database = new Database({ file: ':memory:', busyTimeoutMs: 0 })
    migrate(database)
    const store = new Store(database)
    store.searchRebuild.begin('15.1')
    expect(store.searchRebuild.isDone).toBe(true)
    store.close()
  })
})
