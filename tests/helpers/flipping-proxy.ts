import type { Socket } from 'node:net'
import { TcpProxy } from './tcp-proxy'

/** A TCP proxy that changes one bit of what clients send, as often as it is told: each time after so many more bytes. */
export class FlippingProxy extends TcpProxy {
  readonly #flips: number[] = []
  /** Bits that were changed. */
  made = 0

  static open(targetPort: number): Promise<FlippingProxy> {
    return new FlippingProxy().listen(targetPort)
  }

  /** After `bytes` more than the change before, over all links. */
  flipAfter(bytes: number): void {
    this.#flips.push(bytes)
  }

  protected join(client: Socket, target: Socket): void {
    for (const [from, to] of [
      [client, target],
      [target, client],
    ] as const) {
      from.on('error', () => to.destroy())
      from.on('close', () => to.destroy())
    }
    client.on('data', (bytes: Buffer) => {
      if (!target.write(this.#changed(bytes))) client.pause()
    })
    client.on('end', () => target.end())
    target.on('drain', () => client.resume())
    target.pipe(client)
  }

  #changed(bytes: Buffer): Buffer {
    const [left] = this.#flips
    if (left === undefined) return bytes
    if (left >= bytes.length) {
      this.#flips[0] = left - bytes.length
      return bytes
    }
    const other = Buffer.from(bytes)
    other[left]! ^= 1
    this.#flips.shift()
    this.made++
    return other
  }
}
