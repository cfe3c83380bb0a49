import type { Frame } from '@protocol/frame'
import { type LogFields, loggerWith, type ServerLogger } from '../logger'
import type { ConnectedSession } from './connected-session'

/**
 * What the log says of one connection: `link` is its number since the start, `request` the number that its client gave a
 * frame, by which the client's own log can be laid beside. Never what a frame holds.
 */
export class LinkLog {
  readonly #address: string
  #logger: ServerLogger

  constructor(logger: ServerLogger, link: number, address: string) {
    this.#address = address
    this.#logger = loggerWith(logger, { link })
  }

  /** From now on every line names the session. */
  loggedIn({ userId, sessionId, level }: ConnectedSession): void {
    this.#logger = loggerWith(this.#logger, { user: userId, session: sessionId })
    this.#logger.debug('logged in', { address: this.#address, level })
  }

  /** Who it said to be is not told: people type passwords into the wrong field. */
  refused(requestId: number, code: string): void {
    this.#logger.info('log-in refused', { address: this.#address, request: requestId, code })
  }

  notJim1(code: string): void {
    this.#logger.info('not jim1', { address: this.#address, code })
  }

  bodyDropped(frame: Frame, code: string): void {
    this.#logger.info('body dropped', { ...frameFields(frame), code })
  }

  commandIgnored(frame: Frame): void {
    this.#logger.info('command ignored', frameFields(frame))
  }

  failed(error: unknown, requestId: number): void {
    this.#logger.warn('a frame failed', { request: requestId, error: error instanceof Error ? error.message : String(error) })
  }

  doesNotRead(): void {
    this.#logger.warn('client does not read')
  }

  ended(): void {
    this.#logger.debug('session ended')
  }

  disconnectFailed(error: unknown): void {
    this.#logger.warn('disconnect failed', { error: String(error) })
  }
}

function frameFields({ command, requestId }: Frame): LogFields {
  return { command, request: requestId }
}
