import { asUserId } from '@shared/ids'
import { describe, expect, it } from 'vitest'
import { Database } from '../../src/main/store/database'
import { MIGRATIONS, migrate } from '../../src/main/store/migrate'
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
