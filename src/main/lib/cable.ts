import type { Socket } from 'node:net'
import { type Dial, DialError } from './dial'

/**
 * A network cable between the app and every server, that can be pulled: what is open is cut at once, and nothing can be
 * dialled until it is in again.
 */
export class Cable {
  readonly #dial: Dial
  readonly #sockets = new Set<Socket>()
  #isPulled = false

  constructor(dial: Dial) {
    this.#dial = dial
  }

  get isPulled(): boolean {
    return this.#isPulled
  }

  /** As the dialler behind it; `unreachable` while the cable is out. */
  readonly dial: Dial = async (target, options) => {
    this.#mustBeIn()
    const socket = await this.#dial(target, options)
    try {
      this.#mustBeIn()
    } catch (error) {
      socket.destroy()
      throw error
    }
    this.#sockets.add(socket)
    socket.once('close', () => this.#sockets.delete(socket))
    return socket
  }

  pull(): void {
    this.#isPulled = true
    for (const socket of this.#sockets) socket.destroy()
    this.#sockets.clear()
  }

  plugIn(): void {
    this.#isPulled = false
  }

  #mustBeIn(): void {
    if (this.#isPulled) throw new DialError('unreachable', 'the network cable is pulled')
  }
}
