import { ClientHandler } from './client-handler'
import type { GatewayContext } from './gateway-context'
import type { Link } from './link'

/** All connections of this server, whatever carries them. */
export class Gateway {
  readonly #context: GatewayContext
  readonly #clients = new Set<ClientHandler>()
  #links = 0

  constructor(context: GatewayContext) {
    this.#context = context
  }

  /** Takes a new link; its owner passes on what arrives, and tells when it is gone. */
  accept(link: Link): ClientHandler {
    const client = new ClientHandler(link, this.#context, ++this.#links)
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
