import { randomBytes } from 'node:crypto'
import { beforeEach, expect, it } from 'vitest'
import { StoreError } from '../../src/main/store/store-error'
import { TransferDesk } from './transfer-desk'

const BIG = 1_000_000

let desk: TransferDesk
beforeEach(async () => {
  desk = await TransferDesk.open()
})

/** The store refuses every write, until it is mended. */
function breakStore(): () => void {
  const { store } = desk
  const { transaction } = store
  store.transaction = () => {
    throw new StoreError('disk_full', 'full')
  }
  return () => (store.transaction = transaction)
}

it('an upload that ends while nothing can be written down says why it waits, and is sent once when it can', async () => {
  const told: unknown[] = []
  desk.transfers.on('news', ({ upserted }) => told.push(upserted.at(-1)?.progress))
  const bytes = randomBytes(BIG)
  desk.server.faults.push({ on: 'PATCH', cutAfter: 600_000 })
  const row = desk.up(bytes)
  await desk.waits(row, 'reset')
  const mend = breakStore()
  expect(desk.transfers.first(row.id)).toMatchObject({ ok: false, error: { code: 'disk_full' } })
  const cause = { code: 'disk_full', message: '' }
  expect(desk.progress(row)).toEqual({ step: 'waiting', why: 'store', cause })
  // The window hears of it by itself, and nothing starts meanwhile.
  desk.clock.advance(1000)
  expect(told.at(-1)).toEqual({ step: 'waiting', why: 'store', cause })
  expect(desk.server.received).toBe(600_000)
  mend()
  desk.clock.advance(30_000)
  await desk.ends(row)
  expect(desk.server.received).toBe(BIG)
  expect(desk.server.files.size).toBe(1)
  expect(desk.parts.heard).toEqual([`${row.partId} done`])
})

it('what waits for the link says that all the same', async () => {
  desk.server.faults.push({ on: 'PATCH', cutAfter: 600_000 })
  const row = desk.up(randomBytes(BIG))
  await desk.waits(row, 'reset')
  breakStore()
  expect(desk.transfers.first(row.id)).toMatchObject({ ok: false, error: { code: 'disk_full' } })
  desk.setOnline(false)
  expect(desk.progress(row)).toMatchObject({ step: 'waiting', why: 'link' })
})
