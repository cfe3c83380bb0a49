import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** A TCP proxy on loopback that knows its sockets; what is passed on, and how long, is for the one made of it. */
export abstract class TcpProxy {
  readonly #server: Server = createServer()
  protected readonly sockets = new Set<Socket>()

  /** Takes two ends that are each other's: both are closed with the proxy. */
  protected abstract join(client: Socket, target: Socket): void

  /**
   * @param at a port of this machine, or the path of a socket
   * @param own the proxy's own port; 0: any
   */
  async listen(at: number | string, own = 0): Promise<this> {
    this.#server.on('connection', (client) => {
      const target = typeof at === 'number' ? connect(at, '127.0.0.1') : connect(at)
      for (const socket of [client, target]) {
        this.sockets.add(socket)
        socket.on('close', () => this.sockets.delete(socket))
      }
      this.join(client, target)
    })
    this.#server.listen(own, '127.0.0.1')
    await once(this.#server, 'listening')
    return this
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** Twice is harmless. */
  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy()
    if (!this.#server.listening) return
    this.#server.close()
    await once(this.#server, 'close')
  }
}
