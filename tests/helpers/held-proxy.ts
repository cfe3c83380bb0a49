import type { Socket } from 'node:net'
import { TcpProxy } from './tcp-proxy'

/**
 * A TCP proxy with a slow peer behind it: the first link that has passed so many bytes in one direction stands still from
 * then on, open and willing, until it is let go. All others pass.
 */
export class HeldProxy extends TcpProxy {
  readonly #held: Promise<void>
  #tellHeld = (): void => undefined
  readonly #released: Promise<void>
  #release = (): void => undefined
  #isHolding = false
  #limit: { readonly way: 'up' | 'down'; readonly bytes: number } | undefined

  constructor() {
    super()
    this.#held = new Promise((resolve) => (this.#tellHeld = resolve))
    this.#released = new Promise((resolve) => (this.#release = resolve))
  }

  static open(targetPort: number): Promise<HeldProxy> {
    return new HeldProxy().listen(targetPort)
  }

  /** Holds the first link that passes more than that; resolves once it stands still. */
  hold(way: 'up' | 'down', bytes: number): Promise<void> {
    this.#limit = { way, bytes }
    return this.#held
  }

  release(): void {
    this.#release()
  }

  protected join(client: Socket, target: Socket): void {
    this.#pass(client, target, 'up')
    this.#pass(target, client, 'down')
  }

  #pass(from: Socket, to: Socket, way: 'up' | 'down'): void {
    let passed = 0
    from.on('error', () => to.destroy())
    from.on('close', () => to.destroy())
    from.on('end', () => to.end())
    to.on('drain', () => from.resume())
    from.on('data', (bytes: Buffer) => {
      passed += bytes.length
      const isOver = !this.#isHolding && this.#limit?.way === way && passed > this.#limit.bytes
      if (!isOver) {
        if (!to.write(bytes)) from.pause()
        return
      }
      this.#isHolding = true
      from.pause()
      this.#tellHeld()
      void this.#released.then(() => {
        to.write(bytes)
        from.resume()
      })
    })
  }
}
