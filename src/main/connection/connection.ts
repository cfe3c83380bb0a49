import type { ConnectionStatus, LinkCause } from '@shared/status'
import type { Cancel, Clock, Random } from '../lib/clock'
import { type DialOrder, placedCause, placeOf } from '../lib/dial-order'
import { Emitter } from '../lib/emitter'
import type { Logger } from '../lib/logger'
import { isDialling, type LinkEvent, nextStatus } from './connection-state'
import { isOfAddress, type LinkFailure } from './link-failure'
import { GOOD_AFTER_MS, planRetry } from './reconnect-policy'
import type { LinkListener, LinkSession, MakeSession } from './link-session'
import { Sleep } from './sleep'

/** Milliseconds of sleep after which the old socket is not trusted at all (PROTOCOL 3). */
export const DISTRUST_AFTER_MS = 30_000

const NO_NETWORK: LinkCause = { code: 'no_network', reason: 'the system has no network' }
const SIGNED_OUT: LinkCause = { code: 'signed_out', reason: '' }

export type ConnectionEvents<Online, Packet> = {
  readonly status: ConnectionStatus
  /** After the log-in, before any packet of that session. */
  readonly online: Online
  /** An online session ended; it will not speak any more. */
  readonly lost: undefined
  /** Every packet of the current session that its kind hands on, in order. */
  readonly packet: Packet
}

export type ConnectionDeps<Credentials, Online, Packet> = {
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly makeSession: MakeSession<Credentials, Online, Packet>
  /** Which address the sessions dial; else that of the credentials. */
  readonly order?: DialOrder
}

/**
 * The dial loop: keeps one session alive as long as it is wanted, and says what it is doing (PROTOCOL 3). There is at
 * most one session at any time, dialling or online. What a session says is its kind's business.
 */
export class Connection<Credentials, Online, Packet> {
  readonly #clock: Clock
  readonly #random: Random
  readonly #makeSession: MakeSession<Credentials, Online, Packet>
  readonly #logger: Logger
  readonly #order: DialOrder | undefined
  readonly #events = new Emitter<ConnectionEvents<Online, Packet>>()
  #status: ConnectionStatus
  #credentials: Credentials | undefined
  #session: (LinkSession & Online) | undefined
  /** Monotonic ms at which the session came online. */
  #onlineAt: number | undefined
  #failures = 0
  #cancelRetry: Cancel | undefined
  #isNetworkUp = true
  #isFocused = false
  readonly #sleep: Sleep
  #isClosed = false

  constructor(deps: ConnectionDeps<Credentials, Online, Packet>) {
    this.#clock = deps.clock
    this.#random = deps.random
    this.#makeSession = deps.makeSession
    this.#sleep = new Sleep(deps.clock)
    this.#logger = deps.logger
    this.#order = deps.order
    this.#status = { state: 'stopped', cause: SIGNED_OUT, since: deps.clock.now() }
  }

  get status(): ConnectionStatus {
    return this.#status
  }

  /** Only while online. */
  get session(): Online | undefined {
    return this.#status.state === 'online' ? this.#session : undefined
  }

  /** Returns the function that stops listening. */
  on<E extends keyof ConnectionEvents<Online, Packet>>(
    event: E,
    listener: (value: ConnectionEvents<Online, Packet>[E]) => void,
  ): () => void {
    return this.#events.on(event, listener)
  }

