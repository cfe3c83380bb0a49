import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { vi } from 'vitest'
import { NatsProcess } from '../nats/nats-process'
import { TestOffice } from '../server/office'
import { freshDatabase, POSTGRES } from '../server/test-store'

type OfficeOptions = NonNullable<Parameters<typeof TestOffice.open>[0]>

/** Nodes of one office in this process, on one PostgreSQL, one NATS and one data folder. */
export class SeveralNodes {
  readonly nats: NatsProcess
  readonly postgres: string
  readonly dataDir: string
  readonly nodes: TestOffice[] = []

  private constructor(nats: NatsProcess, postgres: string, dataDir: string) {
    this.nats = nats
    this.postgres = postgres
    this.dataDir = dataDir
  }

  static async open(): Promise<SeveralNodes> {
    if (POSTGRES === undefined) throw new Error('there is no PostgreSQL to be tested: npm test -- nodes starts one')
    const dataDir = await mkdtemp(join(tmpdir(), 'jim-nodes-'))
    return new SeveralNodes(await NatsProcess.start(), await freshDatabase(POSTGRES), dataDir)
  }

  /** What a node of this office is started with. */
  optionsOf(node = `n-${randomUUID().slice(0, 8)}`): OfficeOptions & { readonly node: string } {
    return { postgres: this.postgres, nats: [this.nats.url], dataDir: this.dataDir, node, users: [] }
  }

  async add(options: OfficeOptions = {}): Promise<TestOffice> {
    const node = await TestOffice.open({ ...this.optionsOf(), ...options })
    this.nodes.push(node)
    return node
  }

  /** Resolves when every node says so. */
  async busIs(state: 'connected' | 'degraded'): Promise<void> {
    await vi.waitFor(
      async () => {
        for (const node of this.nodes) {
          const { bus } = (await (await fetch(node.url('/readyz'))).json()) as { readonly bus?: string }
          if (bus !== state) throw new Error(`the bus is ${bus}`)
        }
      },
      { timeout: 30_000, interval: 20 },
    )
  }

  /** Resolves when every node has heard of every other. */
  async haveMet(): Promise<void> {
    await vi.waitFor(
      async () => {
        for (const node of this.nodes) {
          const count = /^jim_nodes (\d+)$/m.exec(await (await fetch(node.url('/metrics'))).text())?.[1]
          if (Number(count) !== this.nodes.length) throw new Error(`it knows ${count} nodes`)
        }
      },
      { timeout: 30_000, interval: 20 },
    )
  }

  /** One node less, in good order. */
  async end(node: TestOffice): Promise<void> {
    this.nodes.splice(this.nodes.indexOf(node), 1)
    await node.close()
  }

  async close(): Promise<void> {
    for (const node of this.nodes.splice(0)) await node.close()
    await this.nats.kill()
    await rm(this.dataDir, { recursive: true, force: true })
  }
}
