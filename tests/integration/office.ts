import { statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { v7 as uuidV7 } from 'uuid'
import { asConversationId, asUserId, type ConversationId, type LocalId } from '@shared/ids'
import { DEFAULT_SETTINGS } from '@shared/settings'
import { openTcp } from '../../src/main/connection/tcp-transport'
import { Jim1Link } from '../../src/main/kinds/jim1/jim1-link'
import { Jim1Connection } from '../../src/main/kinds/jim1/link/jim1-connection'
import { type Clock, systemClock } from '../../src/main/lib/clock'
import { createDialer } from '../../src/main/connection/dialers/dialer'
import type { ByteHttp } from '../../src/main/lib/byte-exchange'
import { createByteHttp } from '../../src/main/lib/byte-http'
import type { Dial } from '../../src/main/lib/dial'
import { createHttpClient } from '../../src/main/lib/http-client'
import { silentLogger } from '../../src/main/lib/logger'
import { openStore } from '../../src/main/store/open-store'
import type { Store } from '../../src/main/store/store'
import type { TransferRow } from '../../src/main/store/transfers-table'
import { SyncEngine } from '../../src/main/sync/sync-engine'
import { AccountTransfers } from '../../src/main/transfers/account-transfers'
import { FileCache } from '../../src/main/transfers/file-cache'
import { OutgoingFolder } from '../../src/main/transfers/outgoing-folder'
import type { TakenFile } from '../../src/main/transfers/send-files'
import { type Ports, type RunningServer, type ServerOptions, startServer } from '../../src/server/server'
import { ok } from '../../src/shared/result'
import { ownPort } from '../helpers/own-port'
import { must, tried } from '../helpers/results'
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
    // It comes back on them.
    const [tcp, ws, http] = [await ownPort(), await ownPort(), await ownPort()]
    const office = new Office(await startServer({ host: '127.0.0.1', tcp, ws, http, ...options }), options)
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
  /** Asked over HTTP instead of the server's own port: a proxy's. */
  readonly http?: number
  /** Opens the connections for the bytes of files. */
  readonly dial?: Dial
  /** Where fetched files lie; without it the desk has none. */
  readonly files?: string
}

/** One device: the client's own connection, store and engine over real sockets. */
export class Desk {
  readonly store: Store
  readonly connection: Jim1Connection
  readonly engine: SyncEngine
  readonly #http = createHttpClient()
  readonly #bytes: ByteHttp
  readonly #watchers = new Watchers()
  readonly #cache: FileCache | undefined
  readonly transfers: AccountTransfers | undefined
  /** What was chosen to be sent, by its id. */
  readonly chosen = new Map<string, TakenFile>()
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
    this.#bytes = createByteHttp({ dial: options.dial ?? createDialer({ clock: systemClock }) })
    this.connection = new Jim1Connection({
      clock: options.linkClock ?? systemClock,
      random: Math.random,
      openTransport: openTcp,
      logger: silentLogger,
    })
    const link = new Jim1Link({
      connection: this.connection,
      http: this.#http,
      bytes: this.#bytes,
      httpBase: () => `http://127.0.0.1:${options.http ?? ports.http}`,
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
    const { engine, store } = this
    if (options.files !== undefined) {
      const cacheParts = { table: store.cachedFiles, clock: systemClock, maxBytes: () => 2 ** 40, logger: silentLogger }
      this.#cache = new FileCache({ dir: options.files, ...cacheParts })
      tried(this.#cache.open())
      this.transfers = new AccountTransfers({
        store,
        writer: engine.writer,
        clock: systemClock,
        random: Math.random,
        logger: silentLogger,
        link,
        parts: engine.outboxParts,
        cache: this.#cache,
        outgoing: new OutgoingFolder(join(options.files, 'outgoing')),
        chosen: { take: (ids) => ok(ids.flatMap((id) => this.chosen.get(id) ?? [])), giveBack: () => undefined },
        familyOf: () => 'other',
        features: () => link.features,
        rules: () => DEFAULT_SETTINGS.autoDownload,
        pictureRules: () => ({ strips: true, size: 'original' }),
        sendAll: (drafts, along) => engine.writing.sendAll(drafts, along),
        newId: () => uuidV7(),
        messages: {
          withdraw: (localId) => engine.writing.withdraw(localId, undefined),
          remove: (localId) => engine.remove(localId),
          retry: (localId) => engine.retry(localId),
        },
      })
    }
    engine.writer.on('committed', () => {
      this.#look()
      // Whoever committed may not be done with it.
      setImmediate(() => this.#look())
    })
    this.engine.start()
    this.transfers?.start()
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

  /** Sends files from their paths, as a person who chose them. */
  sendFiles(paths: readonly string[], conversationId: ConversationId, caption?: string): readonly LocalId[] {
    const before = this.store.messages.page({ conversationId, anchor: { at: 'end' }, limit: 500 }).rows.length
    for (const path of paths) {
      const { size, mtimeMs } = statSync(path)
      this.chosen.set(path, { id: path, path, name: basename(path), size, mtimeMs, mime: 'application/octet-stream' })
    }
    const files = paths.map((id) => ({ id, as: 'file' as const }))
    must(this.transfers!.send({ conversationId, files, ...(caption === undefined ? {} : { caption }) }))
    return this.#rows(conversationId)
      .slice(before)
      .map(({ localId }) => localId)
  }

  /** The upload, or the download, of a message as its row stands. */
  transferOf(localId: LocalId, direction: 'up' | 'down'): TransferRow | undefined {
    return this.store.transfers.ofMessage(localId, direction)
  }

  /** Where a fetched file lies. */
  fetched(sha256: string): string | undefined {
    return this.#cache?.path(sha256)
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
    this.transfers?.close()
    this.engine.close()
    this.connection.close()
    this.#cache?.close()
    this.store.close()
    void this.#http.close()
    void this.#bytes.close()
  }

  rows(conversationId: ConversationId): ReturnType<Store['messages']['page']>['rows'] {
    return this.#rows(conversationId)
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