  /** Dials, and keeps dialling until `stop`, `close`, or a refusal that a retry cannot cure. */
  start(credentials: Credentials): void {
    if (this.#credentials !== undefined) this.stop(SIGNED_OUT)
    if (this.#isClosed) return
    this.#credentials = credentials
    this.#failures = 0
    this.#dial()
  }

  /** Says goodbye, closes, and does not dial again. */
  stop(cause: LinkCause): void {
    if (this.#isClosed) return
    this.#credentials = undefined
    this.#giveUp(cause)
  }

  /** The person asks: skips the wait, leaves a link that is up for a fresh one, tries again after a refusal. */
  reconnectNow(): void {
    switch (this.#status.state) {
      case 'stopped':
        // A token that was refused stays refused; the person has to sign in again.
        if (this.#status.cause.code !== 'bad_token' && this.#status.cause.code !== 'expired') this.#dial()
        return
      case 'online':
        this.#renew({ code: 'nudged', reason: 'a fresh link was asked for' }, (session) => session.close('nudged'))
        return
      case 'waiting':
      case 'offline':
        this.#dial(true)
        return
      default:
        return
    }
  }

  /** The way to the server is another one, by a proxy for instance: a link that is up or being dialled is left for it. */
  redial(): void {
    if (this.#credentials === undefined) return
    const cause: LinkCause = { code: 'nudged', reason: 'the way to the server changed' }
    if (this.#status.state === 'online') this.#renew(cause, (session) => session.close('nudged'))
    else if (isDialling(this.#status)) this.#renew(cause, (session) => session.drop())
    // Whoever was signed out elsewhere does not come back because of a proxy.
    else if (this.#status.state !== 'stopped' || this.#status.cause.code === 'proxy_auth') this.#dial()
  }

  /** The system's network came, went, or is another one. */
  networkChanged(isUp: boolean): void {
    this.#isNetworkUp = isUp
    if (this.#credentials === undefined || this.#status.state === 'stopped') return
    if (this.#status.state === 'online') {
      // The system may be wrong, and a socket may outlive a short break: it is asked, not dropped.
      this.#session?.doubt()
    } else if (isUp) {
      const cause: LinkCause = { code: 'nudged', reason: 'the network changed' }
      if (isDialling(this.#status)) this.#renew(cause, (session) => session.drop())
      else this.#dial()
    } else {
      this.#cancelWait()
      this.#takeSession()?.drop()
      this.#apply({ type: 'network_down', cause: NO_NETWORK })
    }
  }

  /** The machine goes to sleep. */
  suspend(): void {
    this.#sleep.begin()
  }

  /** The machine is awake again. After more than 30 s of sleep the old socket is not trusted (PROTOCOL 3). */
  resume(): void {
    const sleptMs = this.#sleep.end()
    if (this.#credentials === undefined || this.#status.state === 'stopped') return
    const isUp = this.#status.state === 'online' || isDialling(this.#status)
    if (isUp && sleptMs > DISTRUST_AFTER_MS) {
      const cause: LinkCause = { code: 'suspended', reason: `slept for ${Math.round(sleptMs / 1000)} s` }
      this.#renew(cause, (session) => session.drop())
    } else if (this.#status.state === 'online') {
      this.#session?.doubt()
    } else if (this.#status.state === 'waiting') {
      this.#dial()
    }
  }

  /** A focused window finds a dead link sooner. */
  setFocused(isFocused: boolean): void {
    this.#isFocused = isFocused
    this.#session?.setFocused(isFocused)
  }

  /** Stops for good; nothing is emitted any more. Twice is harmless. */
  close(): void {
    if (this.#isClosed) return
    this.stop(SIGNED_OUT)
    this.#isClosed = true
  }

  /** @param isForced dials although the system says there is no network: the person knows better */
  #dial(isForced = false): void {
    const credentials = this.#credentials
    if (credentials === undefined || this.#session !== undefined) return
    this.#cancelWait()
    if (!this.#isNetworkUp && !isForced) {
      this.#apply({ type: 'network_down', cause: NO_NETWORK })
      return
    }
    this.#order?.begin()
    this.#open(credentials, { type: 'dialled', attempt: this.#failures + 1 })
  }

  #open(credentials: Credentials, event: LinkEvent): void {
    const listener = this.#listenerOf(() => session)
    const session: LinkSession & Online = (this.#session = this.#makeSession(credentials, listener, this.#isFocused))
    this.#apply(event)
    if (this.#session === session) session.open()
  }

  #listenerOf(own: () => LinkSession & Online): LinkListener<Packet> {
    // A session says nothing after its end; the check keeps this true for whatever is already on its way here.
    const whileCurrent =
      <A extends unknown[]>(run: (...args: A) => void) =>
      (...args: A): void => {
        if (this.#session === own()) run(...args)
      }
    return {
      onStage: whileCurrent((stage) => this.#apply({ type: 'stage', stage })),
      onOpen: whileCurrent(() => this.#apply({ type: 'opened' })),
      onOnline: whileCurrent((spoken) => {
        this.#onlineAt = this.#clock.monotonic()
        this.#order?.arrived()
        this.#apply({ type: 'accepted', spoken, place: placeOf(this.#order) })
        if (this.#session === own()) this.#events.emit('online', own())
      }),
      onPacket: whileCurrent((packet) => this.#events.emit('packet', packet)),
      onTokenSuspected: whileCurrent((isSuspected) => this.#apply({ type: 'token_suspected', isSuspected })),
      onMeasured: whileCurrent((rttMs) => this.#apply({ type: 'measured', rttMs })),
      onEnd: whileCurrent((failure) => this.#ended(failure)),
    }
  }

  #ended(failure: LinkFailure): void {
    const { retry, retryAfterMs } = failure
    const cause = placedCause(failure.cause, this.#order)
    const wasOnline = this.#onlineAt !== undefined
    this.#logger.info('link ended', { code: cause.code, reason: cause.reason, retry, wasOnline })
    if (retry === 'never') {
      this.#takeSession()
      this.#giveUp(cause)
      return
    }
    if (this.#movesOn(failure, cause)) return
    const plan = planRetry({ failures: this.#failures, onlineForMs: this.#onlineForMs, retryAfterMs }, this.#random)
    this.#failures = plan.failures
    this.#takeSession()
    if (!this.#isNetworkUp) {
      this.#apply({ type: 'network_down', cause: NO_NETWORK })
      return
    }
    this.#cancelRetry = this.#clock.after(plan.delayMs, () => this.#dial())
    this.#apply({ type: 'lost', cause, attempt: plan.failures + 1, retryAt: this.#clock.now() + plan.delayMs })
  }

  /** Another address of the server is dialled without a wait, if there is one that may do better. */
  #movesOn(failure: LinkFailure, cause: LinkCause): boolean {
    const credentials = this.#credentials
    if (credentials === undefined || !this.#isNetworkUp || !isOfAddress(failure)) return false
    const wasGood = (this.#onlineForMs ?? 0) >= GOOD_AFTER_MS
    if (this.#order?.moveOn(wasGood) !== true) return false
    if (wasGood) this.#failures = 0
    this.#takeSession()
    this.#open(credentials, { type: 'moved', cause, attempt: this.#failures + 1 })
    return true
  }

  /** Leaves the session for a fresh one, without a wait. */
  #renew(cause: LinkCause, leave: (session: LinkSession) => void): void {
    if ((this.#onlineForMs ?? 0) >= GOOD_AFTER_MS) this.#failures = 0
    const session = this.#takeSession()
    if (session !== undefined) leave(session)
    this.#apply({ type: 'lost', cause, attempt: this.#failures + 1, retryAt: this.#clock.now() })
    this.#dial()
  }

  #giveUp(cause: LinkCause): void {
    this.#cancelWait()
    this.#takeSession()?.close(cause.code)
    this.#apply({ type: 'stopped', cause })
  }

  #cancelWait(): void {
    this.#cancelRetry?.()
    this.#cancelRetry = undefined
  }

  /** The session is nobody's business any more; from here on it cannot change the status. */
  #takeSession(): LinkSession | undefined {
    const session = this.#session
    this.#session = undefined
    this.#onlineAt = undefined
    return session
  }

  get #onlineForMs(): number | undefined {
    return this.#onlineAt === undefined ? undefined : this.#clock.monotonic() - this.#onlineAt
  }

  #apply(event: LinkEvent): void {
    const before = this.#status
    const status = nextStatus(before, event, this.#clock.now())
    if (status === before) return
    this.#status = status
    if (before.state === 'online' && status.state !== 'online') this.#events.emit('lost', undefined)
    // A listener of `lost` may have moved the link on already; the newer status has been told then.
    if (this.#status === status) this.#events.emit('status', status)
  }
}
