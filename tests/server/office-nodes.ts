import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Agent, request } from 'undici'
import { expect, vi } from 'vitest'
import type { ServerClock } from '../../src/server/clock'
import { type RunningServer, type ServerOptions, startServer } from '../../src/server/server'
import { openSqliteStore } from '../../src/server/store/sqlite-store'
import { seededRandom } from '../fuzz/random'
import { FakeClock } from '../helpers/fake-clock'
import { LossyBus } from './nodes/lossy-bus'
import { MemoryClaims } from './nodes/memory-claims'

const NAMES = ['n1', 'n2']
/** Time of the nodes that passes with each tick, ms: what heals after seconds does so within a blink. */
const STEP_MS = 25
const TICK_MS = 1

/** Whose certificate it is, is for tests to ask. */
const ANYBODY = new Agent({ connect: { rejectUnauthorized: false } })

type Nodes = { readonly nodes: readonly RunningServer[]; readonly close: () => Promise<void> }

/** Whether an office of the tests is several nodes. */
export function areSeveral(): boolean {
  return process.env['JIM_TEST_NODES'] !== undefined
}

/** As JIM_TEST_NODES says: two servers that are one office; `undefined`: one is to be alone. */
export async function openNodes(options: ServerOptions): Promise<Nodes | undefined> {
  switch (process.env['JIM_TEST_NODES']) {
    case 'lossy':
      return overLossyBus(options)
    case 'nats':
      return overNats(options)
    default:
      return undefined
  }
}

/**
 * On one store of SQLite, with a bus that loses a fifth of all hints and of what is told of sessions, doubles another and
 * disorders a third. What is no more than a push, such as that somebody types or has read, may be lost by the protocol (PROTOCOL 5), and
 * tests that wait for one could not tell: it arrives.
 */
async function overLossyBus(options: ServerOptions): Promise<Nodes> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'jim-lossy-')))
  const store = openSqliteStore(options.dataDir === undefined ? ':memory:' : join(dataDir, 'server.db'))
  const clock = new FakeClock()
  // A machine that stands still for a while has a clock that does: nobody is taken for dead.
  const ticking = setInterval(() => clock.advance(STEP_MS), TICK_MS)
  const bus = new LossyBus(clock, seededRandom(1), ({ kind }) => kind === 'event' || kind === 'marks')
  bus.faults = { drop: 0.2, double: 0.2, delay: 0.3 }
  const claims = new MemoryClaims()
  return started(
    options,
    (name) => ({
      dataDir,
      node: name,
      shared: { store, nodeBus: bus.end().bus, claims: claims.end(name), clock: clock satisfies ServerClock },
    }),
    async () => {
      clearInterval(ticking)
      await store.close()
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true })
    },
  )
}

/** On a PostgreSQL and a NATS, both real, which the stage runs. */
async function overNats(options: ServerOptions): Promise<Nodes> {
  const url = process.env['JIM_TEST_NATS']
  if (url === undefined) throw new Error('there is no NATS to be tested: npm test -- nodes starts one')
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'jim-two-nodes-')))
  const opened = await started(
    options,
    (name) => ({ dataDir, node: name, nats: [url] }),
    async () => {
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true })
    },
  )
  const haveMet = async (): Promise<void> =>
    expect(await Promise.all(opened.nodes.map((node) => countOf(node, options.tls !== undefined)))).toEqual([2, 2])
  await vi.waitFor(haveMet, { timeout: 30_000, interval: 10 })
  return opened
}

async function started(
  options: ServerOptions,
  ofNode: (name: string) => Partial<ServerOptions>,
  close: () => Promise<void>,
): Promise<Nodes> {
  const nodes: RunningServer[] = []
  try {
    for (const name of NAMES) nodes.push(await startServer({ ...options, ...(nodes.length === 0 ? {} : FREE_PORTS), ...ofNode(name) }))
    return { nodes, close }
  } catch (error) {
    for (const node of nodes) await node.close()
    await close()
    throw error
  }
}

/** The second node cannot have those of the first. */
const FREE_PORTS = { tcp: 0, ws: 0, http: 0 } as const

/** How many nodes it knows, itself included. */
async function countOf({ ports }: RunningServer, isSecure: boolean): Promise<number> {
  const { body } = await request(`${isSecure ? 'https' : 'http'}://127.0.0.1:${ports.http}/metrics`, { dispatcher: ANYBODY })
  return Number(/^jim_nodes (\d+)$/m.exec(await body.text())?.[1])
}
