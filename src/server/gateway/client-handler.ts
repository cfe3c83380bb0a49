import { decodePacket, encodeJsonFrame, encodeTextFrame, type Packet, type PacketOf } from '@protocol/codec'
import { COMMANDS } from '@protocol/commands'
import type { BodyError } from '@protocol/errors'
import type { Frame } from '@protocol/frame'
import { FrameDecoder } from '@protocol/frame-decoder'
import { hashOf } from '../auth'
import type { SessionEvent } from '../bus/bus'
import { ConnectedSession, type SessionLink } from './connected-session'
import { FrameQueue } from './frame-queue'
import type { GatewayContext } from './gateway-context'
import { checkLogIn } from './log-in'
import type { Link } from './link'
import { LinkLog } from './link-log'
import { Outgoing } from './outgoing'
import { acceptedFrame, closeFrame } from './session-frames'
import { SessionPackets } from './session-packets'

/** A connection that has authenticated. */
type LoggedIn = { readonly session: ConnectedSession; readonly packets: SessionPackets; readonly secret: string }

/**
 * One connection, from its first byte to its last (PROTOCOL 1–5).
 *
 * ```
 *   open ──B001──▶ checking ──▶ session (sync or base) ──▶ closed
 *     │ ping, close only           │ refused: B003            ▲ A998, A999, reset, idle, overflow, not jim1
 *     └────────────────────────────┴──────────────────────────┘
 * ```
 */
export class ClientHandler implements SessionLink {
  /** Resolves when the link is gone and its session with it. */
  readonly ended: Promise<void>
  readonly #link: Link
  readonly #context: GatewayContext
  readonly #number: number
  readonly #log: LinkLog
  readonly #decoder: FrameDecoder
  readonly #frames: FrameQueue
  readonly #out: Outgoing
  #resolveEnded: () => void = () => undefined
  #loggedIn: LoggedIn | undefined
  #framesBeforeLogin = 0
  #sessionGone: Promise<void> = Promise.resolve()
  #isClosed = false
  #stopAuthTimer: () => void
  #stopIdleTimer: () => void = () => undefined
  #stopGraceTimer: () => void = () => undefined
  #lastFrameAt: number

