import { placeKey, placeText, type ServerPlace } from '@shared/server-places'
import type { LinkCause } from '@shared/status'
import type { Random } from './clock'
import type { Dial } from './dial'

/** Which of a server's addresses the dial loop dials. */
export interface DialOrder {
  /** That of the dial under way, or of the link that stands. */
  readonly current: ServerPlace
  /** How many there are. */
  readonly count: number
  /** Others are still to be tried: one that does not answer soon is left for them. Not once all have failed: then the network may be slow. */
  readonly isHurried: boolean
  /** A dial after a wait, or because somebody asked for it: chooses its address. */
  begin(): void
  /**
   * The dial or link failed for a reason of this address's. True: `current` is another one, to be dialled at once.
   * @param wasGood it stood for long before
   */
  moveOn(wasGood: boolean): boolean
  /** Logged in. */
  arrived(): void
}

/** Which address it is now, where there are several. */
export function placeOf(order: DialOrder | undefined): string | undefined {
  return order === undefined || order.count < 2 ? undefined : placeText(order.current)
}

/** The cause, with the address that had it where there are several. */
export function placedCause(cause: LinkCause, order: DialOrder | undefined): LinkCause {
  const place = placeOf(order)
  return place === undefined ? cause : { ...cause, reason: `${place}: ${cause.reason}` }
}

/** Milliseconds for an address while there are others: as long as one of several records of a name has. */
const HURRIED_MS = 2_000

/** While others are still to be tried, an address that does not answer soon is left for them. */
export function hurriedDial(dial: Dial, order: DialOrder): Dial {
  return (target, options) => dial(target, { ...options, ...(order.isHurried ? { connectMs: HURRIED_MS } : {}) })
}

type Address = { readonly place: ServerPlace; readonly key: string; failedAt: number; luck: number }

/**
 * Tries the addresses of a server in an order by chance, the one first that was good last. One that failed is tried again after all
 * that did not, or failed before it.
 *
 * ```
 *   begin ─▶ dial ─┬─ arrived: good, its failure forgotten
 *                  └─ moveOn ─┬─ another one is left: dialled at once
 *                             └─ none: wait, then begin anew
 * ```
 *
 * Between two waits each address fails once, and a link that comes up and goes again moves on as often as there are addresses, twice:
 * servers that let everybody in only to throw them out drive no loop without an end.
 */
export class AddressOrder implements DialOrder {
  readonly #addresses: readonly Address[]
  readonly #random: Random
  readonly #onGood: (key: string) => void
  readonly #spent = new Set<Address>()
  #current: Address
  #good: Address | undefined
  #failures = 0
  #moves = 0
  #isPatient = false

  /**
   * @param goodKey the address that was good last, by its `placeKey`
   * @param onGood told when another one is
   */
  constructor(
    places: readonly [ServerPlace, ...ServerPlace[]],
    random: Random,
    goodKey?: string,
    onGood: (key: string) => void = () => undefined,
  ) {
    const [first, ...rest] = places.map((place) => ({ place, key: placeKey(place), failedAt: 0, luck: random() }))
    if (first === undefined) throw new Error('a server without an address')
    this.#addresses = [first, ...rest]
    this.#random = random
    this.#onGood = onGood
    this.#good = this.#addresses.find(({ key }) => key === goodKey)
    this.#current = first
    this.begin()
  }

  get current(): ServerPlace {
    return this.#current.place
  }

  get count(): number {
    return this.#addresses.length
  }

  get isHurried(): boolean {
    return !this.#isPatient && this.#spent.size + 1 < this.#addresses.length
  }

  begin(): void {
    this.#spent.clear()
    this.#moves = 0
    for (const address of this.#addresses) address.luck = this.#random()
    this.#current = this.#best(this.#addresses) ?? this.#current
  }

  moveOn(wasGood: boolean): boolean {
    if (wasGood) this.#moves = 0
    this.#current.failedAt = ++this.#failures
    this.#spent.add(this.#current)
    const next = this.#best(this.#addresses.filter((address) => !this.#spent.has(address)))
    if (next === undefined) this.#isPatient = true
    if (next === undefined || ++this.#moves > 2 * this.#addresses.length) return false
    this.#current = next
    return true
  }

  arrived(): void {
    this.#spent.clear()
    this.#isPatient = false
    this.#current.failedAt = 0
    if (this.#good === this.#current) return
    this.#good = this.#current
    this.#onGood(this.#current.key)
  }

  #best(among: readonly Address[]): Address | undefined {
    const rank = (address: Address): readonly number[] => [address.failedAt, address === this.#good ? 0 : 1, address.luck]
    return [...among].sort((one, other) => compare(rank(one), rank(other)))[0]
  }
}

function compare(one: readonly number[], other: readonly number[]): number {
  const at = one.findIndex((value, i) => value !== other[i])
  return at < 0 ? 0 : one[at]! - other[at]!
}
