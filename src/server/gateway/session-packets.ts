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
  #inFlight: Promise<void>[] = []
  #inFlightBytes = 0

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

  /** `log out` is the connection's own business; everything else that a session may say. */
  async take(packet: Packet, frame: Frame): Promise<void> {
    switch (packet.name) {
      case 'c2c':
      case 'c2g':
        return this.#message(packet, frame.body.length)
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
    while (this.#inFlight.length > 0) {
      const waiting = this.#inFlight
      this.#inFlight = []
      this.#inFlightBytes = 0
      await Promise.all(waiting)
    }
  }

  async #message({ name, envelope, requestId }: MessagePacket, bodyBytes: number): Promise<void> {
    if (this.#inFlightBytes + bodyBytes > this.#maxBytes) await this.settled()
    this.#inFlightBytes += bodyBytes
    const answered = this.#world.messages.accept(this.#session, name, envelope, bodyBytes, this.#session.replyTo(requestId))
    this.#inFlight.push(answered.catch((error: unknown) => this.#onFailure(error, requestId)))
    // So that the list does not grow with a connection that says nothing but messages.
    if (this.#inFlight.length >= MAX_IN_FLIGHT) await this.settled()
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
