import type { OpenTransport, Transport } from '../../src/main/connection/transport'
import { below } from '../fuzz/random'
import type { Timeline } from './timeline'
import { VirtualConnection } from './virtual-connection'
import type { VirtualClock } from './virtual-clock'
import type { Office } from './office'
import type { VirtualServer } from './virtual-server'

const MAX_DIAL_MS = 150
/** How long a system tries to reach a host that does not answer. */
const DIAL_TIMEOUT_MS = 8000

/** What a program opens after its end. */
const NO_TRANSPORT: Transport = { write: () => false, end: () => undefined, destroy: () => undefined }

/** Every connection of one schedule, and the state of each device's network. */
export class VirtualNetwork {
  readonly #open = new Map<VirtualConnection, string>()
  readonly #servers = new WeakMap<VirtualConnection, VirtualServer>()
  readonly #down = new Set<string>()
  readonly #timeline: Timeline
  readonly #server: () => Office
  readonly #random: () => number

  constructor(options: { readonly timeline: Timeline; readonly server: () => Office; readonly random: () => number }) {
    this.#timeline = options.timeline
    this.#server = options.server
    this.#random = options.random
  }

  /** Connections that a device or the server has not let go of. */
  get size(): number {
    return this.#open.size
  }

  /** For one life of a device. */
  opener(device: string, clock: VirtualClock, onWrite: (bytes: Uint8Array) => void): OpenTransport {
    return (_address, listener) => {
      if (clock.isDead) return NO_TRANSPORT
      const connection = new VirtualConnection({
        timeline: this.#timeline,
        clock,
        random: this.#random,
        listener,
        onWrite,
        onGone: () => void this.#open.delete(connection),
      })
      this.#open.set(connection, device)
      clock.deliver(1 + below(this.#random, MAX_DIAL_MS), () => {
        const server = this.#server().reach()
        if (this.isDown(device)) clock.deliver(DIAL_TIMEOUT_MS, () => connection.refuse('timeout'))
        else if (!server.isUp) connection.refuse('refused')
        else {
          this.#servers.set(connection, server)
          connection.open((link) => server.accept(link))
        }
      })
      return connection.transport
    }
  }

  isDown(device: string): boolean {
    return this.#down.has(device)
  }

  of(device: string): readonly VirtualConnection[] {
    return [...this.#open].filter(([, owner]) => owner === device).map(([connection]) => connection)
  }

  at(server: VirtualServer): readonly VirtualConnection[] {
    return [...this.#open.keys()].filter((connection) => this.#servers.get(connection) === server)
  }

  /** `forEver`: what was open stays dead when the network comes back, as with another address. */
  goDown(device: string, forEver: boolean): void {
    this.#down.add(device)
    for (const connection of this.of(device)) {
      if (forEver) connection.silence()
      else connection.stall()
    }
  }

  comeUp(device: string): void {
    this.#down.delete(device)
    for (const connection of this.of(device)) connection.resume()
  }
}
