import { decodePacket, encodeJsonFrame, encodeTextFrame, type Packet, type PacketOf } from '@protocol/codec'
import { commandName } from '@protocol/commands'
import { BASE_MAX_BODY_BYTES, DEFAULT_MAX_BODY_BYTES, HEADER_BYTES, SYNC_PROFILE } from '@protocol/constants'
import type { Frame } from '@protocol/frame'
import { FrameDecoder } from '@protocol/frame-decoder'
import { RequestIds } from '@protocol/request-ids'
import type { Envelope } from '@protocol/schemas/chat'
import type { AuthBody, SessionInfo } from '@protocol/schemas/session'
import { type QueryMethod, type QueryParams, type QueryResult, queryResultSchemas, type Signal } from '@protocol/schemas/sync'
import { failed, ok, type Result } from '@shared/result'
import type { LinkMode } from '@shared/status'
import type { Cancel, Clock } from '../lib/clock'
import type { Logger } from '../lib/logger'
import { BaseQueue } from './base-queue'
import { Heartbeat } from './heartbeat'
import { type LinkFailure, linkFailure, refusal, serverClosed } from './link-failure'
import { type Credentials, type OnlineSession, QUERY_LIMIT_MS } from './online-session'
import { directOutgoing, type Outgoing } from './outgoing'
import { PendingRequests } from './pending-requests'
import type { OpenTransport, Transport, TransportStage } from './transport'

/** Milliseconds from an open link to `B002` at most. */
export const AUTH_LIMIT_MS = 10_000
/** Milliseconds that the `A999` after a `B004` may take; then the client leaves without it. */
export const LOGOUT_LIMIT_MS = 2_000
/** Milliseconds after which, and then how often, a base server is told again who we are (PROTOCOL 8). */
export const BASE_FIRST_REAUTH_MS = 70_000
export const BASE_REAUTH_MS = 300_000
/** Bytes of a body that no server talks us into, whatever its `max_body_bytes`. */
const LARGEST_BODY_BYTES = 64 * 1024 * 1024
/** Packets that are kept when they overtake the `B002`. */
const EARLY_PACKETS = 256
/** Bad bodies of one session that are logged one by one. */
const LOGGED_BAD_BODIES = 10

/** Packets that the sync engine sees; the others are the session's own. */
export type ChatPacket = PacketOf<'c2c' | 'c2g' | 'push' | 'baseAck'>

/** What a session tells the dial loop. After `onEnd` it says nothing more. */
export interface SessionListener {
  onStage(stage: TransportStage): void
  onOpen(): void
  onOnline(mode: LinkMode): void
  onPacket(packet: ChatPacket): void
  onMeasured(rttMs: number): void
  onEnd(failure: LinkFailure): void
}

export type SessionOptions = {
  readonly clock: Clock
  readonly openTransport: OpenTransport
  readonly logger: Logger
  readonly credentials: Credentials
  readonly listener: SessionListener
  readonly isFocused: boolean
}

/**
 * One connection, used once and thrown away: dial, log in, talk, end (PROTOCOL 2, 3). Whoever drops it calls `close`
 * or `drop`; from then on nothing of its transport, timers or decoder reaches anybody.
 */
export class Session implements OnlineSession {
  info: SessionInfo | undefined
  mode: LinkMode = 'sync'
  maxBodyBytes = DEFAULT_MAX_BODY_BYTES

  readonly #clock: Clock
  readonly #logger: Logger
  readonly #credentials: Credentials
  readonly #listener: SessionListener
  readonly #openTransport: OpenTransport
  readonly #decoder = new FrameDecoder()
  readonly #requestIds = new RequestIds()
  readonly #queries: PendingRequests<Result<unknown>>
  readonly #early: ChatPacket[] = []
  readonly #timers = new Set<Cancel>()
  #outgoing: Outgoing
  #transport: Transport | undefined
  #heartbeat: Heartbeat | undefined
  #isFocused: boolean
  #isEnded = false
  #isLoggingOut = false
  #frames = 0
  #badBodies = 0

  constructor(options: SessionOptions) {
    this.#clock = options.clock
    this.#logger = options.logger
    this.#credentials = options.credentials
    this.#listener = options.listener
    this.#openTransport = options.openTransport
    this.#isFocused = options.isFocused
    this.#queries = new PendingRequests(options.clock)
    this.#outgoing = directOutgoing((bytes) => this.#write(bytes))
  }

  /** Bodies of this session that could not be read and were dropped. */
  get badBodies(): number {
    return this.#badBodies
  }

