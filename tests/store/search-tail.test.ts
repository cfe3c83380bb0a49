import { cpSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { asMid, asSeq, type LocalId } from '@shared/ids'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Database } from '../../src/main/store/database'
import { migrate } from '../../src/main/store/migrate'
import { DOC_TIME_MS } from '../../src/main/store/search-docs'
import { matchesQuery, parseQuery } from '../../src/main/store/search-text'
import { Store } from '../../src/main/store/store'
import { BOB, CHAT, composed, GROUP, indexAll, openTestStore, received, T0, tempFolder } from './helpers'

function found(store: Store, text: string): readonly string[] {
  return store.search.messages({ text, limit: 50 }).items.map((item) => item.text)
}

/** A store, and how many entries its index has for a term. */
function watched(): { readonly store: Store; readonly entries: (term: string) => number } {
  const database = new Database({ file: ':memory:', busyTimeoutMs: 0 })
  migrate(database)
  const match = database.prepare('SELECT rowid FROM messages_fts WHERE messages_fts MATCH ?')
  return { store: new Store(database), entries: (term) => match.all(term).length }
}

describe('a message without an entry in the index', () => {
  it('is found as soon as it is stored, from one character on, in its place among the others', () => {
    const { store, entries } = watched()
    store.messages.insert(received({ seq: 1, text: '会议一', sentAt: T0 }))
    store.messages.insert(received({ seq: 3, text: '会议三', sentAt: T0 + 20 * DOC_TIME_MS }))
    indexAll(store)
    store.messages.insert(received({ seq: 2, text: '会议二', sentAt: T0 + 10 * DOC_TIME_MS }))
    expect(entries('会')).toBe(2)
    expect(found(store, '会')).toEqual(['会议三', '会议二', '会议一'])
    indexAll(store)
    expect(entries('会')).toBe(3)
    expect(found(store, '会')).toEqual(['会议三', '会议二', '会议一'])
    store.close()
  })

  it('is held to every filter, and says nothing when it is silent', () => {
    const store = openTestStore()
    store.messages.insertBatch([
      received({ seq: 1, text: 'plan' }),
      received({ seq: 2, text: 'plan', senderId: 'carol' }),
      received({ seq: 1, text: 'plan', conversationId: GROUP }),
      received({ seq: 3, type: 'file', content: { url: 'u', name: 'plan.docx', size: 1 } }),
      received({ seq: 4, type: 'custom', content: { kind: 'group.event', text: 'plan' } }),
    ])
    const seqs = (rest: object): readonly unknown[] =>
      store.search.messages({ text: 'plan', limit: 9, ...rest }).items.map(({ message }) => message.seq)
    expect(seqs({ senderId: BOB, conversationId: CHAT })).toEqual([3, 1])
    expect(seqs({ kinds: ['file'] })).toEqual([3])
    expect(seqs({ conversationId: GROUP })).toEqual([1])
    expect(seqs({ conversationId: CHAT, text: '' })).toEqual([3, 2, 1])
  })

  it('gets its entry in the transaction that makes a thousand of them', () => {
    const { store, entries } = watched()
    const batch = (from: number) => Array.from({ length: 400 }, (_, i) => received({ seq: from + i, text: 'many' }))
    store.messages.insertBatch(batch(1))
    store.messages.insertBatch(batch(401))
    expect(entries('many')).toBe(0)
    store.messages.insertBatch(batch(801))
    expect(entries('many')).toBe(1_200)
    store.close()
  })

  it('is found after a crash, and has one entry in the end', () => {
    const folder = tempFolder()
    const file = join(folder, 'running.db')
    const running = openTestStore(file)
    running.messages.insert(received({ seq: 1, text: 'indexed word' }))
    indexAll(running)
    running.messages.insert(received({ seq: 2, text: 'waiting word' }))
    // The disk as it is now: nobody closed anything.
    const left = join(folder, 'left.db')
    for (const suffix of ['', '-wal']) if (existsSync(file + suffix)) cpSync(file + suffix, left + suffix)
    const store = openTestStore(left)
    expect(found(store, 'word')).toEqual(['waiting word', 'indexed word'])
    expect(store.searchRebuild.isDone).toBe(false)
    indexAll(store)
    store.messages.insert(received({ seq: 3, text: 'newest word' }))
    expect(found(store, 'word')).toEqual(['newest word', 'waiting word', 'indexed word'])
  })

  it('keeps up with whatever becomes of a message before and after it has its entry', () => {
    const word = fc.constantFrom('alpha', 'beta 会议', '会议室', 'gamma')
    const nth = fc.nat({ max: 20 })
    const act = fc.oneof(
      { weight: 4, arbitrary: fc.record({ act: fc.constant('insert' as const), text: word, minutes: fc.nat({ max: 9 }) }) },
      fc.record({ act: fc.constant('compose' as const), text: word }),
      fc.record({ act: fc.constant('name' as const), nth, minutes: fc.nat({ max: 9 }) }),
      fc.record({ act: fc.constant('rewrite' as const), nth, text: word }),
      fc.record({ act: fc.constant('recall' as const), nth }),
      fc.record({ act: fc.constant('delete' as const), nth }),
      fc.record({ act: fc.constant('undo' as const), text: word, nth }),
      fc.record({ act: fc.constant('index' as const) }),
      fc.record({ act: fc.constant('restart' as const) }),
    )
    fc.assert(
      fc.property(fc.array(act, { maxLength: 25 }), (acts) => {
        const database = new Database({ file: ':memory:', busyTimeoutMs: 0 })
        database.pragma('foreign_keys = ON')
        migrate(database)
        let store = new Store(database)
        let seq = 0
        const held = (): ReadonlyMap<LocalId, string> =>
          new Map(
            store.messages
              .page({ conversationId: CHAT, anchor: { at: 'end' }, limit: 99 })
              .rows.filter(({ type }) => type === 'text')
              .map(({ localId, content }) => [localId, String(content['content'])]),
          )
        const pick = (n: number): LocalId | undefined => [...held().keys()][n % Math.max(1, held().size)]
        for (const step of acts) {
          const localId = 'nth' in step ? pick(step.nth) : undefined
          const row = localId === undefined ? undefined : store.messages.get(localId)
          switch (step.act) {
            case 'insert':
              seq++
              store.messages.insert(received({ seq, mid: `m${seq}`, text: step.text, sentAt: T0 + step.minutes * 60_000 }))
              break
            case 'compose':
              store.messages.insert(composed(`c-${++seq}`, { text: step.text, localAt: T0 }))
              break
            case 'name':
              if (row !== undefined && row.mid === undefined) {
                seq++
                store.messages.name(row, { mid: asMid(`m${seq}`), seq: asSeq(seq), sentAt: T0 + step.minutes * 60_000 })
              }
              break
            case 'rewrite':
              if (localId !== undefined) store.messages.setContent(localId, { content: step.text })
              break
            case 'recall':
              if (row?.mid !== undefined) store.messages.recall(CHAT, row.seq, row.mid)
              break
            case 'delete':
              if (localId !== undefined) store.messages.delete(localId)
              break
            case 'undo':
              expect(() =>
                store.transaction(() => {
                  store.messages.insert(received({ seq: 900, mid: 'm900', text: step.text }))
                  if (localId !== undefined) store.messages.setContent(localId, { content: `undone ${step.text}` })
                  throw new Error('undone')
                }),
              ).toThrow('undone')
              break
            case 'index':
              indexAll(store)
              break
            case 'restart':
              store = new Store(database)
          }
          for (const text of ['alpha', '会', '会议', 'gam', 'undone']) {
            const query = parseQuery(text)
            const expected = [...held()].filter(([, said]) => query !== undefined && matchesQuery(query, said)).map(([id]) => id)
            const ids = store.search.messages({ text, limit: 99 }).items.map(({ message }) => message.localId)
            expect(ids.sort((a, b) => a - b)).toEqual(expected.sort((a, b) => a - b))
          }
        }
        store.close()
      }),
    )
  })
})
