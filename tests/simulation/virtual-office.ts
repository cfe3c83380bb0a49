import { Faults } from '../../src/server/faults'
import type { ServerStore } from '../../src/server/store/server-store'
import { pick } from '../fuzz/random'
import { type BusFaults, LossyBus } from '../server/nodes/lossy-bus'
import { MemoryClaims } from '../server/nodes/memory-claims'
import type { Harness } from './harness'
import { ServerDisk } from './memory-storage'
import type { Office } from './office'
import { rest, type Timeline } from './timeline'
import { VirtualServerClock } from './virtual-clock'
import { VirtualNode } from './virtual-node'
import type { ServerOptions, VirtualServer } from './virtual-server'

const SOUND: BusFaults = { drop: 0, double: 0, delay: 0 }
/** For what is waited for while all is well. */
const PATIENCE_MS = 120_000
const STEP_MS = 5
/** From its start until a node has thrown away what nobody needs. */
const SWEEP_MS = 75_000

type OfficeOptions = Pick<ServerOptions, 'timeline' | 'store' | 'onStart' | 'onDeath'> & {
  readonly nodes: number
  readonly random: () => number
  readonly harness: Harness
}

/** Several nodes on one store, with one disk for files and a bad bus between them. */
export class VirtualOffice implements Office {
  readonly faults = new Faults()
  readonly disk = new ServerDisk()
  readonly store: ServerStore
  readonly bus: LossyBus
  readonly nodes: readonly VirtualNode[]
  readonly #timeline: Timeline
  readonly #random: () => number
  readonly #harness: Harness

  constructor({ nodes, ...options }: OfficeOptions) {
    const { timeline, random, harness, store } = options
    const { faults, disk } = this
    this.store = store
    this.#timeline = timeline
    this.#random = random
    this.#harness = harness
    this.bus = new LossyBus(new VirtualServerClock(timeline), random)
    const claims = new MemoryClaims()
    this.nodes = Array.from(
      { length: nodes },
      (_, index) =>
        new VirtualNode({
          ...options,
          faults,
          disk,
          claims,
          bus: this.bus,
          name: `n${index + 1}`,
          wrap: (each) => harness.serverStore(each),
        }),
    )
  }

  reach(): VirtualServer {
    return pick(this.#random, this.nodes).server
  }

  pick(by: number): VirtualServer {
    return this.nodeAt(by).server
  }

  /** `by` is in [0, 1). */
  nodeAt(by: number): VirtualNode {
    return this.nodes[Math.floor(by * this.nodes.length)]!
  }

  /** Resolves when all of it is there, while nothing is broken. */
  async begin(): Promise<void> {
    for (const { server } of this.nodes) server.start()
    const end = this.#timeline.now + PATIENCE_MS
    while (this.nodes.some(({ server }) => !server.isUp) && this.#timeline.now < end) await this.#step()
  }

  heal(): void {
    this.bus.faults = SOUND
    for (const node of this.nodes) node.heal()
  }

  kill(): void {
    for (const { server } of this.nodes) server.kill()
  }

  async shutDown(): Promise<void> {
    await Promise.all(this.nodes.map(({ server }) => server.shutDown()))
  }

  linkTo(fileId: string): string {
    // One that is about to end tells its sessions what it has still to tell.
    const running = this.nodes.find(({ server }) => server.hasLinks)
    if (running === undefined) throw new Error('no node is running')
    return running.server.linkTo(fileId)
  }

  async readable(userId: string, fileIds: readonly string[]): Promise<ReadonlySet<string>> {
    const found = await this.#harness.serverStore(this.store).files.readable(userId, fileIds)
    return new Set(found.map(({ fileId }) => fileId))
  }

  async during<T>(work: Promise<T>): Promise<T> {
    let isDone = false
    const done = work.finally(() => (isDone = true))
    done.catch(() => undefined)
    await rest()
    const end = this.#timeline.now + PATIENCE_MS
    while (!isDone && this.#timeline.now < end) await this.#step()
    if (!isDone) throw new Error('what was waited for does not come')
    return done
  }

  /** All nodes rest meanwhile: what they tell each other would be all that happens. */
  async passAlone(ms: number): Promise<void> {
    await this.during(this.shutDown())
    await this.#timeline.runUntil(this.#timeline.now + ms)
    await this.begin()
    await this.#timeline.runUntil(this.#timeline.now + SWEEP_MS)
  }

  async #step(): Promise<void> {
    await this.#timeline.runUntil(this.#timeline.now + STEP_MS)
    await rest()
  }
}
