import type { ServerAddress } from '@shared/account'
import { atPlace, placesOf } from '@shared/server-places'
import type { Dial } from '../../lib/dial'
import type { Logger } from '../../lib/logger'
import { readCa } from '../network/ca-file'
import { kindOf } from './kinds'

/** Milliseconds that the server is waited for at most. */
const LIMIT_MS = 3000

/**
 * Makes tokens worth nothing that this device has no more use for (PROTOCOL 6), as well as can be: without a network one
 * stays valid until it expires, or until it is ended from another device, in whose list it stands. It is not kept to be
 * tried again: a token on disk after signing out would be worse.
 */
export class TokenRevoker {
  readonly #dial: Dial
  readonly #logger: Logger
  readonly #running = new Set<Promise<void>>()

  constructor(options: { readonly dial: Dial; readonly logger: Logger }) {
    this.#dial = options.dial
    this.#logger = options.logger
  }

  /** Resolves when the server has answered, or cannot be had. */
  async revoke({ server }: { readonly server: ServerAddress }, token: string | undefined): Promise<void> {
    if (token === undefined) return
    const running = this.#ask(server, token)
    this.#running.add(running)
    await running
    this.#running.delete(running)
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    await Promise.all(this.#running)
  }

  /** At the first of the server's addresses that does it. */
  async #ask(server: ServerAddress, token: string): Promise<void> {
    const ca = await readCa(server.caFile)
    if (!ca.ok) return this.#logger.warn('the token was not revoked', { code: ca.error.code })
    const way = { ca: ca.value, dial: this.#dial }
    // With an HTTP address of its own a server is asked there alone.
    const places = server.httpBase === '' ? placesOf(server) : placesOf(server).slice(0, 1)
    for (const place of places) {
      const loggedOut = await kindOf(server).logOut(atPlace(server, place), token, way, LIMIT_MS)
      if (loggedOut.ok) return
      this.#logger.warn('the token was not revoked', { code: loggedOut.error.code, reason: loggedOut.error.message })
    }
  }
}
