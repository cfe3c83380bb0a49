import { decodePacket, encodeJsonFrame, encodeTextFrame, type Packet, type PacketOf } from '@protocol/codec'
import { SYNC_PROFILE } from '@protocol/constants'
import type { Frame } from '@protocol/frame'
import { FrameDecoder } from '@protocol/frame-decoder'
import { FEATURES } from '@protocol/schemas/session'
import { isSignalType, type Signal, signalSchemas } from '@protocol/schemas/sync'
import type { SessionEvent } from '../bus/bus'
import { RefusedError } from '../world/session'
import { ConnectedSession } from './connected-session'
import type { GatewayContext } from './gateway'
import type { Link } from './link'
import { Outgoing } from './outgoing'

/**
 * One connection, from its first byte to its last (PROTOCOL 1–5).
 *
 * ```
 *   open ──B001──▶ checking ──▶ session (sync or base) ──▶ closed
 *     │ ping, close only           │ refused: B003            ▲ A998, A999, reset, idle, overflow, not jim1
 *     └────────────────────────────┴──────────────────────────┘
 * ```
 *
 * Frames are worked on one after the other, so that what a client says first happens first; while too many wait,
 * reading stops.
 */
export class ClientHandler {
  /** Resolves when the connection and its session are gone. */
  readonly ended: Promise<void>
  readonly #link: Link
  readonly #context: GatewayContext
  readonly #decoder: FrameDecoder
  readonly #out: Outgoing
  readonly #onGone: () => void
  #resolveEnded: () => void = () => undefined
  #session: ConnectedSession | undefined
  #framesBeforeLogin = 0
  #pending: Frame[] = []
  #isWorking = false
  #isPaused = false
  #isClosed = false
  #stopAuthTimer: () => void
  #stopIdleTimer: () => void = () => undefined
  #stopGraceTimer: () => void = () => undefined
  #lastFrameAt: number

