import { asPartId } from '@shared/ids'
import { expect, it } from 'vitest'
import type { TransferState } from '../../src/main/store/transfers-table'
import { awaitedSources } from '../../src/main/transfers/awaited-sources'
import { CHAT, composed, openTestStore, T0 } from '../store/helpers'

it('are those of uploads that are not done, and of messages that are not sent', () => {
  const store = openTestStore()
  const add = (path: string, state: TransferState, status: 'queued' | 'failed' | 'sent'): void => {
    const { localId } = store.messages.insert(composed(`c-${path}`))
    store.messages.setStatus(localId, status)
    const row = { direction: 'up', conversationId: CHAT, localId, partId: asPartId(path), path, mtimeMs: T0 } as const
    const { id } = store.transfers.add({ ...row, state: 'open', name: 'a.png', mime: 'image/png', size: 9, isAsked: true, createdAt: T0 })
    store.transfers.save({ ...store.transfers.get(id)!, state })
  }
  add('/on-its-way', 'open', 'queued')
  add('/paused', 'paused', 'queued')
  add('/failed', 'failed', 'failed')
  add('/up-and-waiting', 'done', 'queued')
  // The server lets go of it after a day: tried again, it is brought up once more.
  add('/up-and-refused', 'done', 'failed')
  add('/sent', 'done', 'sent')
  expect([...awaitedSources(store)].sort()).toEqual(['/failed', '/on-its-way', '/paused', '/up-and-refused', '/up-and-waiting'])
})
