import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { asConversationId } from '@shared/ids'
import { systemClock } from '../src/main/lib/clock'
import { Desk } from '../tests/integration/office'
import { ClusterOffice } from './cluster-office'
import { atMost, type BenchOptions, extremes, median, msRow, type Row } from './measure'

const CHAT = asConversationId('c2c:u0:u1')
/** Messages that are heard before anything happens. */
const BEFORE = 25
/** Milliseconds between two messages. */
const PERIOD_MS = 20
/** Milliseconds to the last message that was said when a node died, and to the first one after it. */
const GOAL_MS = 2000

type Side = 'reader' | 'writer'

/**
 * One writes all the time, another reads, with the client's own parts and by the balancer; the node of one of them is killed. From
 * the kill until the reader has all that was written before it, and the next one. The node is started again meanwhile.
 */
export async function clusterRecovery({ isQuick }: BenchOptions): Promise<readonly Row[]> {
  const office = await ClusterOffice.open({ nodes: 3, people: 2, groups: new Map() })
  const dir = mkdtempSync(join(tmpdir(), 'jim-bench-cluster-'))
  try {
    const rows: Row[] = []
    for (const side of ['reader', 'writer'] as const) {
      const times: number[] = []
      for (let run = 0; run < (isQuick ? 2 : 6); run++) times.push(await recovery(office, side, join(dir, `${side}-${run}`)))
      const value = median(times.slice(1))
      rows.push(
        msRow({
          name: `cluster of 3: the ${side}'s node dies, until all is heard and it goes on`,
          ...{ value, baseline: GOAL_MS, spread: extremes(times.slice(1), GOAL_MS), goal: atMost(1) },
        }),
      )
    }
    return rows
  } finally {
    await office.close()
    rmSync(dir, { recursive: true, force: true })
  }
}

async function recovery(office: ClusterOffice, side: Side, path: string): Promise<number> {
  const { cluster, people } = office
  const desks: Desk[] = []
  const places: string[] = []
  for (const [i, { userId, token, deviceId }] of people.entries()) {
    const before = new Map(cluster.nodes.map(({ name, connections }) => [name, connections]))
    const desk = new Desk(cluster.ports, userId, token, deviceId, `${path}-${i}.db`)
    desks.push(desk)
    await desk.connect()
    places.push(cluster.nodes.find(({ name, connections }) => connections > before.get(name)!)!.name)
  }
  const [writer, reader] = desks as [Desk, Desk]
  const heard = new Set<string>()
  reader.engine.on('messages', ({ upserted }) => {
    for (const localId of upserted) heard.add(String(reader.store.messages.get(localId)?.content['content']))
  })
  let said = 0
  const textOf = (i: number): string => `${path} ${i}`
  const hasHeard = (count: number): boolean => Array.from({ length: count }, (_, i) => textOf(i + 1)).every((text) => heard.has(text))
  const stop = systemClock.every(PERIOD_MS, () => writer.say(textOf(++said), CHAT))
  try {
    await reader.when(() => hasHeard(BEFORE))
    const start = performance.now()
    const wanted = said + 1
    const back = office.survive(places[side === 'writer' ? 0 : 1]!)
    await reader.when(() => hasHeard(wanted))
    const ms = performance.now() - start
    stop()
    await reader.when(() => hasHeard(said))
    await back
    return ms
  } finally {
    stop()
    for (const desk of desks) desk.close()
  }
}
