import { asFileId, asUserId, type LocalId } from '@shared/ids'
import { describe, expect, it, onTestFinished } from 'vitest'
import { Database } from '../../src/main/store/database'
import { DOUBTED_FILES_SQL } from '../../src/main/store/doubted-files-table'
import { MIGRATIONS, migrate } from '../../src/main/store/migrate'
import { Store } from '../../src/main/store/store'
import { CHAT, composed, openTestStore, received, T0 } from './helpers'

const HASH = 'ab'.repeat(32)
const OTHER = 'cd'.repeat(32)
const FILE = 'f_1'

let count = 0
/** A store that has the bytes of `HASH` and `OTHER`, which nothing doubts, and knows `HASH` as `FILE`. */
function open(): Store {
  count = 0
  const store = openTestStore()
  for (const sha256 of [HASH, OTHER]) store.cachedFiles.put({ sha256, size: 1, mime: '', usedAt: T0 })
  store.fileHashes.put(asFileId(FILE), { sha256: HASH, size: 1 })
  onTestFinished(() => store.close())
  return store
}

function add(store: Store, content: Readonly<Record<string, unknown>>, type = 'file'): LocalId {
  const seq = ++count
  return store.messages.insert(received({ seq, type, content })).localId
}

const recall = (store: Store, localId: LocalId): void => {
  const { seq, mid } = store.messages.get(localId)!
  store.messages.recall(CHAT, seq, mid!)
}

const upload = (store: Store, localId: LocalId, state: 'open' | 'done' = 'open') =>
  store.transfers.add({
    direction: 'up',
    conversationId: CHAT,
    localId,
    state,
    name: 'x',
    mime: '',
    size: 1,
    sha256: HASH,
    isAsked: true,
    createdAt: T0,
  })

