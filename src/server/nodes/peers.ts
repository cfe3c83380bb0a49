import type { NodeBus, NodeNews, Published } from '../bus/node-bus'
import type { ServerClock } from '../clock'

/** Milliseconds between two signs of life. */
const BEAT_MS = 400
/** Whoever misses two may have died with messages stored of which nobody heard: people wait for them. */
const LATE_MS = 1000
/** Whoever is silent so long may have told anything that nobody heard, and counts as a node no more. */
const SILENT_MS = 6000
/** And after so long more is taken for dead. */
const GRACE_MS = 10_000

type Peer = { count: number; heardAt: number; isLate: boolean; isSilent: boolean }

export type PeerListener = {
  /** News of another node, in whatever order they come; which of its news it is. */
  onNews(node: string, news: NodeNews, count: number): void
  /** A node has missed its signs of life: it may be dead, or merely busy. */
  onLate(node: string): void
  /** Something may have been lost: a hole in that node's count, its silence; of whichever, when the bus was away. */
  onDoubt(node?: string): void
  /** A node that was not heard of before. */
  onFound(node: string): void
  /** A node has left, or is taken for dead. */
  onGone(node: string): void
}

/**
 * This node among the others: it counts what it tells, and watches how the others count.
 *
 * ```
 *   heard ──1 s──▶ late ──5 s──▶ silent (doubt) ──10 s──▶ gone
 *     ▲──────────────┴──────────────┘ heard again
 * ```
 */
export class Peers {
  readonly #bus: NodeBus
  readonly #node: string
  readonly #clock: ServerClock
  readonly #listener: PeerListener
  readonly #peers = new Map<string, Peer>()
  /** Those that said that they leave; what of theirs comes late does not bring them back. */
  readonly #left = new Set<string>()
  readonly #stops: (() => void)[] = []
  #count = 0
  #cancel: () => void = () => undefined

  constructor(options: {
    readonly bus: NodeBus
    /** Of this life of the node. */
    readonly node: string
    readonly clock: ServerClock
    readonly listener: PeerListener
  }) {
    this.#bus = options.bus
    this.#node = options.node
    this.#clock = options.clock
    this.#listener = options.listener
  }

  /** The nodes that are not silent, this one not among them. */
  get nodes(): readonly string[] {
    return [...this.#peers].filter(([, { isSilent }]) => !isSilent).map(([node]) => node)
  }

  /** No other node is known, not even a silent one. */
  get isAlone(): boolean {
    return this.#peers.size === 0
  }

  start(): void {
    this.#stops.push(
      this.#bus.subscribe((published) => this.#hear(published)),
      this.#bus.onConnection(() => {
        if (this.#bus.isConnected) this.tell({ kind: 'alive' })
        this.#listener.onDoubt()
      }),
    )
    this.#beat()
  }

  tell(news: NodeNews): void {
    this.#count += 1
    this.#bus.publish({ node: this.#node, count: this.#count, news })
  }

  /** Says so, and hears nothing any more. Twice is harmless. */
  leave(): void {
    if (this.#stops.length === 0) return
    this.#cancel()
    this.tell({ kind: 'leaving' })
    for (const stop of this.#stops.splice(0)) stop()
  }

  #beat(): void {
    this.tell({ kind: 'alive' })
    this.#look()
    this.#cancel = this.#clock.after(BEAT_MS, () => this.#beat())
  }

  #hear({ node, count, news }: Published): void {
    if (node === this.#node || this.#left.has(node)) return
    if (news.kind === 'leaving') {
      this.#left.add(node)
      this.#peers.delete(node)
      this.#listener.onDoubt(node)
      return this.#listener.onGone(node)
    }
    const peer = this.#peers.get(node)
    if (peer === undefined) {
      this.#peers.set(node, { count, heardAt: this.#clock.now(), isLate: false, isSilent: false })
      this.#listener.onFound(node)
      // What it told before was not for us to hear.
      if (count > 1) this.#listener.onDoubt(node)
    } else {
      const isHole = count > peer.count + 1
      peer.count = Math.max(peer.count, count)
      peer.heardAt = this.#clock.now()
      peer.isLate = false
      peer.isSilent = false
      if (isHole) this.#listener.onDoubt(node)
    }
    this.#listener.onNews(node, news, count)
  }

  /** Who is silent, and who for too long. While the bus is away everybody is, and nobody is judged. */
  #look(): void {
    const now = this.#clock.now()
    for (const [node, peer] of this.#peers) {
      if (!this.#bus.isConnected) peer.heardAt = Math.max(peer.heardAt, now - SILENT_MS)
      const silentMs = now - peer.heardAt
      if (silentMs >= SILENT_MS + GRACE_MS) {
        this.#peers.delete(node)
        this.#listener.onGone(node)
      } else if (silentMs >= SILENT_MS && !peer.isSilent) {
        peer.isSilent = true
        this.#listener.onDoubt(node)
      } else if (silentMs >= LATE_MS && !peer.isLate) {
        peer.isLate = true
        this.#listener.onLate(node)
      }
    }
  }
}
