import { connect, type NatsConnection, type NodeConnectionOptions } from '@nats-io/transport-node'
import type { ServerClock } from '../clock'
import type { ServerLogger } from '../logger'
import type { NodeBus, Published } from './node-bus'
import { publishedSchema } from './published-schema'

/** All nodes of an office hear everything: who is a member where is known where the sessions are. Others have the same NATS. */
export const subjectOf = (office: string): string => `jim.nodes.${office}`

/** Of one in a list: its comma, and the list's two ends, counted with each. */
const LIST_BYTES = 3

/** Milliseconds between two tries to reach NATS again, and how much longer by chance. */
const RETRY_MS = 500
const RETRY_JITTER_MS = 500

/** Milliseconds until a NATS that does not answer is taken for gone: pings of 2 s, two of which may be missed. */
const PING_MS = 2000
const MAX_MISSED_PINGS = 2

/** Milliseconds that one try to reach it may take. */
const CONNECT_MS = 5000

/**
 * NATS between the nodes. It may be away when this begins, and as often as it likes later: it is tried for ever, what is
 * published meanwhile is lost, and the scan of the tail makes up for it.
 *
 * @param office a word that no other office on that NATS has
 * @param addresses such as `nats://host:4222`, of one cluster; `tls://` for TLS; user and password of the first that has some
 */
export function openNatsBus(
  office: string,
  addresses: readonly string[],
  name: string,
  clock: Pick<ServerClock, 'after'>,
  logger: ServerLogger,
): NodeBus {
  return new NatsBus(subjectOf(office), optionsOf(addresses, name), clock, logger)
}

function optionsOf(addresses: readonly string[], name: string): NodeConnectionOptions {
  const urls = addresses.map((address) => new URL(address))
  const { username, password } = urls.find((url) => url.username !== '') ?? { username: '', password: '' }
  return {
    servers: urls.map(({ host }) => host),
    name,
    ...(username === '' ? {} : { user: decodeURIComponent(username), pass: decodeURIComponent(password) }),
    ...(urls.some(({ protocol }) => protocol === 'tls:') ? { tls: {} } : {}),
    noEcho: true,
    timeout: CONNECT_MS,
    maxReconnectAttempts: -1,
    reconnectTimeWait: RETRY_MS,
    reconnectJitter: RETRY_JITTER_MS,
    reconnectJitterTLS: RETRY_JITTER_MS,
    pingInterval: PING_MS,
    maxPingOut: MAX_MISSED_PINGS,
  }
}

class NatsBus implements NodeBus {
  readonly #subject: string
  readonly #options: NodeConnectionOptions
  readonly #clock: Pick<ServerClock, 'after'>
  readonly #logger: ServerLogger
  readonly #listeners = new Set<(published: Published) => void>()
  readonly #watchers = new Set<() => void>()
  readonly #end = new AbortController()
  readonly #running: Promise<void>
  #connection: NatsConnection | undefined
  #isConnected = false
  /** What was published in this turn of the event loop, as JSON, and its bytes; it leaves as one list. */
  #gathered: string[] = []
  #gatheredBytes = 0

  constructor(subject: string, options: NodeConnectionOptions, clock: Pick<ServerClock, 'after'>, logger: ServerLogger) {
    this.#subject = subject
    this.#options = options
    this.#clock = clock
    this.#logger = logger
    this.#running = this.#run()
  }

  get isConnected(): boolean {
    return this.#isConnected
  }

  publish(published: Published): void {
    // What is written while it is away would wait in memory, and come when nobody wants it any more.
    const connection = this.#connection
    if (!this.#isConnected || connection === undefined || this.#end.signal.aborted) return
    const text = JSON.stringify(published)
    const bytes = Buffer.byteLength(text) + LIST_BYTES
    const most = connection.info?.max_payload ?? Infinity
    if (bytes > most) return this.#logger.warn('news is too large for NATS', { kind: published.news.kind, bytes })
    if (this.#gatheredBytes + bytes > most) this.#leave()
    if (this.#gathered.length === 0) process.nextTick(() => this.#leave())
    this.#gathered.push(text)
    this.#gatheredBytes += bytes
  }

  subscribe(listener: (published: Published) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  onConnection(listener: () => void): () => void {
    this.#watchers.add(listener)
    return () => void this.#watchers.delete(listener)
  }

  async close(): Promise<void> {
    this.#listeners.clear()
    if (!this.#end.signal.aborted) {
      this.#leave()
      this.#end.abort()
      // A drain waits for what NATS has to say to it: without NATS for ever.
      if (this.#isConnected) await this.#connection?.drain().catch(() => undefined)
      // One that broke meanwhile is not drained.
      await this.#connection?.close()
    }
    await this.#running
  }

  /** Connection after connection: one that ends for good, as when NATS has thrown us out, is followed by another. */
  async #run(): Promise<void> {
    const { signal } = this.#end
    let told = ''
    while (!signal.aborted) {
      try {
        await this.#connect(signal)
        told = ''
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error)
        if (reason !== told) this.#logger.warn('NATS cannot be reached', { reason })
        told = reason
      }
      this.#turn(false)
      if (!signal.aborted) await this.#pause(signal)
    }
  }

  #pause(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        cancel()
        signal.removeEventListener('abort', end)
        resolve()
      }
      const cancel = this.#clock.after(RETRY_MS, end)
      signal.addEventListener('abort', end)
    })
  }

  /** Resolves when the connection has ended. @throws Error when there was none */
  async #connect(signal: AbortSignal): Promise<void> {
    const connection = await connect(this.#options)
    if (signal.aborted) return connection.close()
    this.#connection = connection
    connection.subscribe(this.#subject, {
      callback: (error, message) => {
        if (error === null) this.#hear(message.data)
      },
    })
    const watching = this.#watch(connection)
    this.#turn(true)
    await connection.closed()
    await watching
  }

  /** One message of NATS costs as much as some of ours: a batch of the store has news of many conversations. */
  #leave(): void {
    const gathered = this.#gathered
    if (gathered.length === 0) return
    this.#gathered = []
    this.#gatheredBytes = 0
    try {
      this.#connection?.publish(this.#subject, `[${gathered.join(',')}]`)
    } catch (error) {
      this.#logger.warn('could not publish', { error: String(error) })
    }
  }

  #hear({ buffer, byteOffset, length }: Uint8Array): void {
    let values: unknown
    try {
      values = JSON.parse(Buffer.from(buffer, byteOffset, length).toString())
    } catch {
      values = undefined
    }
    const each = (Array.isArray(values) ? values : [values]).map((value) => publishedSchema.safeParse(value))
    for (const { success, data } of each) if (success) for (const listener of [...this.#listeners]) listener(data)
    if (each.some(({ success }) => !success)) this.#logger.warn('heard what is no news', { bytes: length })
  }

  async #watch(connection: NatsConnection): Promise<void> {
    for await (const { type } of connection.status()) {
      if (type === 'disconnect') this.#turn(false)
      else if (type === 'reconnect') this.#turn(true)
      // What it did not take from us in time, or we from it, is lost.
      else if (type === 'slowConsumer') for (const watcher of [...this.#watchers]) watcher()
    }
  }

  #turn(isConnected: boolean): void {
    if (this.#isConnected === isConnected) return
    this.#isConnected = isConnected
    // It is no news that it is left at the end.
    if (!this.#end.signal.aborted) {
      if (isConnected) this.#logger.info('NATS is there')
      else this.#logger.warn('NATS is away')
    }
    for (const watcher of [...this.#watchers]) watcher()
  }
}
