import type { Socket } from 'node:net'
import { TcpProxy } from './tcp-proxy'

/**
 * A TCP proxy whose links can be made half open: from `stall` on, what is connected stays connected and passes nothing
 * more, in neither direction, as when a NAT box forgets a link. Links that are made later work.
 */
export class StallingProxy extends TcpProxy {
  static open(at: number | string): Promise<StallingProxy> {
    return new StallingProxy().listen(at)
  }

  stall(): void {
    for (const socket of this.sockets) {
      socket.unpipe()
      socket.pause()
    }
  }

  protected join(client: Socket, target: Socket): void {
    for (const [from, to] of [
      [client, target],
      [target, client],
    ] as const) {
      from.on('error', () => to.destroy())
      from.pipe(to)
    }
  }
}
