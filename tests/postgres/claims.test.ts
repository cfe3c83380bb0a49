import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { type RunningPostgres, startPostgres } from '../../scripts/lib/postgres.mjs'
import { PostgresClaims } from '../../src/server/store/postgres/claims'
import { FakeClock } from '../helpers/fake-clock'
import { freshDatabase } from '../server/test-store'

/** A database server of its own: others' would go away with it. */
let postgres: RunningPostgres
let clock: FakeClock
let one: PostgresClaims
let other: PostgresClaims
const onLost = vi.fn()
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres.close())
beforeEach(async () => {
  onLost.mockReset()
  clock = new FakeClock()
  const url = await freshDatabase(postgres.url())
  one = await PostgresClaims.open(url, 'one', clock)
  other = await PostgresClaims.open(url, 'other', new FakeClock())
})
afterEach(() => Promise.all([one.close(), other.close()]))

const office = { name: 'office' }

/** The other asks nothing before: its own connection is new after each restart. */
it.each(['fast', 'immediate'] as const)('what PostgreSQL lost by a restart (%s) is taken again, and is nobody else’s', async (how) => {
  expect(await one.take(office, onLost)).toBe(true)
  await postgres.stop(how)
  clock.advance(1000)
  await postgres.start()
  // It tries once a second; the database may be there a little later than its process.
  await vi.waitFor(
    async () => {
      clock.advance(1000)
      expect(await other.holder('office')).toBe('one')
    },
    { timeout: 30_000 },
  )
  expect(await other.take(office)).toBe(false)
  expect(onLost).not.toHaveBeenCalled()
  await one.giveBack('office')
  expect(await other.take(office)).toBe(true)
})

it('what another has taken meanwhile is lost, once, and that is said', async () => {
  expect(await one.take(office, onLost)).toBe(true)
  await postgres.stop('immediate')
  await postgres.start()
  await vi.waitFor(async () => expect(await other.take(office)).toBe(true), { timeout: 30_000 })
  expect(onLost).not.toHaveBeenCalled()
  await vi.waitFor(
    () => {
      clock.advance(1000)
      expect(onLost).toHaveBeenCalledOnce()
    },
    { timeout: 30_000 },
  )
  clock.advance(5000)
  expect(await other.holder('office')).toBeUndefined()
  expect(onLost).toHaveBeenCalledOnce()
})
