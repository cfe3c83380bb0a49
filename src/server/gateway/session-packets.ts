import type { Packet, PacketOf } from '@protocol/codec'
import { COMMANDS } from '@protocol/commands'
import type { Frame } from '@protocol/frame'
import { isSignalType, type Signal, signalSchemas } from '@protocol/schemas/sync'
import { RefusedError } from '../world/session'
import type { World } from '../world/world'
import type { ConnectedSession } from './connected-session'
import type { LinkLog } from './link-log'

type MessagePacket = PacketOf<'c2c' | 'c2g'>

/**
 * What an authenticated session asks for (PROTOCOL 4, 5). Messages are not waited for one by one, so that a burst of
 * them shares a transaction; everything else waits until they are answered, so that what is said first happens first.
 */
export class SessionPackets {
  readonly #session: ConnectedSession
  readonly #world: World
  readonly #log: LinkLog
  readonly #maxBytes: number
  readonly #onFailure: (error: unknown, requestId: number) => void
  /** Messages that are not answered yet, and the bytes of their bodies. */
  #inFlight = 0
  #inFlightBytes = 0
  #settledWaiters: (() => void)[] = []

  constructor(options: {
    readonly session: ConnectedSession
    readonly world: World
    readonly log: LinkLog
    /** Bytes of messages that may be on their way into the store. */
    readonly maxBytes: number
    /** The store failed under a message. */
    readonly onFailure: (error: unknown, requestId: number) => void
  }) {
    this.#session = options.session
    this.#world = options.world
    this.#log = options.log
    this.#maxBytes = options.maxBytes
    this.#onFailure = options.onFailure
  }

  /** A message. `undefined`: the next may follow at once. */
  message(packet: MessagePacket, bodyBytes: number): Promise<void> | undefined {
    if (this.#inFlightBytes + bodyBytes > this.#maxBytes) return this.settled().then(() => this.#accept(packet, bodyBytes))
    this.#accept(packet, bodyBytes)
    // So that what waits does not grow with a connection that says nothing but messages.
    return this.#inFlight < MAX_IN_FLIGHT ? undefined : this.settled()
  }

  /** `log out` is the connection's own business; everything else that a session may say but messages. */
  async take(packet: Exclude<Packet, MessagePacket>, frame: Frame): Promise<void> {
    switch (packet.name) {
      case 'signal':
        await this.settled()
        return this.#signal(packet)
      case 'query':
        await this.settled()
        return this.#query(packet)
      case 'baseAck':
        // A message without a type that carries a `message_id`: it must not be waited for either.
        return this.refuse(frame, 'the body is not a message')
      default:
        this.#log.commandIgnored(frame)
    }
  }

  /** A frame whose body cannot be used, answered if somebody waits for the answer. */
  refuse({ command, requestId }: Frame, reason: string): void {
    if (command === COMMANDS.c2c || command === COMMANDS.c2g) this.#session.refuseBody(requestId, reason)
    if (command === COMMANDS.query) this.#session.refuseQuery(requestId, new RefusedError('bad_request', reason, 400))
  }

  /** Resolves when every message so far is answered. */
  async settled(): Promise<void> {
    while (this.#inFlight > 0) await new Promise<void>((resolve) => void this.#settledWaiters.push(resolve))
  }

  #accept({ name, envelope, requestId }: MessagePacket, bodyBytes: number): void {
    this.#inFlight += 1
    this.#inFlightBytes += bodyBytes
    const settle = (failure?: Error): void => {
      this.#inFlight -= 1
      this.#inFlightBytes -= bodyBytes
      if (failure !== undefined) this.#onFailure(failure, requestId)
      if (this.#inFlight === 0) for (const resolve of this.#settledWaiters.splice(0)) resolve()
    }
    this.#world.messages.submit(this.#session, name, envelope, bodyBytes, this.#session.replyTo(requestId), settle)
  }

  async #signal(packet: PacketOf<'signal'>): Promise<void> {
    const signal = readSignal(packet)
    if (this.#session.level === 'sync' && signal !== undefined) await this.#world.signal(this.#session, signal)
  }

  async #query({ requestId, method, params }: PacketOf<'query'>): Promise<void> {
    if (this.#session.level === 'base') return
    try {
      this.#session.answerQuery(requestId, await this.#world.query(this.#session, method, params))
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error
      this.#session.refuseQuery(requestId, error)
    }
  }
}

/** Messages of one session that are on their way into the store. */
const MAX_IN_FLIGHT = 500

function readSignal({ envelope }: PacketOf<'signal'>): Signal | undefined {
  if (!isSignalType(envelope.type)) return undefined
  const parsed = signalSchemas[envelope.type].safeParse(envelope.data)
  return parsed.success ? ({ type: envelope.type, data: parsed.data } as Signal) : undefined
}
