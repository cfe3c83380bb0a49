import { decodePacket, encodeJsonFrame, encodeTextFrame, type Packet, type PacketOf } from '@protocol/codec'
import { COMMANDS } from '@protocol/commands'
import { encodeFrame, type Frame } from '@protocol/frame'
import { FrameDecoder } from '@protocol/frame-decoder'
import type { RequestIds } from '@protocol/request-ids'
import type { SessionInfo } from '@protocol/schemas/session'
import type { QueryMethod, QueryParams, QueryResult, Signal } from '@protocol/schemas/sync'
import { failed, type Result } from '@shared/result'
import { type Dialect, featuresOf, PROTOCOL_NAMES, USUAL_BODY_BYTES } from '../dialects'
import { BaseLink } from './base-link'
import { brokenOffer } from './broken-offer'
import { ackedRequestId, type ChatPacket } from './chat-packet'
import { refusal, serverClosed } from './close-reasons'
import { authBody } from './credentials'
import { Heartbeat } from '../../../connection/heartbeat'
import { type LinkFailure, linkFailure } from '../../../connection/link-failure'
import type { LinkListener, LinkSession } from '../../../connection/link-session'
import type { MessageWatch, OnlineSession } from './online-session'
import { directOutgoing, type Outgoing, type OutgoingFrame } from './outgoing'
import { Queries } from './queries'
import type { SessionOptions } from './session-options'
import { Timers } from '../../../lib/timers'
import type { Transport } from '../../../connection/transport'

/** Milliseconds from an open link to `B002` at most. */
export const AUTH_LIMIT_MS = 10_000
/** Milliseconds that the `A999` after a `B004` may take; then the client leaves without it. */
export const LOGOUT_LIMIT_MS = 2_000
/** Packets that are kept when they overtake the `B002`, and bad bodies of one session that are logged one by one. */
const EARLY_PACKETS = 256
const LOGGED_BAD_BODIES = 10

/**
 * One connection, used once and thrown away: dial, log in, talk, end (PROTOCOL 2, 3). Whoever drops it calls `close`
 * or `drop`; from then on nothing of its transport, timers or decoder reaches anybody.
 */
export class Session implements OnlineSession, LinkSession {
  info: SessionInfo | undefined
  dialect: Dialect = 'sync'
  maxBodyBytes = USUAL_BODY_BYTES.sync
  features = featuresOf('sync')

  readonly #options: SessionOptions
  readonly #listener: LinkListener<ChatPacket>
  readonly #decoder = new FrameDecoder()
  readonly #requestIds: RequestIds
  readonly #queries: Queries
  readonly #early: ChatPacket[] = []
  readonly #timers: Timers
  #outgoing: Outgoing
  #transport: Transport | undefined
  #heartbeat: Heartbeat | undefined
  #isFocused: boolean
  #isEnded = false
  #isLoggingOut = false
  #frames = 0
  #badBodies = 0

