import type { Bus, BusEvent } from '../bus/bus'
import { LocalBus } from '../bus/local-bus'
import type { NodeBus, NodeNews, ToldMark } from '../bus/node-bus'
import type { ServerClock } from '../clock'
import type { ServerLogger } from '../logger'
import type { ServerStore } from '../store/server-store'
import type { Deliveries } from './deliveries'
import type { Elsewhere } from '../world/elsewhere'
import { markEvent } from '../world/wire'
import { nameOf } from './node-id'
import { OrderedDeliveries } from './ordered-deliveries'
import { Peers } from './peers'
import { SharedSessions } from './shared-sessions'
import { TailScan } from './tail-scan'

/**
 * One process of an office of several, on a store that they share. The store is the truth; the bus between them tells sooner
 * of what is there, and when it does not, the tail of the store is looked at.
 *
 * ```
 *   world ── push, close ─▶ bus ─┬─▶ sessions of this node ◀── messages ── deliveries ◀── hints, scan of the tail
 *                                └─▶ the other nodes                           └── hints ─▶ the other nodes
 * ```
 */
export class OfficeNode {
  /** Reaches the sessions of every node; messages come to them by `deliveries`. */
  readonly bus: Bus
  readonly deliveries: Deliveries
  /** Who is connected to the other nodes. */
  readonly elsewhere: Elsewhere
  /** To the sessions of every node, each of which knows whose here they are. */
  readonly tellMarks: (marks: readonly ToldMark[]) => void
  readonly #sessions: SharedSessions
  readonly #local = new LocalBus()
  readonly #nodeBus: NodeBus
  readonly #peers: Peers
  readonly #scan: TailScan

  constructor(options: {
    readonly store: Pick<ServerStore, 'conversations' | 'messages'>
    readonly nodeBus: NodeBus
    /** `name.life`, of which no other node has the life, nor had. Closed with this. */
    readonly node: string
    readonly clock: ServerClock
    readonly logger: ServerLogger
    /** Within which time the store commits a transaction or gives it up, ms. */
    readonly commitWithinMs: number
  }) {
    const { store, nodeBus, node, clock, logger, commitWithinMs } = options
    this.#nodeBus = nodeBus
    const deliveries = new OrderedDeliveries({
      store,
      bus: this.#local,
      clock,
      logger,
      mark: () => this.#scan.mark,
      hint: (hint) => this.#peers.tell(hint),
      isAlone: () => this.#peers.isAlone,
    })
    this.#scan = new TailScan({
      messages: store.messages,
      clock,
      logger,
      isAway: () => !nodeBus.isConnected,
      commitWithinMs,
      onHeads: (heads) => {
        for (const [conversationId, last] of heads) deliveries.hear({ kind: 'messages', conversationId, last, items: [] })
        deliveries.tidy()
      },
    })
    const sessions = new SharedSessions({ node, clock, publish: (news) => this.#peers.tell(news) })
    this.#peers = new Peers({
      bus: nodeBus,
      node,
      clock,
      listener: {
        onNews: (from, news, count) => {
          this.#hear(news, deliveries)
          sessions.hear(from, news, count)
        },
        onLate: () => this.#scan.soon(),
        onDoubt: (of) => {
          this.#scan.soon()
          sessions.doubt(of)
        },
        onFound: (other) => {
          if (nameOf(other) === nameOf(node)) logger.warn('another node has the name of this one', { node: nameOf(node) })
        },
        onGone: (other) =>
          sessions.gone(
            other,
            this.#peers.nodes.every((each) => node < each),
          ),
      },
    })
    this.deliveries = deliveries
    this.tellMarks = (marks) => {
      this.#hear({ kind: 'marks', marks }, deliveries)
      this.#peers.tell({ kind: 'marks', marks })
    }
    this.#sessions = sessions
    this.elsewhere = sessions
    this.bus = {
      publish: (event) => this.#publish(event),
      subscribe: (listener) => this.#local.subscribe(listener),
    }
  }

  /** False while the others are heard of by the store alone. */
  get isBusConnected(): boolean {
    return this.#nodeBus.isConnected
  }

  /** How many nodes there are as far as this one has heard, itself included. */
  get nodeCount(): number {
    return this.#peers.nodes.length + 1
  }

  async start(): Promise<void> {
    this.#peers.start()
    await this.#scan.start()
  }

  /** Twice is harmless. */
  async close(): Promise<void> {
    this.#peers.leave()
    this.#sessions.close()
    await this.#scan.close()
    await this.#nodeBus.close()
  }

  #publish(event: BusEvent): void {
    this.#local.publish(event)
    this.#peers.tell({ kind: 'event', event })
  }

  #hear(news: NodeNews, deliveries: OrderedDeliveries): void {
    if (news.kind === 'messages') deliveries.hear(news)
    else if (news.kind === 'event') this.#local.publish(news.event)
    else if (news.kind === 'marks')
      for (const mark of news.marks) this.#local.publish(markEvent(mark, deliveries.membersHere(mark.conversationId)))
  }
}
