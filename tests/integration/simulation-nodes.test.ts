import { describe, expect, it } from 'vitest'
import { Databases } from '../simulation/databases'
import type { MutationName } from '../simulation/mutations'
import { runSeed, traceSchedule } from '../simulation/run-seed'
import { makeSchedule } from '../simulation/schedule'

const SEEDS = 100
const PART = 25
/** Of an office at most. */
const NODES = 3

const databases = new Databases()

describe('an office of several nodes under seeded faults', () => {
  it.each(Array.from({ length: SEEDS / PART }, (_, part) => 1 + part * PART))(
    'nothing is lost, invented, doubled or out of order: 25 seeds from %i',
    async (first) => {
      for (let seed = first; seed < first + PART; seed++) {
        const { violations } = await runSeed(seed, { databases, nodes: NODES })
        expect(violations, `npm run simulate -- --nodes ${NODES} --seed ${seed}`).toEqual([])
      }
    },
    600_000,
  )

  it('the same seed happens the same way again', async () => {
    const schedule = makeSchedule(7, undefined, NODES)
    const first = await traceSchedule(schedule, { databases })
    expect(first.lines.length).toBeGreaterThan(100)
    expect((await traceSchedule(schedule, { databases: new Databases() })).hash).toBe(first.hash)
  }, 600_000)

  it.each([
    ['no-watermark', 1, 'told'],
    ['published-before-commit', 1, 'backwards'],
    ['membership-outside', 16, 'outsider'],
    ['no-tail-scan', 9, 'told'],
    ['marks-unpublished', 2, 'told'],
  ] as readonly (readonly [MutationName, number, string])[])(
    'a rule that is broken on purpose is noticed: %s',
    async (mutation, seed, rule) => {
      const { violations } = await runSeed(seed, { databases, nodes: NODES, mutation })
      expect(violations.map((violation) => violation.rule)).toContain(rule)
    },
    600_000,
  )
})