  /** @param number of the link, by which the log tells it from others; one that comes later has a larger one */
  constructor(link: Link, context: GatewayContext, number: number) {
    const { clock, limits, faults } = context
    this.#link = link
    this.#context = context
    this.#number = number
    this.#log = new LinkLog(context.logger, number, link.address)
    this.#decoder = new FrameDecoder({ maxBodyBytes: limits.maxBodyBytesBeforeLogin })
    this.#frames = new FrameQueue({
      link,
      maxFrames: limits.maxPendingFrames,
      maxBytes: limits.maxBodyBytesBeforeLogin,
      work: (frame) => this.#work(frame),
    })
    this.#out = new Outgoing({
      link,
      clock,
      faults,
      maxBytes: limits.maxQueueBytes,
      onOverflow: () => this.#onOverflow(),
      onCut: () => this.#finish(undefined),
    })
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
      this.#frames.push(frames)
    }
    const { failure } = this.#decoder
    if (failure === undefined) return
    this.#context.metrics.protocolErrors.inc()
    this.#log.notJim1(failure.code)
    // What was whole before the broken header is still answered.
    void this.#settled().then(() => this.close('protocol_error', failure.message))
  }

  /** The client has said its last: it is answered, then the link ends. */
  onEnd(): void {
    void this.#settled().then(() => this.#finish(undefined))
  }

  /** The link is gone, whoever ended it. Twice is harmless. */
  onLinkClosed(): void {
    this.#release()
    this.#out.close()
    this.#stopGraceTimer()
    void this.#sessionGone.then(() => this.#resolveEnded())
  }

  /** Says why with `A999` (in words to a base client), then closes. */
  close(code: string, reason: string, retryAfterMs?: number, deviceName?: string): void {
    if (this.#isClosed) return
    this.#finish(
      closeFrame(this.#loggedIn?.session.level, 0, {
        code,
        reason,
        ...(retryAfterMs === undefined ? {} : { retry_after_ms: retryAfterMs }),
        ...(deviceName === undefined ? {} : { device_name: deviceName }),
      }),
    )
  }

  deliver(event: SessionEvent, frame: Uint8Array): void {
    if (event.kind === 'message') this.#context.metrics.messagesOut.inc()
    this.answer(frame, event.kind === 'push' ? event.type : event.kind)
  }

  answer(frame: Uint8Array, kind: string): void {
    this.#context.metrics.framesOut.inc()
    this.#out.send(frame, kind, this.#loggedIn?.session)
  }

  get lastFrameAt(): number {
    return this.#lastFrameAt
  }

  #work(frame: Frame): Promise<void> | undefined {
    try {
      return this.#onFrame(frame)?.catch((error: unknown) => this.#onFailure(error, frame.requestId))
    } catch (error) {
      this.#onFailure(error, frame.requestId)
    }
  }

  /** `undefined`: the next may follow at once. */
  #onFrame(frame: Frame): Promise<void> | undefined {
    if (this.#isClosed) return
    if (this.#loggedIn === undefined && !this.#mayStillTry()) return
    const decoded = decodePacket(frame)
    if (!decoded.ok) return void this.#onBadBody(frame, decoded.error)
    const packet = decoded.value
    if (packet.name !== 'c2c' && packet.name !== 'c2g') return this.#onPacket(packet, frame)
    this.#context.metrics.messagesIn.inc()
    if (this.#loggedIn !== undefined) return this.#loggedIn.packets.message(packet, frame.body.length)
    this.close('protocol_error', 'log in first')
  }

  async #onPacket(packet: Exclude<Packet, PacketOf<'c2c' | 'c2g'>>, frame: Frame): Promise<void> {
    const { packets } = this.#loggedIn ?? {}
    await packets?.settled()
    switch (packet.name) {
      case 'ping':
        return this.answer(encodeTextFrame('pong', packet.requestId, 'pong'), 'pong')
      case 'clientClose':
        return this.#finish(undefined)
      case 'auth':
        return this.#onAuth(packet)
      case 'logout':
        return this.#onLogout(packet.requestId)
      default:
        if (packets !== undefined) return packets.take(packet, frame)
        // Unknown commands and stray pongs are ignored before log-in as after it.
        if (packet.name !== 'unknown' && packet.name !== 'pong') this.close('protocol_error', 'log in first')
    }
  }

  #onBadBody(frame: Frame, error: BodyError): void {
    this.#context.metrics.badBodies.inc()
    this.#log.bodyDropped(frame, error.code)
    if (this.#loggedIn !== undefined) this.#loggedIn.packets.refuse(frame, error.message)
    else if (frame.command === COMMANDS.auth && error.code === 'wrong_shape')
      this.#refuse(frame.requestId, { code: 'bad_token', reason: error.message })
  }

  async #onAuth({ auth, requestId }: PacketOf<'auth'>): Promise<void> {
    const { authenticator, world, limits, metrics, clock } = this.#context
    const cameAt = clock.now()
    // Base clients say B001 again with every ping (PROTOCOL 8). What was good is good: else it would have been closed.
    const { session: known, secret } = this.#loggedIn ?? {}
    if (known?.userId === auth.client_id && secret === hashOf(auth.token)) return this.#accept(known, requestId)
    const outcome = await checkLogIn(authenticator, auth, this.#link.address)
    if (this.#isClosed) return
    if (outcome.code !== undefined) {
      metrics.loginFailures.inc()
      this.#log.refused(requestId, outcome.code)
      return this.#refuse(requestId, {
        code: outcome.code,
        reason: outcome.reason,
        retry_after_ms: outcome.retryAfterMs,
      })
    }
    if (this.#loggedIn !== undefined) {
      if (this.#loggedIn.session.userId !== auth.client_id) return this.close('protocol_error', 'this connection is somebody else')
      return this.#accept(this.#loggedIn.session, requestId)
    }
    // A device that comes back takes the place that it had.
    if (world.connectionsBeside(auth.client_id, auth.device_id) >= limits.maxSessionsPerUser)
      return this.#refuse(requestId, { code: 'overloaded', reason: 'too many connections', retry_after_ms: 60_000 })
    this.#stopAuthTimer()
    this.#link.known()
    this.#decoder.maxBodyBytes = limits.maxBodyBytes
    this.#frames.maxBytes = limits.maxPendingBytes
    const session = new ConnectedSession(this, this.#context, { auth, credential: outcome.credential, cameAt, linkNumber: this.#number })
    const packets = new SessionPackets({
      session,
      world,
      log: this.#log,
      maxBytes: limits.maxPendingBytes,
      onFailure: (error, requestId) => this.#onFailure(error, requestId),
    })
    this.#loggedIn = { session, packets, secret: hashOf(auth.token) }
    if (session.level === 'base') this.#out.space(limits.baseSpacingMs)
    metrics.sessions.inc()
    this.#log.loggedIn(session)
    await this.#enter(session, requestId)
  }

  async #enter(session: ConnectedSession, requestId: number): Promise<void> {
    const { world } = this.#context
    const arriving = world.arrive(session)
    if (arriving !== undefined) await arriving
    if (this.#isClosed) return
    // The session's first frame is its acceptance; only then the world may speak to it.
    this.#accept(session, requestId)
    this.#watch()
    await world.connect(session)
  }

  /** `B004`: what it was opened with is worth nothing any more, here and on every other connection (PROTOCOL 6). */
  async #onLogout(requestId: number): Promise<void> {
    const { session } = this.#loggedIn ?? {}
    if (session?.credential.kind === 'token')
      await this.#context.world.access.revoke(session.userId, session.credential.tokenHash, undefined, session.sessionId)
    this.#finish(closeFrame(this.#loggedIn?.session.level, requestId, { code: 'signed_out', reason: 'client close' }))
  }

  #accept(session: ConnectedSession, requestId: number): void {
    this.answer(acceptedFrame(session, requestId, this.#context), 'accepted')
  }

  #refuse(requestId: number, body: { readonly code: string; readonly reason: string; readonly retry_after_ms?: number }): void {
    this.#finish(encodeJsonFrame('authRefused', requestId, body))
  }

  #mayStillTry(): boolean {
    this.#framesBeforeLogin += 1
    if (this.#framesBeforeLogin <= this.#context.limits.maxFramesBeforeLogin) return true
    this.#context.metrics.protocolErrors.inc()
    this.close('protocol_error', 'too many frames before log-in')
    return false
  }

  /** Looks now and then whether the client is still there, and still allowed to be. */
  #watch(): void {
    const { clock, limits } = this.#context
    const { credential } = this.#loggedIn!.session
    const expiresAt = credential.kind === 'token' ? credential.expiresAt : Infinity
    const check = (): void => {
      const now = clock.now()
      const idleMs = now - this.#lastFrameAt
      if (idleMs >= limits.idleMs) return this.close('protocol_error', `nothing was heard for ${Math.round(idleMs / 1000)} s`)
      if (now >= expiresAt) return this.close('expired', 'the token has expired')
      this.#stopIdleTimer = clock.after(limits.idleMs - idleMs, check)
    }
    this.#stopIdleTimer = clock.after(limits.idleMs, check)
  }

  /** Everything that was received is worked on and answered. */
  async #settled(): Promise<void> {
    await this.#frames.drained()
    await this.#loggedIn?.packets.settled()
  }

  #onFailure(error: unknown, requestId: number): void {
    this.#log.failed(error, requestId)
    this.close('overloaded', 'the server could not do this now', 1000)
  }

  #onOverflow(): void {
    if (this.#isClosed) return
    this.#context.metrics.overflows.inc()
    this.#log.doesNotRead()
    this.close('overloaded', 'you do not read what is sent to you', 5000)
  }

  /** Ends the connection with a last frame; a peer that does not take it is dropped after a grace. */
  #finish(frame: Uint8Array | undefined): void {
    if (this.#isClosed) return
    this.#stopGraceTimer = this.#context.clock.after(this.#context.limits.closeGraceMs, () => this.#link.destroy())
    this.#out.finish(frame)
    this.#release()
  }

  #release(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#frames.clear()
    this.#stopAuthTimer()
    this.#stopIdleTimer()
    const { metrics, world } = this.#context
    metrics.connections.dec()
    if (this.#loggedIn === undefined) return
    metrics.sessions.dec()
    this.#log.ended()
    this.#sessionGone = world.disconnect(this.#loggedIn.session).catch((error: unknown) => this.#log.disconnectFailed(error))
  }
}
