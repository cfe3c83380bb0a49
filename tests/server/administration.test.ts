import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { SETTING_NAMES, settingOf } from '../../src/server/cli/settings'
import { openSqliteStore } from '../../src/server/store/sqlite-store'
import { seededRandom } from '../fuzz/random'
import { FakeClock } from '../helpers/fake-clock'
import { LossyBus } from './nodes/lossy-bus'
import { MemoryClaims } from './nodes/memory-claims'
import { TestOffice } from './office'

const ROOT = resolve(import.meta.dirname, '../..')
const read = (path: string): string => readFileSync(resolve(ROOT, path), 'utf8')

let office: TestOffice | undefined
afterEach(async () => {
  await office?.close()
  office = undefined
})

describe('docs/server.md', () => {
  it('has every setting as the schema has it, and no other', () => {
    const rows = read('docs/server.md')
      .split('\n')
      .filter((line) => line.startsWith('| `'))
    const expected = SETTING_NAMES.map((name) => {
      const { kind, says, usual } = settingOf(name)
      const takes = kind.takes === undefined ? 'true or false' : kind.takes.replaceAll('|', ' or ')
      return `| \`${name}\` | ${takes} | ${usual === undefined ? '' : `\`${String(usual)}\``} | ${says} |`
    })
    expect(rows).toEqual(expected)
  })
})

describe('the Grafana dashboard', () => {
  type Panel = { readonly id: number; readonly targets: readonly { readonly expr: string }[] }
  const { panels } = JSON.parse(read('deploy/grafana-jim-server.json')) as { readonly panels: readonly Panel[] }

  const namesOf = async (url: string): Promise<ReadonlySet<string>> => {
    const text = await (await fetch(url)).text()
    return new Set([...text.matchAll(/^(jim_\w+?)(?:\{[^}]*\})? /gm)].map(([, name]) => name!))
  }
  const asked = new Set(panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => expr.match(/jim_\w+/g) ?? [])))

  it('asks only for metrics that a node has, each panel under an id of its own', async () => {
    const store = openSqliteStore(':memory:')
    const clock = new FakeClock()
    const shared = {
      ...{ store, clock },
      nodeBus: new LossyBus(clock, seededRandom(1)).end().bus,
      claims: new MemoryClaims().end('n1'),
    }
    office = await TestOffice.open({ users: [], node: 'n1', shared })
    const has = await namesOf(office.url('/metrics'))
    expect(asked.size).toBeGreaterThan(17)
    expect([...asked].filter((name) => !has.has(name))).toEqual([])
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
  })

  it('asks a server that is alone for nothing in vain but what is of several', async () => {
    office = await TestOffice.open({ users: [] })
    const has = await namesOf(office.url('/metrics'))
    expect([...asked].filter((name) => !has.has(name)).sort()).toEqual(['jim_bus_connected', 'jim_nodes'])
  })
})
