import type { NodeBus, NodeNews, Published } from '../../../src/server/bus/node-bus'
import type { ServerClock } from '../../../src/server/clock'
import { below } from '../../fuzz/random'

/** How badly the bus does, each from 0 to 1. */
export type BusFaults = { readonly drop: number; readonly double: number; readonly delay: number }

const SOUND: BusFaults = { drop: 0, double: 0, delay: 0 }

/** Milliseconds that a delayed one comes late at most: others overtake it. */
const MAX_DELAY_MS = 400

type End = { readonly listeners: Set<(published: Published) => void>; readonly watchers: Set<() => void>; isConnected: boolean }

/** A bus between nodes that loses, doubles and disorders as it is told to, by a seed; everything travels as JSON. */
export class LossyBus {
  faults: BusFaults = SOUND
  /** Every news that was published, whatever became of it. */
  readonly published: Published[] = []
  readonly #clock: ServerClock
  readonly #random: () => number
  readonly #isSpared: (news: NodeNews) => boolean
  readonly #ends = new Set<End>()

  /** @param isSpared what arrives once, at once: what nobody makes good when it is lost */
  constructor(clock: ServerClock, random: () => number, isSpared: (news: NodeNews) => boolean = () => false) {
    this.#clock = clock
    this.#random = random
    this.#isSpared = isSpared
  }

  /** One node's end of it, and what tears it off and joins it again. */
  end(): { readonly bus: NodeBus; readonly setConnected: (isConnected: boolean) => void } {
    const end: End = { listeners: new Set(), watchers: new Set(), isConnected: true }
    this.#ends.add(end)
    const bus: NodeBus = {
      get isConnected() {
        return end.isConnected
      },
      publish: (published) => {
        this.published.push(published)
        if (end.isConnected) this.#carry(JSON.stringify(published), this.#isSpared(published.news) ? SOUND : this.faults)
      },
      subscribe: (listener) => {
        end.listeners.add(listener)
        return () => void end.listeners.delete(listener)
      },
      onConnection: (listener) => {
        end.watchers.add(listener)
        return () => void end.watchers.delete(listener)
      },
      close: async () => void this.#ends.delete(end),
    }
    return {
      bus,
      setConnected: (isConnected) => {
        if (end.isConnected === isConnected) return
        end.isConnected = isConnected
        for (const watcher of [...end.watchers]) watcher()
      },
    }
  }

  /** To every end for itself, also to the one that it came from. */
  #carry(text: string, { drop, double, delay }: BusFaults): void {
    for (const end of this.#ends) {
      if (this.#random() < drop) continue
      const times = this.#random() < double ? 2 : 1
      for (let i = 0; i < times; i++) {
        const delayMs = this.#random() < delay ? below(this.#random, MAX_DELAY_MS) : 1
        this.#clock.after(delayMs, () => {
          if (end.isConnected) for (const listener of [...end.listeners]) listener(JSON.parse(text) as Published)
        })
      }
    }
  }
}
