import type { Socket } from 'node:net'
import { TcpProxy } from './tcp-proxy'

/** Up: what clients send. */
export type Way = 'up' | 'down'

/**
 * A TCP proxy that cuts its links after as many bytes as it is told, counted over all of them from then on: once for each
 * cut that was ordered. What it has passed on before has arrived.
 */
export class CuttingProxy extends TcpProxy {
  readonly #cuts: { readonly way: Way; readonly after: number }[] = []
  /** Bytes that went each way in all. */
  readonly passed = { up: 0, down: 0 }
  /** Cuts that were made. */
  made = 0
  #since = { up: 0, down: 0 }

  /** @param own its own port; 0: any */
  static open(targetPort: number, own = 0): Promise<CuttingProxy> {
    return new CuttingProxy().listen(targetPort, own)
  }

  /** After `bytes` more of this way, and after the cuts that were ordered before. */
  cutAfter(way: Way, bytes: number): void {
    if (this.#cuts.length === 0) this.#since = { up: 0, down: 0 }
    this.#cuts.push({ way, after: bytes })
  }

  protected join(client: Socket, target: Socket): void {
    this.#pass(client, target, 'up')
    this.#pass(target, client, 'down')
  }

  #pass(from: Socket, to: Socket, way: Way): void {
    from.on('error', () => to.destroy())
    from.on('close', () => to.destroy())
    from.on('end', () => to.end())
    from.on('data', (bytes: Buffer) => {
      const cut = this.#cuts.at(0)
      const left = cut?.way === way ? cut.after - this.#since[way] : Infinity
      const piece = bytes.length < left ? bytes : bytes.subarray(0, left)
      this.passed[way] += piece.length
      this.#since[way] += piece.length
      const isDrained = to.write(piece)
      if (piece.length === bytes.length && bytes.length < left) {
        if (!isDrained) from.pause()
        return
      }
      this.#cuts.shift()
      this.#since = { up: 0, down: 0 }
      this.made++
      // The other end has all of it before the end.
      from.destroy()
      to.end()
    })
    to.on('drain', () => from.resume())
  }
}