  /** Dials. Called once. */
  open(): void {
    this.#transport = this.#openTransport(this.#credentials.address, {
      onStage: (stage) => void (this.#isEnded || this.#listener.onStage(stage)),
      onOpen: () => this.#authenticate(),
      onBytes: (bytes) => this.#receive(bytes),
      onClose: (code, reason) => this.#end(linkFailure(code, reason)),
    })
  }

  sendMessage(command: 'c2c' | 'c2g', envelope: Envelope, onWritten?: () => void): number {
    const requestId = this.#requestIds.next()
    if (this.#isEnded) return requestId
    const { sender_id, receiver_id } = envelope.data
    if (this.mode === 'base' && (typeof sender_id !== 'string' || typeof receiver_id !== 'string')) {
      throw new TypeError('a message to a base server needs sender_id and receiver_id as strings')
    }
    const bytes = encodeJsonFrame(command, requestId, envelope)
    const bodyBytes = bytes.length - HEADER_BYTES
    if (bodyBytes > this.maxBodyBytes) throw new RangeError(`a body of ${bodyBytes} bytes is over the limit of ${this.maxBodyBytes}`)
    this.#outgoing.send({ bytes, requestId, awaits: 'ack', onWritten })
    return requestId
  }

  signal(signal: Signal): void {
    if (this.#isEnded || this.mode === 'base') return
    this.#outgoing.send({ bytes: encodeJsonFrame('signal', 0, signal), requestId: 0, awaits: 'nothing' })
  }

  async query<M extends QueryMethod>(method: M, params: QueryParams<M>): Promise<Result<QueryResult<M>>> {
    if (this.mode === 'base') return failed('unsupported', `${method} needs a sync/1 server`)
    if (this.#isEnded) return failed('lost')
    const requestId = this.#requestIds.next()
    const answer = this.#queries.add(requestId, QUERY_LIMIT_MS, failed('timeout', `${method} was not answered`))
    this.#outgoing.send({ bytes: encodeJsonFrame('query', requestId, { method, params }), requestId, awaits: 'nothing' })
    const outcome = await answer
    if (!outcome.ok) return outcome
    const result = queryResultSchemas[method].safeParse(outcome.value)
    return result.success ? ok(result.data as QueryResult<M>) : failed('bad_answer', `${method}: the result has another shape`)
  }

  logout(): void {
    if (this.#isEnded || this.#isLoggingOut) return
    this.#isLoggingOut = true
    const requestId = this.#requestIds.next()
    this.#outgoing.send({ bytes: encodeTextFrame('logout', requestId, ''), requestId, awaits: 'nothing' })
    this.#after(LOGOUT_LIMIT_MS, () => this.#end(linkFailure('signed_out', 'the server did not confirm the log-out')))
  }

  setFocused(isFocused: boolean): void {
    this.#isFocused = isFocused
    this.#heartbeat?.setFocused(isFocused)
  }

  /** There is a reason to doubt the link: it has 3 s to prove itself. */
  doubt(): void {
    this.#heartbeat?.doubt()
  }

  /** Says `A998`, then half-closes. `onEnd` is not called. */
  close(reason: string): void {
    if (this.#isEnded) return
    const transport = this.#transport
    const canSpeak = this.#frames > 0
    this.#release()
    // Never an empty body: the original gateway forwards this command, and an empty one takes its stream down.
    if (canSpeak) transport?.write(encodeJsonFrame('clientClose', this.#requestIds.next(), { reason }))
    if (canSpeak) transport?.end()
    else transport?.destroy()
  }

  /** Drops the link at once, without a word to a peer that is not believed to listen. `onEnd` is not called. */
  drop(): void {
    if (this.#isEnded) return
    this.#release()
    this.#transport?.destroy()
  }

  #authenticate(): void {
    if (this.#isEnded) return
    this.#listener.onOpen()
    this.#after(AUTH_LIMIT_MS, () => {
      if (this.#heartbeat === undefined) this.#end(linkFailure('timeout', 'no answer to B001'))
    })
    this.#sendAuth()
  }

  #sendAuth(): void {
    const { clientId, token, kind, deviceId, deviceName, appVersion } = this.#credentials
    const auth: AuthBody =
      kind === 'base'
        ? { client_id: clientId, token }
        : { client_id: clientId, token, profile: SYNC_PROFILE, device_id: deviceId, device_name: deviceName, app_version: appVersion }
    const requestId = this.#requestIds.next()
    this.#outgoing.send({ bytes: encodeJsonFrame('auth', requestId, auth), requestId, awaits: 'accepted' })
  }

  #receive(bytes: Uint8Array): void {
    if (this.#isEnded) return
    this.#heartbeat?.received()
    this.#decoder.push(bytes, (frame) => this.#receiveFrame(frame))
    const failure = this.#decoder.failure
    if (failure === undefined || this.#isEnded) return
    this.#logger.warn('the stream is not jim1', { code: failure.code, frames: this.#frames })
    this.#end(linkFailure(this.#frames === 0 ? 'not_jim1' : 'protocol_error', failure.message))
  }

  #receiveFrame(frame: Frame): void {
    if (this.#isEnded) return
    this.#frames++
    const packet = decodePacket(frame)
    if (packet.ok) {
      this.#receivePacket(packet.value)
      return
    }
    const name = commandName(frame.command)
    if (++this.#badBodies <= LOGGED_BAD_BODIES) {
      this.#logger.warn('dropped a body', { command: frame.command, error: packet.error.message, bytes: frame.body.length })
    }
    // An answer that cannot be read is an answer: nobody has to wait for the limit.
    if (name === 'result' || name === 'error') this.#queries.settle(frame.requestId, failed('bad_answer', packet.error.message))
  }

  #receivePacket(packet: Packet): void {
    switch (packet.name) {
      case 'ping':
        this.#outgoing.send({ bytes: encodeTextFrame('pong', packet.requestId, 'pong'), requestId: packet.requestId, awaits: 'nothing' })
        return
      case 'pong':
        this.#heartbeat?.ponged(packet.requestId)
        this.#outgoing.answered('pong', packet.requestId)
        return
      case 'authAccepted':
        this.#accept(packet.session)
        return
      case 'authRefused':
        this.#end(refusal(packet))
        return
      case 'serverClose':
        this.#end(this.#isLoggingOut ? linkFailure('signed_out', packet.reason) : serverClosed(packet))
        return
      case 'result':
        this.#queries.settle(packet.requestId, ok(packet.result))
        return
      case 'error':
        this.#queries.settle(packet.requestId, failed(packet.error.code, packet.error.reason))
        return
      case 'c2c':
      case 'c2g':
      case 'push':
      case 'baseAck':
        this.#receiveChat(packet)
        return
      default:
        this.#logger.info('ignored a command', { command: packet.name === 'unknown' ? packet.command : packet.name })
    }
  }

  #receiveChat(packet: ChatPacket): void {
    if (this.#heartbeat === undefined) {
      // A gateway that relays before it says B002 would lose us the message: it has no history to fetch it from.
      if (this.#early.length < EARLY_PACKETS) this.#early.push(packet)
      return
    }
    const ackedId = ackedRequestId(packet)
    if (ackedId !== undefined) this.#outgoing.answered('ack', ackedId)
    this.#listener.onPacket(packet)
  }

  #accept(info: SessionInfo | undefined): void {
    this.#outgoing.answered('accepted', 0)
    // A base server is told again and again who we are, and says B002 each time.
    if (this.#heartbeat !== undefined) return
    this.info = info
    this.mode = info === undefined ? 'base' : 'sync'
    if (info === undefined) {
      this.maxBodyBytes = BASE_MAX_BODY_BYTES
      this.#outgoing = new BaseQueue(this.#clock, (bytes) => this.#write(bytes))
      this.#reauthenticateAfter(BASE_FIRST_REAUTH_MS)
    } else {
      this.maxBodyBytes = Math.min(info.max_body_bytes, LARGEST_BODY_BYTES)
      this.#decoder.maxBodyBytes = this.maxBodyBytes
    }
    this.#heartbeat = new Heartbeat({
      clock: this.#clock,
      heartbeatMs: info?.heartbeat_ms,
      isFocused: this.#isFocused,
      owner: {
        ping: (onWritten) => this.#ping(onWritten),
        measured: (rttMs) => this.#listener.onMeasured(rttMs),
        died: (limitMs) => this.#end(linkFailure('silent', `nothing heard for ${Math.round(limitMs)} ms after a ping`)),
      },
    })
    this.#listener.onOnline(this.mode)
    for (const packet of this.#early.splice(0)) {
      if (!this.#isEnded) this.#receiveChat(packet)
    }
  }

  #reauthenticateAfter(delayMs: number): void {
    this.#after(delayMs, () => {
      this.#sendAuth()
      this.#reauthenticateAfter(BASE_REAUTH_MS)
    })
  }

  #ping(onWritten: (requestId: number) => void): void {
    const requestId = this.#requestIds.next()
    this.#outgoing.send({
      bytes: encodeTextFrame('ping', requestId, 'ping'),
      requestId,
      awaits: 'pong',
      onWritten: () => onWritten(requestId),
    })
  }

  #write(bytes: Uint8Array): void {
    this.#heartbeat?.sent()
    this.#transport?.write(bytes)
  }

  #after(delayMs: number, run: () => void): void {
    const cancel = this.#clock.after(delayMs, () => {
      this.#timers.delete(cancel)
      run()
    })
    this.#timers.add(cancel)
  }

  #end(failure: LinkFailure): void {
    if (this.#isEnded) return
    this.#release()
    this.#transport?.destroy()
    this.#listener.onEnd(failure)
  }

  #release(): void {
    this.#isEnded = true
    for (const cancel of this.#timers) cancel()
    this.#timers.clear()
    this.#heartbeat?.close()
    this.#outgoing.close()
    this.#queries.settleAll(failed('lost'))
    if (this.#badBodies > 0) this.#logger.warn('the session dropped bodies', { count: this.#badBodies })
  }
}

/** Which of our messages this acknowledges; base servers say so bare or wrapped (PROTOCOL 8). */
function ackedRequestId(packet: ChatPacket): number | undefined {
  if (packet.name === 'baseAck') return packet.ack.request_id
  if (packet.envelope.type !== 'ack') return undefined
  const id = packet.envelope.data['request_id']
  return typeof id === 'number' ? id : undefined
}
