import type { Authenticator } from '../auth'
import type { ServerClock } from '../clock'
import type { Faults } from '../faults'
import type { GatewayLimits } from '../limits'
import type { ServerLogger } from '../logger'
import type { Metrics } from '../metrics'
import type { World } from '../world/world'
import { ClientHandler } from './client-handler'
import type { Link } from './link'

export type GatewayContext = {
  readonly world: World
  readonly authenticator: Authenticator
  readonly clock: ServerClock
  readonly faults: Faults
  readonly limits: GatewayLimits
  readonly logger: ServerLogger
  readonly metrics: Metrics
  /** Fresh ids for sessions. */
  readonly newId: () => string
  /** What `B002` says about HTTP; known once it listens. */
  readonly httpBase: () => string
}

/** All connections of this server, whatever carries them. */
export class Gateway {
  readonly #context: GatewayContext
  readonly #clients = new Set<ClientHandler>()

  constructor(context: GatewayContext) {
    this.#context = context
  }

  /** Takes a new link; its owner passes on what arrives, and tells when it is gone. */
  accept(link: Link): ClientHandler {
    const client = new ClientHandler(link, this.#context)
    this.#clients.add(client)
    void client.ended.then(() => this.#clients.delete(client))
    return client
  }

  /** Tells every client `shutting_down`; resolves when all links are gone. */
  async close(retryAfterMs: number): Promise<void> {
    const clients = [...this.#clients]
    for (const client of clients) client.close('shutting_down', 'the server is shutting down', retryAfterMs)
    await Promise.all(clients.map((client) => client.ended))
  }
}