  constructor(link: Link, context: GatewayContext, onGone: () => void) {
    const { clock, limits, faults } = context
    this.#link = link
    this.#context = context
    this.#onGone = onGone
    this.#decoder = new FrameDecoder({ maxBodyBytes: limits.maxBodyBytesBeforeLogin })
    this.#out = new Outgoing({ link, clock, faults, maxBytes: limits.maxQueueBytes, onOverflow: () => this.#overflow() })
    this.#lastFrameAt = clock.now()
    this.#stopAuthTimer = clock.after(limits.authTimeoutMs, () => this.close('protocol_error', 'no log-in in time'))
    this.ended = new Promise((resolve) => (this.#resolveEnded = resolve))
    context.metrics.connections.inc()
  }

  /** What arrived. The bytes may be used again after the call. */
  onBytes(bytes: Uint8Array): void {
    if (this.#isClosed) return
    const frames = this.#decoder.push(bytes)
    if (frames.length > 0) {
      this.#lastFrameAt = this.#context.clock.now()
      this.#context.metrics.framesIn.inc(frames.length)
      // A body may be a view into the read buffer, and its turn may come after that is used again.
      for (const frame of frames) this.#pending.push({ ...frame, body: frame.body.slice() })
      if (this.#pending.length > this.#context.limits.maxPendingFrames && !this.#isPaused) {
        this.#isPaused = true
        this.#link.pause()
      }
      void this.#work()
    }
    const failure = this.#decoder.failure
    if (failure !== undefined) {
      this.#context.metrics.protocolErrors.inc()
      this.#context.logger.info('not jim1', { address: this.#link.address, code: failure.code })
      // What was whole before the broken header is still answered.
      void this.#work().then(() => this.close('protocol_error', failure.message))
    }
  }

  /** The link is gone, whoever ended it. Twice is harmless. */
  onLinkClosed(): void {
    this.#release()
    this.#stopGraceTimer()
  }

  /** Says why with `A999` (in words to a base client), then closes. */
  close(code: string, reason: string, retryAfterMs?: number): void {
    if (this.#isClosed) return
    const isBase = this.#session?.level === 'base'
    const body = { code, reason, ...(retryAfterMs === undefined ? {} : { retry_after_ms: retryAfterMs }) }
    this.#finish(isBase ? encodeTextFrame('serverClose', 0, reason) : encodeJsonFrame('serverClose', 0, body))
  }

  /** For the session: an event of the world. */
  deliver(event: SessionEvent, frame: Uint8Array): void {
    this.#context.metrics.framesOut.inc()
    this.#out.send(frame, event.kind === 'push' ? event.type : event.kind, this.#recipient)
  }

  /** For the session: an answer to a frame of its own. */
  answer(frame: Uint8Array, kind: string): void {
    this.#context.metrics.framesOut.inc()
    this.#out.send(frame, kind, this.#recipient)
  }

  get lastFrameAt(): number {
    return this.#lastFrameAt
  }

  get #recipient(): { readonly userId: string | undefined; readonly deviceId: string | undefined } {
    return { userId: this.#session?.userId, deviceId: this.#session?.deviceId }
  }

  async #work(): Promise<void> {
    if (this.#isWorking) return
    this.#isWorking = true
    for (let frame = this.#pending.shift(); frame !== undefined && !this.#isClosed; frame = this.#pending.shift()) {
      try {
        await this.#onFrame(frame)
      } catch (error) {
        this.#context.logger.warn('a frame failed', { command: frame.command, error: error instanceof Error ? error.message : String(error) })
        this.close('overloaded', 'the server could not do this now', 1000)
      }
      if (this.#isPaused && this.#pending.length * 2 < this.#context.limits.maxPendingFrames) {
        this.#isPaused = false
        this.#link.resume()
      }
    }
    this.#isWorking = false
  }

  async #onFrame(frame: Frame): Promise<void> {
    const decoded = decodePacket(frame)
    if (!decoded.ok) {
      this.#context.metrics.badBodies.inc()
      this.#context.logger.info('body dropped', { command: frame.command, code: decoded.error.code })
      if (this.#session === undefined) return this.#beforeLogin()
      if (frame.command === 'B101' || frame.command === 'B102') this.#session.refuseBody(frame.requestId, decoded.error.message)
      if (frame.command === 'B201') this.#session.refuseQuery(frame.requestId, 'bad_request', decoded.error.message)
      return
    }
    const packet = decoded.value
    switch (packet.name) {
      case 'ping':
        if (this.#session === undefined) this.#beforeLogin()
        return this.answer(encodeTextFrame('pong', packet.requestId, 'pong'), 'pong')
      case 'clientClose':
        return this.#finish(undefined)
      case 'auth':
        return this.#onAuth(packet)
      default:
        if (this.#session === undefined) return this.#notLoggedIn(packet)
        return this.#onSessionPacket(this.#session, packet, frame)
    }
  }

  async #onSessionPacket(session: ConnectedSession, packet: Packet, frame: Frame): Promise<void> {
    const { world, logger } = this.#context
    switch (packet.name) {
      case 'c2c':
      case 'c2g':
        return world.messages.accept(session, packet.name, packet.envelope, frame.body.length, session.replyTo(packet.requestId))
      case 'signal': {
        const signal = readSignal(packet)
        return session.level === 'sync' && signal !== undefined ? world.signal(session, signal) : undefined
      }
      case 'query':
        if (session.level === 'base') return
        try {
          session.answerQuery(packet.requestId, await world.query(session, packet.method, packet.params))
        } catch (error) {
          if (!(error instanceof RefusedError)) throw error
          session.refuseQuery(packet.requestId, error.code, error.reason)
        }
        return
      case 'logout':
        return this.#finish(
          session.level === 'base' ? encodeTextFrame('serverClose', packet.requestId, 'client close') : encodeJsonFrame('serverClose', packet.requestId, { code: 'signed_out', reason: 'client close' }),
        )
      default:
        logger.info('command ignored', { command: frame.command, user: session.userId })
    }
  }

  async #onAuth({ auth, requestId }: PacketOf<'auth'>): Promise<void> {
    const { authenticator, world, limits, clock, metrics } = this.#context
    if (this.#session !== undefined) {
      // Base clients say B001 again, because the original gateway forgets them (PROTOCOL 8).
      if (this.#session.userId !== auth.client_id) return this.close('protocol_error', 'this connection is somebody else')
      return this.#accepted(this.#session, requestId)
    }
    this.#beforeLogin()
    if (auth.profile !== undefined && auth.profile !== SYNC_PROFILE) return this.#refuse(requestId, 'version_unsupported', `this server speaks ${SYNC_PROFILE}`)
    const failure = await authenticator.checkAuth(auth.client_id, auth.token, this.#link.address)
    if (this.#isClosed) return
    if (failure !== undefined) {
      metrics.loginFailures.inc()
      return this.#refuse(requestId, failure, failure === 'expired' ? 'the token has expired' : 'the token is not valid')
    }
    this.#stopAuthTimer()
    this.#decoder.maxBodyBytes = limits.maxBodyBytes
    const sessionId = this.#context.newId()
    const session = new ConnectedSession(this, {
      sessionId,
      userId: auth.client_id,
      deviceId: auth.device_id ?? `plain-${sessionId}`,
      deviceName: auth.device_name ?? '',
      appVersion: auth.app_version ?? '',
      level: auth.profile === SYNC_PROFILE ? 'sync' : 'base',
      connectedAt: clock.now(),
    })
    this.#session = session
    if (session.level === 'base') this.#out.space(limits.baseSpacingMs)
    metrics.sessions.inc()
    // The session's first frame is its acceptance; only then the world may speak to it.
    this.#accepted(session, requestId)
    this.#watchIdle()
    await world.connect(session)
  }

  #accepted(session: ConnectedSession, requestId: number): void {
    const { limits, clock, httpBase } = this.#context
    if (session.level === 'base') return this.answer(encodeTextFrame('authAccepted', requestId, 'auth success'), 'accepted')
    const info = {
      profile: SYNC_PROFILE,
      user_id: session.userId,
      session_id: session.sessionId,
      server_time: clock.now(),
      heartbeat_ms: limits.heartbeatMs,
      idle_limit_ms: limits.idleMs,
      max_body_bytes: limits.maxBodyBytes,
      http_base: httpBase(),
      features: FEATURES.filter((feature) => feature !== 'files'),
    }
    this.answer(encodeJsonFrame('authAccepted', requestId, info), 'accepted')
  }

  #refuse(requestId: number, code: string, reason: string): void {
    this.#finish(encodeJsonFrame('authRefused', requestId, { code, reason }))
  }

  #notLoggedIn(packet: Packet): void {
    this.#beforeLogin()
    if (packet.name !== 'unknown') this.close('protocol_error', 'log in first')
  }

  #beforeLogin(): void {
    this.#framesBeforeLogin += 1
    if (this.#framesBeforeLogin > this.#context.limits.maxFramesBeforeLogin) this.close('protocol_error', 'too many frames before log-in')
  }

  #watchIdle(): void {
    const { clock, limits } = this.#context
    const check = (): void => {
      const idleMs = clock.now() - this.#lastFrameAt
      if (idleMs >= limits.idleMs) return this.close('protocol_error', `nothing was heard for ${Math.round(idleMs / 1000)} s`)
      this.#stopIdleTimer = clock.after(limits.idleMs - idleMs, check)
    }
    this.#stopIdleTimer = clock.after(limits.idleMs, check)
  }

  #overflow(): void {
    if (this.#isClosed) return
    this.#context.metrics.overflows.inc()
    this.#context.logger.warn('client does not read', { user: this.#session?.userId })
    this.close('overloaded', 'you do not read what is sent to you', 5000)
  }

  /** Ends the connection with a last frame; a peer that does not take it is dropped after a grace. */
  #finish(frame: Uint8Array | undefined): void {
    if (this.#isClosed) return
    this.#out.finish(frame)
    this.#stopGraceTimer = this.#context.clock.after(this.#context.limits.closeGraceMs, () => this.#link.destroy())
    this.#release()
  }

  #release(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#pending = []
    this.#stopAuthTimer()
    this.#stopIdleTimer()
    this.#out.close()
    this.#context.metrics.connections.dec()
    this.#onGone()
    const session = this.#session
    if (session === undefined) return this.#resolveEnded()
    this.#context.metrics.sessions.dec()
    void this.#context.world
      .disconnect(session)
      .catch((error: unknown) => this.#context.logger.warn('disconnect failed', { error: String(error) }))
      .finally(() => this.#resolveEnded())
  }
}

function readSignal({ envelope }: PacketOf<'c2c' | 'c2g' | 'push' | 'signal'>): Signal | undefined {
  if (!isSignalType(envelope.type)) return undefined
  const parsed = signalSchemas[envelope.type].safeParse(envelope.data)
  return parsed.success ? ({ type: envelope.type, data: parsed.data } as Signal) : undefined
}
