import { asFileId, asLocalId, asPartId, asTransferId, type LocalId } from '@shared/ids'
import { describe, expect, it } from 'vitest'
import type { Store } from '../../src/main/store/store'
import type { NewTransfer } from '../../src/main/store/transfers-table'
import { CHAT, T0, composed, openTestStore, tempFolder } from './helpers'

const HASH = 'a'.repeat(64)

function upload(localId: LocalId, change: Partial<NewTransfer> = {}): NewTransfer {
  const source = { path: '/home/alice/plan.pdf', mtimeMs: T0 + 0.75 }
  const file = { name: 'plan.pdf', mime: 'application/pdf', size: 5_000_000_000 }
  return {
    direction: 'up',
    conversationId: CHAT,
    localId,
    partId: asPartId(`part-${localId}`),
    state: 'open',
    ...file,
    ...source,
    isAsked: true,
    createdAt: T0,
    ...change,
  }
}

const message = (store: Store, cliMid: string): LocalId => store.messages.insert(composed(cliMid)).localId

describe('transfers', () => {
  it('come back after a restart as they were written last', () => {
    const file = `${tempFolder()}/alice.db`
    const store = openTestStore(file)
    const row = store.transfers.add(upload(message(store, 'c-1')))
    const changed = {
      ...row,
      state: 'failed',
      sha256: HASH,
      fileId: asFileId('f_1'),
      thumbId: asFileId('f_2'),
      done: 4_999_999_999,
      tries: 3,
      renewals: 1,
      isAsked: false,
      isCleared: true,
      failCode: 'quota',
      failReason: 'full',
      endedAt: T0 + 9,
      tookMs: 1234,
    } as const
    store.transfers.save(changed)
    store.close()
    expect(openTestStore(file).transfers.get(row.id)).toEqual({ ...changed, mtimeMs: T0, url: undefined })
  })

  it('are known by their message and direction', () => {
    const store = openTestStore()
    const localId = message(store, 'c-1')
    const up = store.transfers.add(upload(localId))
    const down = store.transfers.add(upload(localId, { direction: 'down', path: undefined, url: 'https://host/file' }))
    expect(store.transfers.ofMessage(localId, 'up')?.id).toBe(up.id)
    expect(store.transfers.ofMessage(localId, 'down')).toMatchObject({ id: down.id, url: 'https://host/file', path: undefined })
    expect(store.transfers.ofMessage(asLocalId(99), 'up')).toBeUndefined()
  })

  it('lose their message and stay, so that what they have at the server can be given up', () => {
    const store = openTestStore()
    const localId = message(store, 'c-1')
    const { id } = store.transfers.add(upload(localId))
    expect(store.transfers.orphans()).toEqual([])
    store.messages.delete(localId)
    expect(store.transfers.orphans().map((row) => [row.id, row.localId])).toEqual([[id, undefined]])
    store.transfers.remove(id)
    expect(store.transfers.get(id)).toBeUndefined()
  })

  it('do not come back by being written once they are gone, and their ids are not given out again', () => {
    const store = openTestStore()
    const row = store.transfers.add(upload(message(store, 'c-1')))
    store.transfers.remove(row.id)
    store.transfers.save({ ...row, state: 'done' })
    expect(store.transfers.get(row.id)).toBeUndefined()
    expect(store.transfers.add(upload(message(store, 'c-2'))).id).toBeGreaterThan(row.id)
  })

  it('that are unfinished are listed in the order in which they were wanted; the others newest first', () => {
    const store = openTestStore()
    const ids = ['paused', 'done', 'open', 'failed', 'open', 'done'].map(
      (state, index) => store.transfers.add(upload(message(store, `c-${index}`), { state: state as NewTransfer['state'] })).id,
    )
    expect(store.transfers.unfinished().map(({ id }) => id)).toEqual([ids[0], ids[2], ids[4]])
    expect(store.transfers.inState('done').map(({ id }) => id)).toEqual([ids[5], ids[1]])
    expect(store.transfers.inState('done', 1).map(({ id }) => id)).toEqual([ids[5]])
  })

  it('that ended are forgotten but for the newest of each kind of end; never what may still be done', () => {
    const store = openTestStore()
    const kinds = ['up done', 'up open', 'down done', 'down failed', 'up done', 'down failed', 'down paused', 'up failed'] as const
    const ids = kinds.map((kind, index) => {
      const [direction, state] = kind.split(' ') as [NewTransfer['direction'], NewTransfer['state']]
      return store.transfers.add(upload(message(store, `c-${index}`), { direction, state })).id
    })
    const left = (): string[] => kinds.filter((_kind, index) => store.transfers.get(ids[index]!) !== undefined)
    store.transfers.forgetOld(1)
    expect(left()).toEqual(['up open', 'up done', 'down paused', 'up failed'])
    store.transfers.forgetOld(0)
    expect(left()).toEqual(['up open', 'down paused', 'up failed'])
    expect(store.transfers.get(asTransferId(99))).toBeUndefined()
  })
})

describe('the bytes behind a name', () => {
  it('are what was said first: a file never changes', () => {
    const { fileHashes } = openTestStore()
    const id = asFileId('f_1')
    expect(fileHashes.get(id)).toBeUndefined()
    fileHashes.put(id, { sha256: HASH, size: 5 })
    fileHashes.put(id, { sha256: 'b'.repeat(64), size: 6 })
    expect(fileHashes.get(id)).toEqual({ sha256: HASH, size: 5 })
  })
})