  constructor(options: SessionOptions) {
    this.#options = options
    this.#listener = options.listener
    this.#isFocused = options.isFocused
    this.#requestIds = options.requestIds
    this.#timers = new Timers(options.clock)
    this.#queries = new Queries(options.clock, (requestId, bytes) => {
      this.#outgoing.send({ bytes, requestId, awaits: 'nothing' })
    })
    this.#outgoing = directOutgoing((bytes) => this.#write(bytes))
  }

  /** Dials. Called once. */
  open(): void {
    this.#transport = this.#options.openTransport(this.#options.credentials.address, {
      onStage: (stage) => void (this.#isEnded || this.#listener.onStage(stage)),
      onOpen: () => this.#authenticate(),
      onBytes: (bytes) => this.#receive(bytes),
      onClose: (code, reason) => this.#end(linkFailure(code, reason)),
    })
  }

  sendMessage(command: 'c2c' | 'c2g', body: Uint8Array, watch: MessageWatch = {}): number {
    if (body.length > this.maxBodyBytes) throw new RangeError(`a body of ${body.length} bytes is over ${this.maxBodyBytes}`)
    const requestId = this.#requestIds.next()
    if (this.#isEnded) return requestId
    this.#outgoing.send({ bytes: encodeFrame(COMMANDS[command], requestId, body), requestId, awaits: 'ack', ...watch })
    return requestId
  }

  signal(signal: Signal): void {
    if (this.#isEnded || this.dialect === 'base') return
    this.#outgoing.send({ bytes: encodeJsonFrame('signal', 0, signal), requestId: 0, awaits: 'nothing' })
  }

  async query<M extends QueryMethod>(method: M, params: QueryParams<M>): Promise<Result<QueryResult<M>>> {
    if (this.dialect === 'base') return failed('unsupported', `${method} needs a sync/1 server`)
    if (this.#isEnded) return failed('lost')
    return this.#queries.ask(this.#requestIds.next(), method, params)
  }

  logout(): void {
    if (this.#isEnded || this.#isLoggingOut) return
    this.#isLoggingOut = true
    const requestId = this.#requestIds.next()
    this.#outgoing.send({ bytes: encodeTextFrame('logout', requestId, ''), requestId, awaits: 'nothing' })
    this.#timers.after(LOGOUT_LIMIT_MS, () => this.#end(linkFailure('signed_out', 'the log-out was not confirmed')))
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
    this.#release()
    // Never an empty body: the original gateway forwards this command, and an empty one takes its stream down.
    this.#transport?.write(encodeJsonFrame('clientClose', this.#requestIds.next(), { reason }))
    this.#transport?.end()
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
    this.#timers.after(AUTH_LIMIT_MS, () => {
      if (this.#heartbeat === undefined) this.#end(linkFailure('timeout', 'no answer to B001'))
    })
    this.#outgoing.send(this.#authFrame())
  }

  #authFrame(): OutgoingFrame {
    const requestId = this.#requestIds.next()
    const bytes = encodeJsonFrame('auth', requestId, authBody(this.#options.credentials))
    return { bytes, requestId, awaits: 'accepted' }
  }

  #receive(bytes: Uint8Array): void {
    if (this.#isEnded) return
    this.#heartbeat?.received()
    this.#decoder.push(bytes, (frame) => this.#receiveFrame(frame))
    const failure = this.#decoder.failure
    if (failure === undefined || this.#isEnded) return
    this.#options.logger.warn('the stream is not jim1', { code: failure.code, frames: this.#frames })
    this.#end(linkFailure(this.#frames === 0 ? 'other_protocol' : 'protocol_error', failure.message))
  }

  #receiveFrame(frame: Frame): void {
    if (this.#isEnded) return
    this.#frames++
    const packet = decodePacket(frame)
    if (packet.ok) {
      this.#receivePacket(packet.value)
      return
    }
    if (++this.#badBodies <= LOGGED_BAD_BODIES) {
      const { code, message: error } = packet.error
      this.#options.logger.warn('dropped a body', { command: frame.command, code, error, bytes: frame.body.length })
    }
    this.#queries.unreadable(frame, packet.error.message)
  }

  #receivePacket(packet: Packet): void {
    switch (packet.name) {
      case 'ping': {
        const { requestId } = packet
        this.#outgoing.send({ bytes: encodeTextFrame('pong', requestId, 'pong'), requestId, awaits: 'nothing' })
        return
      }
      case 'pong':
        // 0 names no ping: some servers answer so (PROTOCOL 2).
        this.#heartbeat?.ponged(packet.requestId === 0 ? undefined : packet.requestId)
        this.#outgoing.answered('pong', packet.requestId)
        return
      case 'authAccepted':
        this.#accept(packet)
        return
      case 'authRefused':
        this.#end(refusal(packet))
        return
      case 'serverClose':
        this.#end(this.#isLoggingOut ? linkFailure('signed_out', packet.reason) : serverClosed(packet))
        return
      case 'result':
      case 'error':
        this.#queries.answered(packet)
        return
      case 'c2c':
      case 'c2g':
      case 'push':
      case 'baseAck':
        this.#receiveChat(packet)
        return
      default:
        this.#options.logger.info('ignored a command', {
          command: packet.name === 'unknown' ? packet.command : packet.name,
        })
    }
  }

  #receiveChat(packet: ChatPacket): void {
    if (this.#heartbeat === undefined) {
      // A gateway that relays before it says B002 has no history to fetch the message from.
      if (this.#early.length < EARLY_PACKETS) this.#early.push(packet)
      return
    }
    const ackedId = ackedRequestId(packet)
    if (ackedId !== undefined) this.#outgoing.answered('ack', ackedId)
    this.#listener.onPacket(packet)
  }

  #accept(packet: PacketOf<'authAccepted'>): void {
    const broken = brokenOffer(packet, this.#options.credentials)
    if (broken !== undefined) return this.#end(broken)
    // What was not asked for is not spoken: an account of a plain server stays in base mode.
    const info = this.#options.credentials.kind === 'base' ? undefined : packet.session
    this.#outgoing.answered('accepted', 0)
    // A base server is told again and again who we are, and says B002 each time.
    if (this.#heartbeat !== undefined) return
    this.info = info
    this.dialect = info === undefined ? 'base' : 'sync'
    this.maxBodyBytes = info?.max_body_bytes ?? USUAL_BODY_BYTES.base
    this.features = featuresOf(this.dialect, {
      maxBodyBytes: this.maxBodyBytes,
      hasFiles: info?.features.includes('files') === true,
      maxFileBytes: info?.files?.max_bytes,
    })
    if (info === undefined) this.#outgoing = this.#baseLink()
    else this.#decoder.maxBodyBytes = this.maxBodyBytes
    this.#heartbeat = new Heartbeat({
      clock: this.#options.clock,
      heartbeatMs: info?.heartbeat_ms,
      isFocused: this.#isFocused,
      owner: {
        ping: (onWritten) => this.#ping(onWritten),
        measured: (rttMs) => this.#listener.onMeasured(rttMs),
        died: (limitMs) => this.#end(linkFailure('silent', `nothing heard for ${Math.round(limitMs)} ms after a ping`)),
      },
    })
    this.#listener.onOnline({ protocol: PROTOCOL_NAMES[this.dialect], features: this.features })
    for (const packet of this.#early.splice(0)) {
      if (!this.#isEnded) this.#receiveChat(packet)
    }
  }

  #baseLink(): BaseLink {
    return new BaseLink(this.#options.clock, {
      write: (bytes) => this.#write(bytes),
      ping: () => this.#heartbeat?.ping(),
      doubt: () => this.#heartbeat?.doubt(),
      authFrame: () => this.#authFrame(),
      suspectToken: (isSuspected) => this.#listener.onTokenSuspected(isSuspected),
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

  #end(failure: LinkFailure): void {
    if (this.#isEnded) return
    this.#release()
    this.#transport?.destroy()
    this.#listener.onEnd(failure)
  }

  #release(): void {
    this.#isEnded = true
    this.#timers.close()
    this.#heartbeat?.close()
    this.#outgoing.close()
    this.#queries.close()
    if (this.#badBodies > 0) this.#options.logger.warn('the session dropped bodies', { count: this.#badBodies })
  }
}
