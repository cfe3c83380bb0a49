import { describe, expect, it } from 'vitest'
import { BROKEN } from './broken-nodes'
import { runNodes } from './nodes-run'

/** `NODES_SEEDS=20000` for a long one. */
const SEEDS = Number(process.env['NODES_SEEDS'] ?? 100)

describe('an office of several nodes', () => {
  it.each([0, 1, 2, 3])(
    'tells every session everything once and in order, whatever the bus does and whoever dies (%i of 4)',
    async (part) => {
      for (let seed = 1 + part; seed <= SEEDS; seed += 4) expect({ seed, faults: await runNodes(seed) }).toEqual({ seed, faults: [] })
    },
    SEEDS * 3000,
  )

  it.each(Object.entries(BROKEN))('is found out: %s', async (_name, breaking) => {
    let faults: readonly string[] = []
    for (let seed = 1; seed <= 20 && faults.length === 0; seed++) faults = await runNodes(seed, breaking)
    expect(faults).not.toEqual([])
  })
})
