import type { LossyBus } from '../server/nodes/lossy-bus'
import type { MemoryClaims } from '../server/nodes/memory-claims'
import type { ServerClock } from '../../src/server/clock'
import { silentServerLogger } from '../../src/server/logger'
import { OfficeNode } from '../../src/server/nodes/office-node'
import { COMMIT_WITHIN_MS } from '../../src/server/store/postgres/postgres-database'
import type { ServerStore } from '../../src/server/store/server-store'
import type { Harness } from './harness'
import { NodeClaims } from './node-claims'
import { StoreWay, type WayState } from './store-way'
import { type Joined, type ServerOptions, VirtualServer } from './virtual-server'

/** What could not begin is started again after so long, as whatever runs it does. */
const RETRY_MS = 1500

type NodeOptions = Omit<ServerOptions, 'join' | 'onFailure'> & {
  readonly name: string
  readonly random: () => number
  readonly harness: Harness
  readonly bus: LossyBus
  readonly claims: MemoryClaims
}

/** One server of several: what joins it to the others and to their store may break. */
export class VirtualNode {
  readonly server: VirtualServer
  readonly #options: NodeOptions
  readonly #way: StoreWay
  #isOnBus = true
  #lives = 0
  #live: { readonly claims: NodeClaims; readonly setConnected: (isConnected: boolean) => void } | undefined

  constructor(options: NodeOptions) {
    const { timeline, random } = options
    this.#options = options
    this.#way = new StoreWay(timeline, random)
    this.server = new VirtualServer({
      ...options,
      join: (life, store) => this.#join(life, store),
      onFailure: () => void timeline.after(RETRY_MS, () => this.server.start()),
    })
  }

  /** Torn off the bus, or on it again. */
  setOnBus(isOnBus: boolean): void {
    this.#isOnBus = isOnBus
    this.#live?.setConnected(isOnBus)
  }

  setWayToStore(state: WayState): void {
    const isBack = state === 'well' && this.#way.state !== 'well'
    this.#way.become(state)
    if (state !== 'well') void this.#live?.claims.close()
    else if (isBack) void this.#live?.claims.regain()
  }

  heal(): void {
    this.setOnBus(true)
    this.setWayToStore('well')
    this.server.heal()
  }

  #join(life: { readonly isDead: boolean; readonly clock: ServerClock }, mortal: ServerStore): Joined {
    const { name, bus, claims, harness } = this.#options
    const { bus: end, setConnected } = bus.end()
    const nodeBus = harness.nodeBus?.(end) ?? end
    setConnected(this.#isOnBus)
    const far = harness.serverStore(this.#way.store(mortal, life))
    const store = harness.nodeStore?.(far, nodeBus) ?? far
    const node = new OfficeNode({
      ...{ store, nodeBus, node: `${name}.${++this.#lives}`, clock: life.clock },
      logger: silentServerLogger,
      commitWithinMs: COMMIT_WITHIN_MS,
    })
    const own = new NodeClaims(claims.end(name), this.#way, life)
    this.#live = { claims: own, setConnected }
    const leave = (): void => {
      this.#live = undefined
      setConnected(false)
      void nodeBus.close()
      void own.close()
      this.#way.wake()
    }
    return { store, node, deliveries: harness.deliveries?.(node, nodeBus) ?? node.deliveries, claims: own, end: leave }
  }
}
