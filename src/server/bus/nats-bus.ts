import { connect, type NatsConnection, type Subscription } from '@nats-io/transport-node'
import type { ServerLogger } from '../logger'
import type { NodeBus, Published } from './node-bus'
import { publishedSchema } from './published-schema'

/** Everybody hears everything: who is a member where is known where the sessions are. */
const SUBJECT = 'jim.nodes'

/** Milliseconds between two tries to reach NATS again, and how much longer by chance. */
const RETRY_MS = 500
const RETRY_JITTER_MS = 500

/** Milliseconds until a NATS that does not answer is taken for gone: pings of 2 s, two of which may be missed. */
const PING_MS = 2000
const MAX_MISSED_PINGS = 2

/**
 * NATS between the nodes. It is waited for at the start, so that a wrong address is told at once, and for ever after: what
 * is published meanwhile is lost, and the scan of the tail makes up for it.
 *
 * @param servers addresses such as `nats://host:4222`, of one cluster
 * @throws Error when none of them can be reached
 */
export async function connectNatsBus(servers: readonly string[], name: string, logger: ServerLogger): Promise<NodeBus> {
  const connection = await connect({
    servers: [...servers],
    name,
    noEcho: true,
    maxReconnectAttempts: -1,
    reconnectTimeWait: RETRY_MS,
    reconnectJitter: RETRY_JITTER_MS,
    reconnectJitterTLS: RETRY_JITTER_MS,
    pingInterval: PING_MS,
    maxPingOut: MAX_MISSED_PINGS,
  })
  return new NatsBus(connection, logger)
}

class NatsBus implements NodeBus {
  readonly #connection: NatsConnection
  readonly #logger: ServerLogger
  readonly #subscription: Subscription
  readonly #listeners = new Set<(published: Published) => void>()
  readonly #watchers = new Set<() => void>()
  #isConnected = true
  #closing: Promise<void> | undefined

  constructor(connection: NatsConnection, logger: ServerLogger) {
    this.#connection = connection
    this.#logger = logger
    this.#subscription = connection.subscribe(SUBJECT, {
      callback: (error, message) => {
        if (error === null) this.#hear(message.data)
      },
    })
    void this.#watch()
  }

  get isConnected(): boolean {
    return this.#isConnected
  }

  publish(published: Published): void {
    // What is written while it is away would wait in memory, and come when nobody wants it any more.
    if (!this.#isConnected || this.#closing !== undefined) return
    const text = JSON.stringify(published)
    if (Buffer.byteLength(text) > (this.#connection.info?.max_payload ?? Infinity)) {
      this.#logger.warn('news is too large for NATS', { kind: published.news.kind, bytes: Buffer.byteLength(text) })
      return
    }
    try {
      this.#connection.publish(SUBJECT, text)
    } catch (error) {
      this.#logger.warn('could not publish', { error: String(error) })
    }
  }

  subscribe(listener: (published: Published) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  onConnection(listener: () => void): () => void {
    this.#watchers.add(listener)
    return () => void this.#watchers.delete(listener)
  }

  close(): Promise<void> {
    return (this.#closing ??= this.#close())
  }

  async #close(): Promise<void> {
    this.#listeners.clear()
    this.#subscription.unsubscribe()
    // A drain waits for what NATS has to say to it: without NATS for ever.
    await (this.#isConnected ? this.#connection.drain() : this.#connection.close())
  }

  #hear(bytes: Uint8Array): void {
    let value: unknown
    try {
      value = JSON.parse(Buffer.from(bytes).toString())
    } catch {
      value = undefined
    }
    const parsed = publishedSchema.safeParse(value)
    if (!parsed.success) return this.#logger.warn('heard what is no news', { bytes: bytes.length })
    for (const listener of [...this.#listeners]) listener(parsed.data)
  }

  async #watch(): Promise<void> {
    for await (const { type } of this.#connection.status()) {
      if (type === 'disconnect') this.#turn(false)
      else if (type === 'reconnect') this.#turn(true)
      // What it did not take from us in time, or we from it, is lost.
      else if (type === 'slowConsumer') for (const watcher of [...this.#watchers]) watcher()
    }
  }

  #turn(isConnected: boolean): void {
    if (this.#isConnected === isConnected) return
    this.#isConnected = isConnected
    this.#logger.warn(isConnected ? 'NATS is back' : 'NATS is away')
    for (const watcher of [...this.#watchers]) watcher()
  }
}
