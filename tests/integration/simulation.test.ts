import { describe, expect, it } from 'vitest'
import { Databases } from '../simulation/databases'
import type { MutationName } from '../simulation/mutations'
import { explain, runSeed, traceSchedule } from '../simulation/run-seed'
import { makeSchedule } from '../simulation/schedule'

const SEEDS = 300
const PART = 50
/** What a mutation may need to be caught. */
const MUTATION_SEEDS = 40
/** Where the search begins for what few schedules meet: a recall of a file that has just been kept. */
const FIRST_SEEDS: { readonly [M in MutationName]?: number } = { 'recalled-bytes-kept': 120 }

const databases = new Databases()

describe('under seeded faults', () => {
  it.each(Array.from({ length: SEEDS / PART }, (_, part) => 1 + part * PART))(
    'nothing is lost, invented, doubled or out of order: 50 seeds from %i',
    async (first) => {
      for (let seed = first; seed < first + PART; seed++) {
        const { violations } = await runSeed(seed, { databases })
        expect(violations, `npm run simulate -- --seed ${seed}`).toEqual([])
      }
    },
    600_000,
  )

  it('the same seed happens the same way again', async () => {
    const schedule = makeSchedule(7)
    const first = await traceSchedule(schedule, { databases })
    const again = await traceSchedule(schedule, { databases: new Databases() })
    expect(first.lines.length).toBeGreaterThan(100)
    expect(again.hash).toBe(first.hash)
    expect((await traceSchedule(makeSchedule(8), { databases })).hash).not.toBe(first.hash)
  })
})

describe('a rule that is broken on purpose', () => {
  const failingSeed = async (mutation: MutationName): Promise<number | undefined> => {
    const first = FIRST_SEEDS[mutation] ?? 1
    for (let seed = first; seed < first + MUTATION_SEEDS; seed++) {
      const { violations } = await runSeed(seed, { databases, mutation })
      // An error would be one of the mutation's own.
      expect(violations.filter(({ rule }) => rule === 'error')).toEqual([])
      if (violations.length > 0) return seed
    }
    return undefined
  }

  it.each([
    ...['delivered-before-commit', 'new-cli-mid-on-retry'],
    ...['hash-skipped', 'promised-hash-skipped', 'offset-forgotten', 'sent-before-whole', 'rights-kept-on-recall', 'finished-files-swept'],
    ...['recalled-bytes-kept', 'links-kept-on-recall'],
  ] as MutationName[])('%s is caught', async (mutation) => {
    expect(await failingSeed(mutation)).toBeDefined()
  })

  it('is told by a smaller schedule that fails the same way again', async () => {
    const mutation = 'outbox-in-memory'
    const seed = (await failingSeed(mutation))!
    const { schedule, traced } = await explain(seed, { databases, mutation })
    expect(schedule.ops.length).toBeLessThan(makeSchedule(seed).ops.length / 2)
    expect(traced.outcome.violations.length).toBeGreaterThan(0)
    expect((await traceSchedule(schedule, { databases, mutation })).hash).toBe(traced.hash)
  })
})
