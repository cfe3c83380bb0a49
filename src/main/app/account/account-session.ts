import { v7 as uuidV7 } from 'uuid'
import type { Repaired, ServerAddress } from '@shared/account'
import { MAX_REQUEST_ID } from '@protocol/constants'
import { asUserId, type UserId } from '@shared/ids'
import type { Result } from '@shared/result'
import type { LinkCause } from '@shared/status'
import { Connection } from '../../connection/connection'
import { tcpTransport } from '../../connection/tcp-transport'
import { type Cancel, systemClock } from '../../lib/clock'
import type { Dial } from '../../lib/dial'
import { createHttpClient } from '../../lib/http-client'
import type { Logger } from '../../lib/logger'
import type { Store } from '../../store/store'
import { SyncEngine } from '../../sync/sync-engine'
import type { CaFileFailure } from '../network/ca-file'
import { httpBaseOf } from '../../kinds/jim1/http-base'
import { rebuildSearch } from './rebuild-search'

export type AccountSessionOptions = {
  readonly server: ServerAddress
  readonly userId: string
  readonly name: string
  readonly avatar: string
  /** Absent: history can be read, the link stays down until somebody signs in again. */
  readonly token: string | undefined
  /** PEM text of an extra certificate authority; without the one that was asked for nothing is dialled. */
  readonly ca: Result<string | undefined, CaFileFailure>
  /** Opens every socket of the account, by the proxy that is set. */
  readonly dial: Dial
  readonly store: Store
  /** The path of the store's database. */
  readonly databaseFile: string
  readonly deviceId: string
  readonly deviceName: string
  readonly appVersion: string
  readonly logger: Logger
}

/**
 * Everything of one signed-in account, built in order and closed in reverse: store (opened by the caller, owned from
 * here on), link, engine.
 */
export class AccountSession {
  readonly store: Store
  readonly connection: Connection
  readonly engine: SyncEngine
  readonly userId: UserId
  readonly #options: AccountSessionOptions
  readonly #http: ReturnType<typeof createHttpClient>
  readonly #stopRebuild: Cancel
  #isClosed = false

  get token(): string | undefined {
    return this.#options.token
  }

  /** Set when the database was found damaged as this session opened it. */
  get repaired(): Repaired | undefined {
    const { quarantine } = this.store
    if (quarantine?.cause !== 'corrupt') return undefined
    return { at: quarantine.at, drafts: quarantine.drafts, messages: quarantine.messages }
  }

  /** The certificate authority that was asked for could not be read: nothing is dialled. */
  get isWithoutCa(): boolean {
    return !this.#options.ca.ok
  }

  get databaseFile(): string {
    return this.#options.databaseFile
  }

  /** The host that is dialled. */
  get host(): string {
    return this.#options.server.host
  }

  constructor(options: AccountSessionOptions) {
    const { server, store, logger } = options
    this.#options = options
    this.userId = asUserId(options.userId)
    this.store = store
    this.connection = new Connection({
      clock: systemClock,
      random: Math.random,
      openTransport: tcpTransport({ clock: systemClock, dial: options.dial }),
      logger: logger.scoped('connection'),
      // No account sends a thousand frames a second: above all ids of the start before.
      lastRequestId: systemClock.now() % MAX_REQUEST_ID,
    })
    this.#http = createHttpClient({ ca: options.ca.ok ? options.ca.value : undefined, dial: options.dial })
    this.engine = new SyncEngine({
      clock: systemClock,
      random: Math.random,
      connection: this.connection,
      store,
      http: this.#http,
      httpBase: () => httpBaseOf(server),
      token: () => options.token ?? '',
      serverKind: server.kind,
      me: { userId: this.userId, name: options.name, avatar: options.avatar },
      newCliMid: () => uuidV7(),
      logger: logger.scoped('sync'),
    })
    this.engine.start()
    this.#stopRebuild = rebuildSearch(store, systemClock, logger.scoped('store'))
  }

  /** Dials, and keeps dialling. Without a token the link is stopped at once and says why. */
  connect(): void {
    const { server, token, ca } = this.#options
    if (token === undefined) {
      this.connection.stop({ code: 'bad_token', reason: 'no token is kept on this device' })
      return
    }
    if (!ca.ok) {
      this.connection.stop({ code: ca.error.code, reason: ca.error.message })
      return
    }
    this.connection.start({
      address: { host: server.host, port: server.port, tls: server.tls, ca: ca.value },
      clientId: this.#options.userId,
      token,
      deviceId: this.#options.deviceId,
      deviceName: this.#options.deviceName,
      appVersion: this.#options.appVersion,
      kind: server.kind,
    })
  }

  /** The proxy is another one: whatever is open goes its way from now on. */
  redial(): void {
    this.#http.renew()
    this.connection.redial()
  }

  /** Stops, syncs the file and lets go of everything. Twice is harmless. */
  close(cause: LinkCause): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#stopRebuild()
    this.connection.stop(cause)
    this.engine.close()
    this.connection.close()
    void this.#http.close()
    this.store.close()
  }
}
