import { randomBytes } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { Client } from 'pg'
import { v7 as uuidV7 } from 'uuid'
import { buildWhenStale } from '../scripts/lib/build.mjs'
import { Cluster } from '../scripts/lib/cluster/cluster.mjs'
import { createReport } from '../scripts/lib/report.mjs'
import { hashOf } from '../src/server/auth'
import { openPostgresStore } from '../src/server/store/postgres/postgres-store'
import { BARE_TABLES } from './bare-inserts'
import { type Person, Talker } from './talker'

const DAY_MS = 86_400_000

/** An office of several servers, each a process, with people who have logged in and groups of them; and its database, beside them. */
export class ClusterOffice {
  private constructor(
    readonly cluster: Cluster,
    readonly people: readonly Person[],
    readonly client: Client,
  ) {}

  /** @param groups ids, and who is in each by their numbers */
  static async open(options: {
    readonly nodes: number
    readonly people: number
    readonly groups: ReadonlyMap<string, readonly number[]>
  }): Promise<ClusterOffice> {
    // As it is installed: what runs from sources names each function anew as it is made.
    await buildWhenStale(createReport())
    const cluster = new Cluster({ nodes: options.nodes, from: 'build', args: ['--log-level', 'warn'], say: () => undefined })
    await cluster.start()
    const store = await openPostgresStore(cluster.postgresUrl)
    const people: Person[] = []
    for (let i = 0; i < options.people; i++) {
      const person = { userId: `u${i}`, token: `jimt_${randomBytes(16).toString('hex')}`, deviceId: uuidV7() }
      const { userId, token, deviceId } = person
      await store.users.create({ userId, name: userId, avatar: '', status: '', passwordHash: '', lastSeen: 0 })
      const times = { createdAt: Date.now(), expiresAt: Date.now() + DAY_MS }
      await store.tokens.save({ tokenHash: hashOf(token), userId, deviceId, deviceName: '', ...times })
      people.push(person)
    }
    for (const [id, numbers] of options.groups) {
      const members = numbers.map((i) => ({ userId: `u${i}`, role: 'member' as const }))
      await store.conversations.createGroup(id, { title: id, avatar: '', notice: '', members }, 1)
    }
    await store.close()
    const client = new Client({ connectionString: cluster.postgresUrl })
    await client.connect()
    await client.query(BARE_TABLES)
    return new ClusterOffice(cluster, people, client)
  }

  /** One of the people, straight on a node, without the balancer. */
  talker(person: number, node: number): Promise<Talker> {
    const { nodes } = this.cluster
    return Talker.connect(nodes[node % nodes.length]!.tcp, this.people[person]!)
  }

  /** Kills a node, and resolves when it is there again. */
  async survive(name: string): Promise<void> {
    const pidOf = (): number | undefined => this.cluster.nodes.find((node) => node.name === name)!.pid
    const killed = pidOf()!
    process.kill(killed, 'SIGKILL')
    do await setTimeout(100)
    while (pidOf() === undefined || pidOf() === killed)
  }

  async close(): Promise<void> {
    await this.client.end()
    await this.cluster.close()
  }
}
