import { asLocalId, asTransferId } from '@shared/ids'
import type { Transfer, TransferProgress } from '@shared/transfer'
import { describe, expect, it } from 'vitest'
import { batchAfter, shareOf, transferTotal } from '@shared/transfer-total'
import { panelOrder, quarterOf } from '../../src/renderer/src/model/transfer-order'
import { CONVERSATION } from './messages'

const RUNNING: TransferProgress = { step: 'running', bytesPerSecond: 10 }

function transfer(id: number, progress: TransferProgress, change: Partial<Transfer> = {}): Transfer {
  const place = { conversationId: CONVERSATION, localId: asLocalId(id) }
  return { id: asTransferId(id), direction: 'up', ...place, name: `${id}`, family: 'other', size: 100, done: 0, progress, ...change }
}

const batchOf = (...ids: number[]): ReadonlySet<Transfer['id']> => new Set(ids.map(asTransferId))

describe('several transfers as one', () => {
  it('are as far as their bytes, not as their number', () => {
    const all = [transfer(1, RUNNING, { size: 900, done: 90 }), transfer(2, { step: 'waiting', why: 'turn' })]
    expect(transferTotal(all, batchOf(1, 2))).toEqual({
      running: 1,
      waiting: 1,
      failed: 0,
      done: 0,
      share: 0.09,
      doneBytes: 90,
      sizeBytes: 1000,
      bytesPerSecond: 10,
      secondsLeft: 91,
    })
  })

  it('do not go backwards when one of them is done', () => {
    const [a, b] = [transfer(1, RUNNING, { done: 100 }), transfer(2, RUNNING, { done: 20 })]
    const before = transferTotal([a, b], batchOf(1, 2)).share
    const after = transferTotal([{ ...a, progress: { step: 'done', at: 1, tookMs: 1 } }, b], batchOf(1, 2)).share
    expect([before, after]).toEqual([0.6, 0.6])
  })

  it('leave out what was done before they began, and what has failed', () => {
    const old = transfer(1, { step: 'done', at: 1, tookMs: 1 })
    const failed = transfer(2, { step: 'failed', code: 'gone', message: '' }, { done: 50 })
    const total = transferTotal([old, failed, transfer(3, RUNNING, { done: 50 })], batchOf(2, 3))
    expect(total).toMatchObject({ share: 0.5, sizeBytes: 100, done: 1, failed: 1, running: 1 })
  })

  it('have no time left to tell without a speed, and none of nothing', () => {
    expect(transferTotal([transfer(1, { step: 'paused' })], batchOf(1))).not.toHaveProperty('secondsLeft')
    expect(transferTotal([], batchOf())).toMatchObject({ share: 0, sizeBytes: 0 })
  })
})

it.each([
  [{ size: 0, done: 5 }, RUNNING, 0],
  [{ size: 10, done: 20 }, RUNNING, 1],
  [{ size: 10, done: -1 }, RUNNING, 0],
  [{ size: 0, done: 0 }, { step: 'done', at: 1, tookMs: 1 } as const, 1],
])('of %o at %o the share is %d', (change, progress, share) => {
  expect(shareOf(transfer(1, progress, change))).toBe(share)
})

it('the panel has what runs first, then what waits, what failed, and what is done, the latest first', () => {
  const order = panelOrder([
    transfer(1, { step: 'done', at: 10, tookMs: 1 }),
    transfer(2, { step: 'done', at: 20, tookMs: 1 }),
    transfer(3, { step: 'failed', code: 'gone', message: '' }),
    transfer(4, { step: 'paused' }),
    transfer(5, { step: 'waiting', why: 'turn' }),
    transfer(6, RUNNING),
    transfer(7, { step: 'checking' }),
  ])
  expect(order.map(({ id }) => id)).toEqual([6, 7, 4, 5, 3, 2, 1])
})

it.each([
  [0, 0],
  [0.2499, 0],
  [0.25, 1],
  [0.74, 2],
  [1, 4],
  [1.5, 4],
])('%d has passed quarter %d', (share, quarter) => {
  expect(quarterOf(share)).toBe(quarter)
})

it('those that were open together count on until none is open', () => {
  const done: TransferProgress = { step: 'done', at: 1, tookMs: 1 }
  const first = batchAfter(batchOf(), [transfer(1, RUNNING), transfer(2, RUNNING), transfer(3, done)])
  expect([...first]).toEqual([1, 2])
  const second = batchAfter(first, [transfer(1, done), transfer(2, RUNNING), transfer(4, RUNNING)])
  expect([...second]).toEqual([1, 2, 4])
  expect([...batchAfter(second, [transfer(2, RUNNING)])]).toEqual([2])
  expect([...batchAfter(second, [transfer(1, done), transfer(2, done)])]).toEqual([])
})
