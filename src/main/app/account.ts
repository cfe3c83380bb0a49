import { rmSync } from 'node:fs'
import type { AccountState, SignInFailure, SignInRequest, SignInStep } from '@shared/account'
import { asUserId } from '@shared/ids'
import { ok, type Result } from '@shared/result'
import type { AccountControl } from '../ipc/session'
import { type Cancel, systemClock } from '../lib/clock'
import { Emitter } from '../lib/emitter'
import type { JsonFile } from '../lib/json-file'
import type { Logger } from '../lib/logger'
import { accountFile, type SavedAccount } from './account-file'
import { accountDatabase, type AccountOpening, openAccount, savedAccount } from './account-opening'
import type { AccountSession } from './account-session'
import type { Profile } from './profile'
import { firstOnline, logIn, readCa, signInFailure } from './sign-in'
import { tokenVault } from './token-vault'
import { TrialServer } from './trial-server'

/** The sample person that "Try it on this computer" signs in as; her password is the demo's (README). */
const TRIAL_USER = 'alice'
const TRIAL_PASSWORD = 'demo'

/** Milliseconds between two openings of a database that shows damage again and again. */
const REOPEN_MS = 60_000

type AccountEvents = {
  state: AccountState
  step: SignInStep
  /** The session that is there from now on; `undefined` after sign-out. */
  session: AccountSession | undefined
}

/**
 * Who is signed in: from the form, from the last start, or by "Try it". One account at a time.
 *
 * ```
 *   signed_out ──signIn/tryLocal──▶ signing_in ──online──▶ signed_in
 *       ▲                               │ failure, cancel      │
 *       └───────────────────────────────┴──── signOut ─────────┘
 * ```
 *
 * A start with a saved account is `signed_in` at once, with or without a network or a token: history is there.
 */
export class Account extends Emitter<AccountEvents> implements AccountControl {
  readonly #profile: Profile
  readonly #trialServer: TrialServer
  readonly #opening: AccountOpening
  readonly #logger: Logger
  readonly #file: JsonFile<SavedAccount>
  #state: AccountState = { state: 'signed_out' }
  #session: AccountSession | undefined
  #saved: SavedAccount | undefined
  #cancel: AbortController | undefined
  /** An account whose database is of a later version: refused until the person chooses. */
  #refused: { readonly saved: SavedAccount; readonly token: string | undefined } | undefined
  #cancelReopen: Cancel | undefined
  #reopenedAt = -Infinity

  constructor(options: { readonly profile: Profile; readonly serverScript: string; readonly appVersion: string; readonly logger: Logger }) {
    super()
    this.#profile = options.profile
    this.#logger = options.logger.scoped('account')
    this.#trialServer = new TrialServer({ script: options.serverScript, profileDir: options.profile.dir, logger: this.#logger })
    this.#opening = { ...options, onDamaged: () => this.#reopenSoon() }
    this.#file = accountFile(options.profile.dir)
  }

  get state(): AccountState {
    return this.#state
  }

  get session(): AccountSession | undefined {
    return this.#session
  }

  /** Takes up the account of the last start, if it was not signed out. Its history shows before any network. */
  async resume(): Promise<void> {
    const saved = this.#file.load()
    this.#saved = saved
    if (saved === undefined || !saved.isSignedIn) {
      this.#setState(this.#signedOut())
      return
    }
    const token = saved.sealedToken === undefined ? undefined : tokenVault.open(saved.sealedToken)
    const opened = this.#open(saved, token)
    if (!opened.ok) {
      this.#logger.error('the saved account could not be opened', { code: opened.error.code })
      this.#setState({ ...this.#signedOut(), failure: opened.error })
      return
    }
    this.#adopt(opened.value, saved, token !== undefined)
    if (!saved.isLocalTrial) return opened.value.connect()
    await this.#resumeTrial(saved)
  }

  async signIn(request: SignInRequest): Promise<Result<AccountState, SignInFailure>> {
    return this.#attempt((signal) => this.#signInTo(request, false, signal))
  }

