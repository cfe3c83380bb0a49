import type { ServerAddress } from '@shared/account'
import type { Dial } from '../../lib/dial'
import { createHttpClient } from '../../lib/http-client'
import type { Logger } from '../../lib/logger'
import { readCa } from '../network/ca-file'
import { httpBaseOf } from '../../kinds/jim1/http-base'

/** Milliseconds that the server is waited for at most. */
const LIMIT_MS = 3000

/**
 * Makes tokens worth nothing that this device has no more use for (PROTOCOL 6), as well as can be: without a network one
 * stays valid until it expires, or until it is ended from another device, in whose list it stands. It is not kept to be
 * tried again: a token on disk after signing out would be worse. The original gateway has no HTTP (PROTOCOL 8), and
 * nothing is asked of it.
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
    if (token === undefined || server.kind === 'base') return
    const running = this.#ask(server, token)
    this.#running.add(running)
    await running
    this.#running.delete(running)
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    await Promise.all(this.#running)
  }

  async #ask(server: ServerAddress, token: string): Promise<void> {
    const ca = await readCa(server.caFile)
    if (!ca.ok) return this.#logger.warn('the token was not revoked', { code: ca.error.code })
    const http = createHttpClient({ ca: ca.value, dial: this.#dial, timeoutMs: LIMIT_MS })
    try {
      const { status } = await http.request({ method: 'POST', url: `${httpBaseOf(server)}/v1/logout`, token })
      if (status !== 204) this.#logger.warn('the token was not revoked', { status })
    } catch (error) {
      this.#logger.warn('the token was not revoked', { error: error instanceof Error ? error.message : String(error) })
    } finally {
      await http.close()
    }
  }
}
