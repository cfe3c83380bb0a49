import type { Socket } from 'node:net'
import { addressKey } from './address-key'

export type StrangerLimits = {
  /** Sockets of one address that have not logged in. */
  readonly maxStrangersPerAddress: number
  /** Of all addresses together. */
  readonly maxStrangers: number
}

/** What tells a socket from all others, the one below TLS and the one above it alike. */
type Peer = { readonly remoteAddress?: string; readonly remotePort?: number }

/**
 * The sockets, of every carrier, that nobody has logged in on. There are only so many: when one too many comes, the
 * oldest of its address makes room (or of the address that has most), so that whoever holds sockets open keeps nobody
 * out: who means to log in does so at once.
 */
export class Strangers {
  readonly #limits: StrangerLimits
  /** By address, the oldest first: what ends the socket, by peer. */
  readonly #byAddress = new Map<string, Map<string, () => void>>()
  #count = 0

  constructor(limits: StrangerLimits) {
    this.#limits = limits
  }

  get count(): number {
    return this.#count
  }

  /** A socket as it was accepted, before any TLS. */
  watch(socket: Socket): void {
    const [address, peer] = keysOf(socket)
    const sockets = this.#byAddress.get(address) ?? new Map<string, () => void>()
    this.#byAddress.set(address, sockets)
    sockets.set(peer, () => socket.destroy())
    this.#count += 1
    socket.once('close', () => this.#remove(address, peer))
    if (sockets.size > this.#limits.maxStrangersPerAddress) this.#dropOldest(address)
    if (this.#count > this.#limits.maxStrangers) this.#dropOldest(this.#mostCrowded())
  }

  /** Somebody has logged in on it. Twice is harmless. */
  know(socket: Peer): void {
    this.#remove(...keysOf(socket))
  }

  #dropOldest(address: string): void {
    const [peer, drop] = this.#byAddress.get(address)?.entries().next().value ?? []
    if (peer === undefined || drop === undefined) return
    this.#remove(address, peer)
    drop()
  }

  #mostCrowded(): string {
    let [most, size] = ['', 0]
    for (const [address, sockets] of this.#byAddress) if (sockets.size > size) [most, size] = [address, sockets.size]
    return most
  }

  #remove(address: string, peer: string): void {
    const sockets = this.#byAddress.get(address)
    if (sockets?.delete(peer) !== true) return
    this.#count -= 1
    if (sockets.size === 0) this.#byAddress.delete(address)
  }
}

function keysOf({ remoteAddress = '', remotePort = 0 }: Peer): readonly [address: string, peer: string] {
  return [addressKey(remoteAddress), `${remoteAddress} ${remotePort}`]
}