describe('cached bytes are doubted when a name of theirs goes', () => {
  it.each([
    ['by their hash', { sha256: HASH }],
    ['by their file', { file_id: FILE }],
    ['as a preview', { thumb_id: FILE }],
  ])('a message %s', (_, content) => {
    const store = open()
    const messages = [add(store, content), add(store, content), add(store, content)]
    expect(store.doubtedFiles.some(9)).toEqual([])
    recall(store, messages[0]!)
    expect(store.doubtedFiles.some(9)).toEqual([HASH])
    expect(store.doubtedFiles.settle(HASH)).toBe(true)
    expect(store.doubtedFiles.some(9)).toEqual([])
    store.messages.setContent(messages[1]!, { sha256: OTHER })
    expect(store.doubtedFiles.settle(HASH)).toBe(true)
    store.messages.delete(messages[2]!)
    expect(store.doubtedFiles.some(9)).toEqual([HASH])
    expect([store.doubtedFiles.settle(HASH), store.doubtedFiles.settle(OTHER)]).toEqual([false, true])
  })

  it('what a link gave, and what a preview was, with what was known of its message', () => {
    const store = open()
    const gone = add(store, { url: 'https://host/a' })
    store.messageFiles.note(gone, { sha256: HASH, thumbSha256: OTHER })
    expect([store.doubtedFiles.settle(HASH), store.doubtedFiles.settle(OTHER)]).toEqual([true, true])
    recall(store, gone)
    expect(store.messageFiles.get(gone)).toEqual({})
    expect(store.doubtedFiles.some(9)).toEqual([HASH, OTHER])
    expect([store.doubtedFiles.settle(HASH), store.doubtedFiles.settle(OTHER)]).toEqual([false, false])
  })

  it('an upload that is given up; while it waits, paused or failed, they stay', () => {
    const store = open()
    const { localId } = store.messages.insert(composed('c-1', { type: 'file', content: { name: 'x' } }))
    const row = upload(store, localId)
    for (const state of ['open', 'paused', 'failed'] as const) {
      store.transfers.save({ ...row, state })
      expect(store.doubtedFiles.settle(HASH), state).toBe(true)
    }
    store.transfers.remove(row.id)
    expect(store.doubtedFiles.some(9)).toEqual([HASH])
    expect(store.doubtedFiles.settle(HASH)).toBe(false)
  })

  it('an upload that is done is no reason to keep them: its message is', () => {
    const store = open()
    const { localId } = store.messages.insert(composed('c-1', { type: 'file', content: { sha256: HASH } }))
    upload(store, localId, 'done')
    expect(store.doubtedFiles.settle(HASH)).toBe(true)
    store.messages.delete(localId)
    expect(store.doubtedFiles.settle(HASH)).toBe(false)
  })

  it('an avatar that is another one now', () => {
    const store = open()
    const person = (avatar: string) => ({ userId: asUserId('bob'), name: 'Bob', avatar, status: '' })
    store.roster.upsertPeople([person(`/v1/files/${FILE}`)])
    store.conversations.upsert({ conversationId: CHAT, kind: 'c2c', title: 'Bob', avatar: `/v1/files/${FILE}` })
    expect(store.doubtedFiles.settle(HASH)).toBe(true)
    store.roster.upsertPeople([person('')])
    expect(store.doubtedFiles.some(9)).toEqual([HASH])
    expect(store.doubtedFiles.settle(HASH)).toBe(true)
    store.conversations.upsert({ conversationId: CHAT, kind: 'c2c', title: 'Bob', avatar: 'https://host/a.png' })
    expect(store.doubtedFiles.some(9)).toEqual([HASH])
    expect(store.doubtedFiles.settle(HASH)).toBe(false)
  })

  it('a pin', () => {
    const store = open()
    store.cachedFiles.pin(HASH, 'somebody')
    expect(store.doubtedFiles.settle(HASH)).toBe(true)
    store.cachedFiles.unpin(HASH, 'somebody')
    expect([store.doubtedFiles.some(9), store.doubtedFiles.settle(HASH)]).toEqual([[HASH], false])
  })

  it('only what is in the cache, and never by a message that is no file or keeps its name', () => {
    const store = open()
    recall(store, add(store, { sha256: 'ef'.repeat(32) }))
    recall(store, add(store, { content: 'hi', sha256: HASH }, 'text'))
    const held = add(store, { sha256: HASH, caption: 'a' })
    store.messages.setContent(held, { sha256: HASH, caption: 'b' })
    expect(store.doubtedFiles.some(9)).toEqual([])
  })
})

it('takes any content of strangers: too deep for SQLite, of other types, without an end', () => {
  const store = open()
  let deep: unknown = HASH
  for (let i = 0; i < 1500; i++) deep = { sha256: deep }
  for (const content of [{ sha256: deep }, { sha256: [HASH], file_id: 7, thumb_id: null }, { sha256: 'a'.repeat(1e6) }])
    recall(store, add(store, content))
  expect([store.doubtedFiles.some(9), store.doubtedFiles.settle(HASH)]).toEqual([[], false])
})

it('asks each of those that may need bytes by an index', () => {
  const database = new Database({ file: ':memory:', busyTimeoutMs: 0 })
  migrate(database)
  for (const sql of DOUBTED_FILES_SQL.named) {
    const plan = database.prepare<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all({ sha256: HASH })
    const steps = plan.map(({ detail }) => detail)
    expect(
      steps.every((step) => /^SEARCH .*(USING|BY)/.test(step)),
      `${sql}\n${steps.join('\n')}`,
    ).toBe(true)
  }
  database.close()
})

it('doubts once what an older version has in its cache', () => {
  const database = new Database({ file: ':memory:', busyTimeoutMs: 0 })
  migrate(database, MIGRATIONS.slice(0, 17))
  database.exec(`INSERT INTO cached_files VALUES ('${HASH}', 9, 'image/png', 1)`)
  migrate(database)
  const store = new Store(database)
  expect(store.doubtedFiles.some(9)).toEqual([HASH])
  store.close()
})
