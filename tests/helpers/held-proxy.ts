import type { Socket } from 'node:net'
import { TcpProxy } from './tcp-proxy'

/**
 * A TCP proxy with a slow peer behind it: the first link that has passed so many bytes in one direction since it was said
 * stands still from then on, open and willing, until it is let go. All others pass. It may be said again after that.
 */
export class HeldProxy extends TcpProxy {
  #hold: Hold | undefined

  static open(targetPort: number): Promise<HeldProxy> {
    return new HeldProxy().listen(targetPort)
  }

  /** Holds the first link that passes more than that; resolves once it stands still. */
  hold(way: 'up' | 'down', bytes: number): Promise<void> {
    const [held, released] = [signal(), signal()]
    this.#hold = { way, bytes, held, released, isHolding: false }
    return held.promise
  }

  release(): void {
    this.#hold?.released.resolve()
  }

  protected join(client: Socket, target: Socket): void {
    this.#pass(client, target, 'up')
    this.#pass(target, client, 'down')
  }

  #pass(from: Socket, to: Socket, way: 'up' | 'down'): void {
    const passed = new WeakMap<Hold, number>()
    from.on('error', () => to.destroy())
    from.on('close', () => to.destroy())
    from.on('end', () => to.end())
    to.on('drain', () => from.resume())
    from.on('data', (bytes: Buffer) => {
      const hold = this.#hold
      if (hold !== undefined) passed.set(hold, (passed.get(hold) ?? 0) + bytes.length)
      const isOver = hold !== undefined && !hold.isHolding && hold.way === way && passed.get(hold)! > hold.bytes
      if (!isOver) {
        if (!to.write(bytes)) from.pause()
        return
      }
      hold.isHolding = true
      from.pause()
      hold.held.resolve()
      void hold.released.promise.then(() => {
        to.write(bytes)
        from.resume()
      })
    })
  }
}

type Hold = {
  readonly way: 'up' | 'down'
  readonly bytes: number
  readonly held: Signal
  readonly released: Signal
  isHolding: boolean
}

type Signal = { readonly promise: Promise<void>; readonly resolve: () => void }

function signal(): Signal {
  let resolve = (): void => undefined
  const promise = new Promise<void>((done) => (resolve = done))
  return { promise, resolve }
}
