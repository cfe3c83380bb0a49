import type { NodeBus } from '../../../src/server/bus/node-bus'
import { silentServerLogger } from '../../../src/server/logger'
import type { Deliveries } from '../../../src/server/nodes/deliveries'
import { OfficeNode } from '../../../src/server/nodes/office-node'
import type { ServerStore } from '../../../src/server/store/server-store'
import { openSqliteStore } from '../../../src/server/store/sqlite-store'
import { type Credential, DEFAULT_WORLD_LIMITS } from '../../../src/server/world/session'
import { World } from '../../../src/server/world/world'
import { seededRandom } from '../../fuzz/random'
import { FakeClock } from '../../helpers/fake-clock'
import { HeardSession } from './heard-session'
import { LossyBus } from './lossy-bus'
import { slowStore } from './slow-store'

const MANY = { burst: 1e6, perSecond: 1e6 }
const LIMITS = { ...DEFAULT_WORLD_LIMITS, ...MANY, signals: MANY, presence: MANY, queries: MANY, groupChanges: MANY }

/** What a test breaks of a node. */
export type Breaking = {
  readonly store?: (store: ServerStore, nodeBus: NodeBus) => ServerStore
  readonly deliveries?: (node: OfficeNode, nodeBus: NodeBus) => Deliveries
}

export type TestNode = {
  readonly node: OfficeNode
  readonly world: World
  readonly setConnected: (isConnected: boolean) => void
  /** As `kill -9`: nothing that it was about to do happens. */
  readonly kill: () => void
  readonly isDead: () => boolean
}

/** Several worlds on one store, with a bus between them that does what a test says, in virtual time. */
export class TestNodes {
  readonly clock = new FakeClock()
  readonly store = openSqliteStore(':memory:')
  readonly random: () => number
  readonly bus: LossyBus
  readonly nodes: TestNode[] = []
  readonly #breaking: Breaking
  #ids = 0

  constructor(seed = 1, breaking: Breaking = {}) {
    this.random = seededRandom(seed)
    this.bus = new LossyBus(this.clock, this.random)
    this.#breaking = breaking
  }

  /** Two that know each other, with these users. */
  static async two(
    userIds: readonly string[],
    breaking?: Breaking,
  ): Promise<{ readonly office: TestNodes; readonly one: TestNode; readonly two: TestNode }> {
    const office = new TestNodes(1, breaking)
    await office.addUsers(...userIds)
    const [one, two] = [await office.addNode(), await office.addNode()]
    await office.clock.advanceAsync(3000)
    return { office, one, two }
  }

  async addUsers(...userIds: readonly string[]): Promise<void> {
    for (const userId of userIds)
      await this.store.users.create({ userId, name: userId, avatar: '', status: '', passwordHash: '', lastSeen: 0 })
  }

  async addNode(): Promise<TestNode> {
    let isDead = false
    const clock = {
      now: () => this.clock.now(),
      after: (delayMs: number, run: () => void) => this.clock.after(delayMs, () => (isDead ? undefined : run())),
    }
    const end = this.bus.end()
    const slow = slowStore(this.store, clock, this.random, () => isDead)
    const store = this.#breaking.store?.(slow, end.bus) ?? slow
    const name = `n${++this.#ids}`
    const logger = silentServerLogger
    const node = new OfficeNode({ store, nodeBus: end.bus, node: name, clock, logger, commitWithinMs: 1000 })
    const started = node.start()
    await this.clock.advanceAsync(50)
    await started
    const world = new World({
      store,
      bus: node.bus,
      deliveries: this.#breaking.deliveries?.(node, end.bus) ?? node.deliveries,
      elsewhere: node.elsewhere,
      context: {
        now: () => this.clock.now(),
        newId: () => `${name}-${++this.#ids}`,
        defer: (run) => void clock.after(1, run),
        after: (delayMs, run) => clock.after(delayMs, run),
        limits: LIMITS,
      },
    })
    const kill = (): void => {
      isDead = true
      end.setConnected(false)
    }
    const added = { node, world, setConnected: end.setConnected, kill, isDead: () => isDead }
    this.nodes.push(added)
    return added
  }

  /** Connects as the gateway does; resolves when the session is accepted. Time has to pass meanwhile. */
  async enter(at: TestNode, userId: string, deviceId?: string, credential?: Credential): Promise<HeardSession> {
    const session = new HeardSession(userId, `s${++this.#ids}`, deviceId, this.clock.now(), credential)
    const arriving = at.world.arrive(session)
    if (arriving !== undefined) await arriving
    // At this very moment it is told that it is accepted: what the store has now it finds by asking.
    const heads = new Map<string, number>()
    session.heads = heads
    for (const { conversationId, seq } of await this.store.messages.tail(0, 1e6)) heads.set(conversationId, seq)
    void at.world.connect(session)
    return session
  }

  say(at: TestNode, session: HeardSession, to: string, kind: 'c2c' | 'c2g' = 'c2c', cliMid = `m${++this.#ids}`): Promise<void> {
    const data = { sender_id: session.userId, receiver_id: to, cli_mid: cliMid, content: cliMid }
    return at.world.messages.accept(session, kind, { type: 'text', data }, 100, session.reply())
  }

  /** What the list of their devices says at that node: each with the node that has its session. */
  async devices(at: TestNode, userId: string): Promise<readonly string[]> {
    return (await this.settled(at.world.access.list(userId, ''))).map(({ device_id, node }) => `${device_id} ${node}`).sort()
  }

  /** Lets time pass until it is done. */
  async settled<T>(work: Promise<T>): Promise<T> {
    let isDone = false
    const done = work.finally(() => (isDone = true))
    done.catch(() => undefined)
    for (let i = 0; i < 5000 && !isDone; i++) await this.clock.advanceAsync(2)
    if (!isDone) throw new Error('it never ends')
    return done
  }

  async close(): Promise<void> {
    for (const { node, isDead } of this.nodes) {
      if (isDead()) continue
      const closing = node.close()
      await this.clock.advanceAsync(50)
      await closing
    }
    await this.store.close()
  }
}
