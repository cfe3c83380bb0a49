import { join } from 'node:path'
import { z } from 'zod'
import type { ServerAddress } from '@shared/account'
import { placeKeys, placesOf } from '@shared/server-places'
import type { Random } from '../../lib/clock'
import { AddressOrder } from '../../lib/dial-order'
import { JsonFile } from '../../lib/json-file'
import type { Logger } from '../../lib/logger'

/** Servers whose good address is remembered. */
const MAX_REMEMBERED = 32
const goodSchema = z.object({ good: z.array(z.string().max(300)).max(MAX_REMEMBERED) })

/** Which address of each server is dialled: one order for logging in and for the link. The one that was good last is kept between starts. */
export class DialOrders {
  readonly #file: JsonFile<z.infer<typeof goodSchema>>
  readonly #random: Random
  readonly #logger: Logger
  readonly #orders = new Map<string, AddressOrder>()
  #good: readonly string[] | undefined

  constructor(options: { readonly profileDir: string; readonly random: Random; readonly logger: Logger }) {
    this.#file = new JsonFile(join(options.profileDir, 'addresses.json'), goodSchema)
    this.#random = options.random
    this.#logger = options.logger
  }

  of(server: ServerAddress): AddressOrder {
    const [first, ...rest] = placesOf(server)
    if (first === undefined) throw new Error('a server without an address')
    // One address needs no memory, and the trial's has a new port at each start.
    if (rest.length === 0) return new AddressOrder([first], this.#random)
    const keys = placeKeys(server)
    const known = this.#orders.get(keys.join())
    if (known !== undefined) return known
    this.#good ??= this.#file.load()?.good ?? []
    const good = this.#good.find((key) => keys.includes(key))
    const order = new AddressOrder([first, ...rest], this.#random, good, (key) => this.#remember(key, keys))
    this.#orders.set(keys.join(), order)
    return order
  }

  /** In place of the other addresses of the same server. What cannot be kept costs the next start a try. */
  #remember(key: string, keys: readonly string[]): void {
    const others = (this.#good ?? []).filter((one) => !keys.includes(one))
    this.#good = [key, ...others].slice(0, MAX_REMEMBERED)
    const kept = this.#file.save({ good: [...this.#good] })
    if (!kept.ok) this.#logger.warn('the good address could not be kept', { code: kept.error.code })
  }
}
