import { v7 as uuidV7 } from 'uuid'
import { asConversationId, asUserId, type ConversationId } from '@shared/ids'
import { openTcp } from '../../src/main/connection/tcp-transport'
import { Jim1Link } from '../../src/main/kinds/jim1/jim1-link'
import { Jim1Connection } from '../../src/main/kinds/jim1/link/jim1-connection'
import { type Clock, systemClock } from '../../src/main/lib/clock'
import { createHttpClient } from '../../src/main/lib/http-client'
import { silentLogger } from '../../src/main/lib/logger'
import { openStore } from '../../src/main/store/open-store'
import type { Store } from '../../src/main/store/store'
import { SyncEngine } from '../../src/main/sync/sync-engine'
import { type Ports, type RunningServer, type ServerOptions, startServer } from '../../src/server/server'
import { Watchers } from '../helpers/watchers'

/** The bundled server in this process, with accounts whose password is their id; it can be stopped and started again. */
export class Office {
  #server: RunningServer
  readonly #http = createHttpClient()
  readonly #desks: Desk[] = []

  private constructor(
    server: RunningServer,
    readonly options: Partial<ServerOptions>,
  ) {
    this.#server = server
  }

  static async open(users: readonly string[], options: Partial<ServerOptions> = {}): Promise<Office> {
    const office = new Office(await startServer({ host: '127.0.0.1', tcp: 0, ws: 0, http: 0, ...options }), options)
    for (const userId of users) await office.#server.addUser({ userId, name: userId.toUpperCase(), password: userId })
    return office
  }

  get server(): RunningServer {
    return this.#server
  }

  get ports(): Ports {
    return this.#server.ports
  }

  /** Stops the server; the returned function starts it again on the same ports and data, with other options if need be. */
  async stop(): Promise<(change?: Partial<ServerOptions>) => Promise<void>> {
    const ports = this.#server.ports
    await this.#server.close()
    return async (change = {}) => {
      this.#server = await startServer({ host: '127.0.0.1', ...this.options, ...ports, ...change })
    }
  }

  /** Logs in over HTTP; the desk is not connected yet. */
  async desk(userId: string, options: DeskOptions = {}): Promise<Desk> {
    const deviceId = options.deviceId ?? uuidV7()
    const login = await this.#http.request({
      method: 'POST',
      url: `http://127.0.0.1:${this.ports.http}/v1/login`,
      json: { user: userId, password: userId, device_id: deviceId, device_name: 'test' },
    })
    const { token } = login.json as { readonly token: string }
    const desk = new Desk(this.ports, userId, token, deviceId, options.file ?? ':memory:', options)
    this.#desks.push(desk)
    return desk
  }

  /** As `desk`, and online with everything listed. */
  async signIn(userId: string, options: DeskOptions = {}): Promise<Desk> {
    const desk = await this.desk(userId, options)
    await desk.connect()
    return desk
  }

  async close(): Promise<void> {
    for (const desk of this.#desks) desk.close()
    await this.#server.close()
    await this.#http.close()
  }
}

export type DeskOptions = {
  /** Path of the database; in memory by default. */
  readonly file?: string
  readonly deviceId?: string
  /** Time of the link only: heartbeat, backoff, limits. */
  readonly linkClock?: Clock
  /** Dialled instead of the server's own port: a proxy's. */
  readonly tcp?: number
  /** An open store instead of `file`. */
  readonly store?: Store
}

/** One device: the client's own connection, store and engine over real sockets. */
export class Desk {
  readonly store: Store
  readonly connection: Jim1Connection
  readonly engine: SyncEngine
  readonly #http = createHttpClient()
  readonly #watchers = new Watchers()
  #isClosed = false

  constructor(
    readonly ports: Ports,
    readonly userId: string,
    readonly token: string,
    readonly deviceId: string,
    file: string,
    readonly options: DeskOptions = {},
  ) {
    this.store = options.store ?? openFile(file)
    this.connection = new Jim1Connection({
      clock: options.linkClock ?? systemClock,
      random: Math.random,
      openTransport: openTcp,
      logger: silentLogger,
    })
    const link = new Jim1Link({
      connection: this.connection,
      http: this.#http,
      httpBase: () => `http://127.0.0.1:${ports.http}`,
      token: () => token,
      me: asUserId(userId),
      clock: systemClock,
      logger: silentLogger,
    })
    this.engine = new SyncEngine({
      clock: systemClock,
      random: Math.random,
      link,
      store: this.store,
      me: { userId: asUserId(userId), name: userId.toUpperCase(), avatar: '' },
      newCliMid: () => uuidV7(),
      logger: silentLogger,
    })
    this.engine.start()
    for (const event of ['messages', 'conversations', 'gaps', 'members', 'presence', 'typing', 'status'] as const) {
      this.engine.on(event, () => this.#look())
    }
    this.connection.on('status', () => this.#look())
  }

  /** Dials; resolves when online and the conversations are listed. */
  async connect(): Promise<void> {
    this.dial()
    await this.when(() => this.connection.status.state === 'online' && this.engine.status.state === 'idle')
  }

  dial(): void {
    const address = { host: '127.0.0.1', port: this.options.tcp ?? this.ports.tcp, tls: false }
    const device = { deviceId: this.deviceId, deviceName: 'test', appVersion: '0' }
    this.connection.start({ address, clientId: this.userId, token: this.token, ...device, kind: 'sync' })
  }

  say(text: string, conversationId: ConversationId): void {
    const sent = this.engine.send({ conversationId, content: { kind: 'text', text } })
    if (!sent.ok) throw new Error(sent.error.code)
  }

  texts(conversationId: ConversationId): string[] {
    return this.#rows(conversationId).map(({ type, content }) => (type === 'text' ? String(content['content']) : type))
  }

  statuses(conversationId: ConversationId): string[] {
    return this.#rows(conversationId).flatMap(({ isMine, status }) => (isMine ? [status] : []))
  }

  /** Resolves once the condition holds; it is looked at after everything that the engine tells. */
  when(condition: () => boolean): Promise<void> {
    return this.#watchers.when(condition)
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.connection.stop({ code: 'signed_out', reason: '' })
    this.engine.close()
    this.connection.close()
    this.store.close()
    void this.#http.close()
  }

  #rows(conversationId: ConversationId): ReturnType<Store['messages']['page']>['rows'] {
    return this.store.messages.page({ conversationId, anchor: { at: 'end' }, limit: 500 }).rows
  }

  #look(): void {
    this.#watchers.look()
  }
}

function openFile(file: string): Store {
  const opened = openStore({ file, clock: systemClock, logger: silentLogger })
  if (!opened.ok) throw opened.error
  return opened.value
}

export const AB = asConversationId('c2c:alice:bob')
