import type { Store } from '../../src/main/store/store'
import { StoreError } from '../../src/main/store/store-error'

/** What a store asks of the program that uses it. */
export interface StoreOwner {
  readonly isDead: boolean
  readonly isDiskFull: boolean
  /** The program may end here: right before a transaction reaches the disk, or right after. */
  onBoundary(side: 'before' | 'after'): void
}

const CACHE_WRITES: ReadonlySet<PropertyKey> = new Set(['put', 'touch', 'delete', 'pin', 'unpin'])

/** Tells a rollback that was asked for from a failure. */
const ROLL_BACK = Symbol('roll back')

/**
 * A store as one life of a program sees it. When the program ends at a transaction's boundary, whatever it still does
 * until its call stack has run out is rolled back: the disk is that of the moment of death.
 */
export class MortalStore {
  readonly store: Store
  #depth = 0

  constructor(base: Store, owner: StoreOwner) {
    const transaction = <T>(work: () => T): T => {
      this.#depth++
      try {
        if (this.#depth > 1) return base.transaction(work)
        if (!owner.isDead) owner.onBoundary('before')
        if (owner.isDead) return withoutTrace(base, work)
        if (owner.isDiskFull) throw new StoreError('disk_full', 'the virtual disk is full')
        const value = base.transaction(work)
        owner.onBoundary('after')
        return value
      } finally {
        this.#depth--
      }
    }
    // What is written without a transaction of ours is one of its own.
    const cachedFiles = new Proxy(base.cachedFiles, {
      get: (target, key): unknown => {
        const method: unknown = Reflect.get(target, key)
        if (typeof method !== 'function') return method
        return (...args: unknown[]): unknown => {
          const run = (): unknown => Reflect.apply(method, target, args)
          return CACHE_WRITES.has(key) && this.#depth === 0 ? transaction(run) : run()
        }
      },
    })
    this.store = Object.create(base, {
      transaction: { value: transaction, configurable: true },
      cachedFiles: { value: cachedFiles },
    }) as Store
  }

  /** True while a transaction is open: what is told now is told too early. */
  get isWriting(): boolean {
    return this.#depth > 0
  }
}

function withoutTrace<T>(base: Store, work: () => T): T {
  let done: { readonly value: T } | undefined
  try {
    base.transaction(() => {
      done = { value: work() }
      throw ROLL_BACK
    })
  } catch (error) {
    if (error !== ROLL_BACK || done === undefined) throw error
  }
  return done!.value
}
