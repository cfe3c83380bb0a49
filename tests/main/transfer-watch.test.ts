import { beforeEach, expect, it } from 'vitest'
import { type IconProgress, TransferWatch } from '../../src/main/app/desktop/transfer-watch'
import { asConversationId, asLocalId, asTransferId, type TransferId } from '../../src/shared/ids'
import type { Transfer, TransferProgress } from '../../src/shared/transfer'

const RUNNING: TransferProgress = { step: 'running', bytesPerSecond: 1 }
const DONE: TransferProgress = { step: 'done', at: 1, tookMs: 1 }

function transfer(id: number, progress: TransferProgress, done = 0): Transfer {
  const place = { conversationId: asConversationId('c2g:a'), localId: asLocalId(id) }
  return { id: asTransferId(id), direction: 'up', ...place, name: 'a', family: 'other', size: 1000, done, progress }
}

type News = { readonly upserted: readonly Transfer[]; readonly removed: readonly TransferId[]; readonly isPaused: boolean }

/** The queue of an account. */
class Queue {
  isPaused = false
  readonly listeners = new Set<(news: News) => void>()
  readonly rows: Transfer[] = []
  list = (): readonly Transfer[] => this.rows
  on(_: 'news', listener: (news: News) => void): () => void {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }
  tell(upserted: readonly Transfer[], removed: readonly number[] = []): void {
    for (const listener of this.listeners) listener({ upserted, removed: removed.map(asTransferId), isPaused: this.isPaused })
  }
}

let queue: Queue
let told: (IconProgress | undefined)[]
let watch: TransferWatch
beforeEach(() => {
  queue = new Queue()
  told = []
  watch = new TransferWatch((progress) => told.push(progress))
})

it('shows how far all is that is on its way, from the start', () => {
  queue.rows.push(transfer(1, RUNNING, 500), transfer(2, { step: 'waiting', why: 'turn' }), transfer(3, DONE, 1000))
  watch.attach({ transfers: { queue } })
  expect(told).toEqual([{ share: 0.25, isPaused: false }])
})

it('does not go back when one is done, and shows nothing when all are', () => {
  watch.attach({ transfers: { queue } })
  queue.tell([transfer(1, RUNNING, 900), transfer(2, RUNNING, 100)])
  queue.tell([transfer(1, DONE, 1000)])
  queue.tell([transfer(2, DONE, 1000)])
  expect(told).toEqual([{ share: 0.5, isPaused: false }, { share: 0.55, isPaused: false }, undefined])
})

it('says when nothing moves, and only what a whole per cent changes', () => {
  watch.attach({ transfers: { queue } })
  queue.tell([transfer(1, RUNNING, 101)])
  queue.tell([transfer(1, RUNNING, 105)])
  queue.isPaused = true
  queue.tell([])
  queue.tell([], [1])
  expect(told).toEqual([{ share: 0.101, isPaused: false }, { share: 0.105, isPaused: true }, undefined])
})

it('shows nothing of an account that is gone, detached twice', () => {
  watch.attach({ transfers: { queue } })
  queue.tell([transfer(1, RUNNING)])
  watch.detach()
  watch.detach()
  expect(told).toEqual([{ share: 0, isPaused: false }, undefined])
  expect(queue.listeners.size).toBe(0)
})