  async tryLocal(): Promise<Result<AccountState, SignInFailure>> {
    return this.#attempt(async (signal) => {
      this.#enter('start_server')
      const started = await this.#trialServer.start()
      if (!started.ok) return started
      return this.#signInTo({ server: started.value, user: TRIAL_USER, secret: TRIAL_PASSWORD }, true, signal)
    })
  }

  /** The database of a later version that was refused is set aside, and its history comes from the server. */
  async startFresh(): Promise<Result<AccountState, SignInFailure>> {
    const refused = this.#refused
    if (refused === undefined) return signInFailure('load', 'store_failed', 'no database was refused')
    const opened = this.#open(refused.saved, refused.token, 'set_aside')
    if (!opened.ok) return opened
    if (refused.saved.isLocalTrial) {
      this.#adoptAndSave(opened.value, refused.saved)
      await this.#resumeTrial(refused.saved)
      return ok(this.#state)
    }
    opened.value.connect()
    return ok(this.#adoptAndSave(opened.value, refused.saved))
  }

  cancelSignIn(): void {
    this.#cancel?.abort()
  }

  async signOut({ removeData }: { readonly removeData: boolean }): Promise<void> {
    const saved = this.#saved
    this.#dropSession()
    await this.#trialServer.stop()
    if (saved !== undefined) {
      if (removeData) for (const suffix of ['', '-wal', '-shm']) rmSync(accountDatabase(this.#profile, saved) + suffix, { force: true })
      const { sealedToken: _removed, ...rest } = saved
      this.#save({ ...rest, isSignedIn: false })
    }
    this.#setState(this.#signedOut())
  }

  /** Closes what is open; the account stays signed in for the next start. Twice is harmless. */
  async close(): Promise<void> {
    this.#cancel?.abort()
    this.#dropSession()
    await this.#trialServer.stop()
  }

  /** One attempt at a time: a newer one cancels the one before. */
  async #attempt(run: (signal: AbortSignal) => Promise<Result<AccountState, SignInFailure>>): Promise<Result<AccountState, SignInFailure>> {
    this.#cancel?.abort()
    const cancel = new AbortController()
    this.#cancel = cancel
    const result = await run(cancel.signal)
    const isLatest = this.#cancel === cancel
    if (isLatest) this.#cancel = undefined
    if (!result.ok) {
      this.#logger.warn('sign-in failed', { step: result.error.step, code: result.error.code })
      if (isLatest && this.#session === undefined) this.#setState(this.#signedOut())
    }
    return result
  }

  async #signInTo(request: SignInRequest, isLocalTrial: boolean, signal: AbortSignal): Promise<Result<AccountState, SignInFailure>> {
    this.#enter('log_in')
    const ca = readCa(request.server.caFile)
    if (!ca.ok) return ca
    const credentials = await logIn(request, this.#profile, ca.value, signal)
    if (!credentials.ok) return credentials
    const saved = savedAccount(request.server, credentials.value, isLocalTrial, this.#saved)
    const isRenewal = this.#session !== undefined && this.#isOpen(saved)
    // Two engines on one database would both send its outbox: the session before goes first.
    this.#dropSession()
    const opened = this.#open(saved, credentials.value.token)
    if (!opened.ok) return opened
    const session = opened.value
    // Somebody who was reading keeps reading: only a first sign-in waits for the link.
    if (isRenewal) this.#adoptAndSave(session, saved)
    this.#enter('resolve')
    const online = firstOnline(session.connection, (step) => this.#enter(step), signal)
    session.connect()
    const outcome = await online
    if (isRenewal) return outcome.ok ? ok(this.#state) : outcome
    if (!outcome.ok) {
      session.close({ code: 'signed_out', reason: 'signing in failed' })
      return outcome
    }
    this.#enter('load')
    return ok(this.#adoptAndSave(session, saved))
  }

  #adoptAndSave(session: AccountSession, saved: SavedAccount): AccountState {
    this.#save(saved)
    return this.#adopt(session, saved, saved.sealedToken !== undefined)
  }

  #isOpen(saved: SavedAccount): boolean {
    return this.#saved !== undefined && accountDatabase(this.#profile, this.#saved) === accountDatabase(this.#profile, saved)
  }

  #open(saved: SavedAccount, token: string | undefined, newer?: 'set_aside'): Result<AccountSession, SignInFailure> {
    const opened = openAccount(this.#opening, saved, token, newer)
    this.#refused = !opened.ok && opened.error.code === 'store_newer' ? { saved, token } : undefined
    return opened
  }

  /** Not at once: SQLite is in the middle of the call that met the damage. */
  #reopenSoon(): void {
    const waitMs = Math.max(0, this.#reopenedAt + REOPEN_MS - systemClock.monotonic())
    this.#cancelReopen ??= systemClock.after(waitMs, () => this.#reopen())
  }

  /** Opened anew, a damaged database is quarantined, and what only this device had is carried over. */
  #reopen(): void {
    const [before, saved] = [this.#session, this.#saved]
    this.#cancelReopen = undefined
    if (before === undefined || saved === undefined) return
    this.#reopenedAt = systemClock.monotonic()
    const isTokenKept = this.#state.state === 'signed_in' && this.#state.isTokenKept
    this.#dropSession()
    const opened = this.#open(saved, before.token)
    if (!opened.ok) {
      this.#setState({ ...this.#signedOut(), failure: opened.error })
      return
    }
    this.#adopt(opened.value, saved, isTokenKept)
    opened.value.connect()
  }

  /** Makes a session the current one and tells everyone. */
  #adopt(session: AccountSession, saved: SavedAccount, isTokenKept: boolean): AccountState {
    this.#session = session
    this.#saved = saved
    session.engine.on('profile', ({ name, avatar }) => {
      this.#save({ ...(this.#saved ?? saved), name, avatar })
      if (this.#state.state === 'signed_in') this.#setState({ ...this.#state, name, avatar })
    })
    session.connection.on('online', ({ mode }) => {
      if (this.#state.state === 'signed_in') this.#setState({ ...this.#state, mode })
    })
    this.emit('session', session)
    return this.#setState({
      state: 'signed_in',
      userId: asUserId(saved.userId),
      name: saved.name,
      avatar: saved.avatar,
      server: saved.server,
      mode: session.connection.session?.mode ?? 'unknown',
      isTokenKept,
      isLocalTrial: saved.isLocalTrial,
      repaired: session.repaired,
    })
  }

  /** The trial's server is ours: it is started again, on new ports, and signed in to as the first time. */
  async #resumeTrial(saved: SavedAccount): Promise<void> {
    const started = await this.#trialServer.start()
    if (!started.ok) {
      this.#logger.error('the local server did not start', { code: started.error.code })
      return
    }
    await this.#attempt((signal) => this.#signInTo({ server: started.value, user: saved.userId, secret: TRIAL_PASSWORD }, true, signal))
  }

  #dropSession(): void {
    const session = this.#session
    this.#cancelReopen?.()
    this.#cancelReopen = undefined
    this.#session = undefined
    if (session === undefined) return
    this.emit('session', undefined)
    session.close({ code: 'signed_out', reason: 'signed out' })
  }

  #save(saved: SavedAccount): void {
    this.#saved = saved
    this.#file.save(saved)
  }

  #signedOut(): Extract<AccountState, { state: 'signed_out' }> {
    const last = this.#saved
    return last === undefined || last.isLocalTrial
      ? { state: 'signed_out' }
      : { state: 'signed_out', last: { server: last.server, user: last.userId } }
  }

  #enter(step: SignInStep): void {
    this.emit('step', step)
    if (this.#state.state !== 'signed_in') this.#setState({ state: 'signing_in', step })
  }

  #setState(state: AccountState): AccountState {
    this.#state = state
    this.emit('state', state)
    return state
  }
}
