import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { HAN_TABLES, hanPairs, hanTableSource } from '../../scripts/lib/han-table.mjs'
import { HAN_TABLE } from '../../src/shared/han-table'

const ROOT = join(import.meta.dirname, '../..')

describe('the table of Chinese characters', () => {
  it.each(HAN_TABLES)('%s is what the script makes of the tables that are installed', (file) => {
    expect(readFileSync(join(ROOT, file), 'utf8')).toBe(hanTableSource(ROOT))
  })

  it('has each character once, of one unit, and none that is folded further', () => {
    const pairs = hanPairs(ROOT)
    const from = new Set(pairs.map(([character]) => character))
    expect(from.size).toBe(pairs.length)
    expect(pairs.filter(([, to]) => from.has(to))).toEqual([])
    expect(HAN_TABLE).toHaveLength(2 * pairs.length)
  })

  it.each(['會会', '議议', '裏里', '裡里', '為为', '臺台', '著着', '麪面', '龍龙'])('takes %s for the same', (pair) => {
    const places = hanPairs(ROOT).map((each) => each.join(''))
    expect(places).toContain(pair)
  })
})
