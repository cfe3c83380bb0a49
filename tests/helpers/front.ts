import { connect, createServer, type Server, type Socket } from 'node:net'
import { ownPort } from './own-port'
import { probeFrame } from './probe'

type Target = { readonly tcp: number; readonly http: number }

/**
 * One address of a server that has several: a port for jim1, and the one above it for HTTP, both led to a server that stands behind all of
 * them. It can go away as a server does that is restarted, and come back on the same ports.
 */
export class Front {
  readonly #target: Target
  readonly #sockets = new Set<Socket>()
  #listeners: readonly Server[] = []
  /** Links to jim1 so far. */
  links = 0

  private constructor(
    target: Target,
    readonly port: number,
  ) {
    this.#target = target
  }

  static async open(target: Target): Promise<Front> {
    const front = new Front(target, await ownPort(2))
    await front.start()
    return front
  }

  async start(): Promise<void> {
    const jim1 = createServer((socket) => {
      this.links += 1
      this.#lead(socket, this.#target.tcp)
    })
    const http = createServer((socket) => this.#lead(socket, this.#target.http))
    this.#listeners = [jim1, http]
    await listen(jim1, this.port)
    await listen(http, this.port + 1)
  }

  /** Says `shutting_down` to everybody, and is not to be reached from then on. */
  async shutDown(): Promise<void> {
    const bye = probeFrame('A999', 0, { code: 'shutting_down', reason: 'restarted', retry_after_ms: 1000 })
    for (const socket of this.#sockets) if (socket.localPort === this.port) socket.end(bye)
    await this.close()
  }

  /** Is gone without a word. */
  async close(): Promise<void> {
    const closed = this.#listeners.map((listener) => new Promise((resolve) => listener.close(resolve)))
    for (const socket of this.#sockets) if (!socket.writableEnded) socket.destroy()
    await Promise.all(closed)
    for (const socket of this.#sockets) socket.destroy()
  }

  #lead(socket: Socket, port: number): void {
    const behind = connect(port, '127.0.0.1')
    for (const [one, other] of [
      [socket, behind],
      [behind, socket],
    ] as const) {
      this.#sockets.add(one)
      one.on('data', (bytes) => void (other.writableEnded || other.write(bytes)))
      one.on('error', () => undefined)
      one.once('close', () => {
        this.#sockets.delete(one)
        other.destroy()
      })
    }
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve())
  })
}
