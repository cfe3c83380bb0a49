import type { AccountState, SignInFailure, SignInRequest, SignInStep } from '@shared/account'
import type { ServerChange } from '@shared/network'
import { failed, ok, type Result } from '@shared/result'
import type { AccountControl } from '../ipc/session'
import { systemClock } from '../lib/clock'
import type { Dial } from '../lib/dial'
import { Emitter } from '../lib/emitter'
import type { JsonFile } from '../lib/json-file'
import type { Logger } from '../lib/logger'
import { accountFile, removeDatabase, type SavedAccount } from './account-file'
import { accountDatabase, type AccountOpening, openAccount, savedAccount } from './account-opening'
import type { AccountSession } from './account-session'
import { signedInState, signedOutState } from './account-state'
import { readCa } from './ca-file'
import { DelayedRun } from './delayed-run'
import type { TrialRequest } from './local-server'
import { moveDatabase } from './move-database'
import type { Profile } from './profile'
import { prepareServerChange } from './server-change'
import { firstOnline, logIn, signInFailure } from './sign-in'
import { TokenRevoker } from './sign-out'
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
  /** Not at once: SQLite is in the middle of the call that met the damage. */
  readonly #reopening = new DelayedRun(systemClock, REOPEN_MS, () => this.#reopen())
  #state: AccountState = { state: 'signed_out' }
  #session: AccountSession | undefined
  #saved: SavedAccount | undefined
  #cancel: AbortController | undefined
  readonly #revoker: TokenRevoker
  /** An account whose database is of a later version: refused until the person chooses. */
  #refused: { readonly saved: SavedAccount; readonly token: string | undefined } | undefined

  constructor(options: { readonly profile: Profile; readonly serverScript: string; readonly appVersion: string; readonly dial: Dial; readonly logger: Logger }) {
    super()
    this.#profile = options.profile
    this.#logger = options.logger.scoped('account')
    this.#trialServer = new TrialServer({ script: options.serverScript, profileDir: options.profile.dir, logger: this.#logger })
    this.#opening = { ...options, onDamaged: () => this.#reopening.ask() }
    this.#revoker = new TokenRevoker({ dial: options.dial, logger: this.#logger })
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
      this.#setState(signedOutState(this.#saved))
      return
    }
    const token = saved.sealedToken === undefined ? undefined : tokenVault.open(saved.sealedToken)
    const opened = this.#open(saved, token)
    if (!opened.ok) {
      this.#logger.error('the saved account could not be opened', { code: opened.error.code })
      this.#setState({ ...signedOutState(this.#saved), failure: opened.error })
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

  /** See `TrialServer.ask`. */
  askTrialServer(request: TrialRequest): Promise<string | undefined> {
    return this.#trialServer.ask(request)
  }

  cancelSignIn(): void {
    this.#cancel?.abort()
  }

  /** Skips the wait; a certificate authority that could not be read is looked for again. */
  reconnectNow(): void {
    if (this.#session?.isWithoutCa === true && this.#saved !== undefined) this.#replace(this.#saved, this.#session.token)
    else this.#session?.connection.reconnectNow()
  }

  /** The same account, with its history, at another address; nothing is changed unless it can be had there. */
  async changeServer(change: ServerChange): Promise<Result<AccountState>> {
    const [session, before] = [this.#session, this.#saved]
    if (session === undefined || before === undefined || before.isLocalTrial) return failed('not_signed_in')
    const prepared = await prepareServerChange({ saved: before, token: session.token }, change, this.#opening)
    if (!prepared.ok) return prepared
    if (this.#session !== session) return failed('cancelled')
    const { saved, token } = prepared.value
    this.#dropSession()
    const moved = moveDatabase(this.#databaseOf(before), this.#databaseOf(saved), () => this.#save(saved))
    if (moved.ok) return this.#replace(saved, token)
    this.#replace(before, session.token)
    return moved
  }

  async signOut({ removeData }: { readonly removeData: boolean }): Promise<void> {
    const saved = this.#saved
    const token = this.#session?.token
    this.#dropSession()
    const revoked = saved && this.#revoker.revoke(saved, token)
    // The trial's server is asked before it is stopped; any other may be out of reach, and nobody waits for it.
    if (saved?.isLocalTrial === true) await revoked
    await this.#trialServer.stop()
    if (saved !== undefined) {
      if (removeData) removeDatabase(this.#databaseOf(saved))
      const { sealedToken: _removed, ...rest } = saved
      this.#save({ ...rest, isSignedIn: false })
    }
    this.#setState(signedOutState(this.#saved))
    await revoked
  }

  /** Closes what is open; the account stays signed in for the next start. Twice is harmless. */
  async close(): Promise<void> {
    this.#cancel?.abort()
    this.#dropSession()
    await this.#revoker.settled()
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
      if (isLatest && this.#session === undefined) this.#setState(signedOutState(this.#saved))
    }
    return result
  }

  async #signInTo(request: SignInRequest, isLocalTrial: boolean, signal: AbortSignal): Promise<Result<AccountState, SignInFailure>> {
    this.#enter('log_in')
    const ca = readCa(request.server.caFile)
    if (!ca.ok) return signInFailure('secure', ca.error.code, ca.error.message)
    const credentials = await logIn(request, this.#profile, { ca: ca.value, dial: this.#opening.dial }, signal)
    if (!credentials.ok) return credentials
    const saved = savedAccount(request.server, credentials.value, isLocalTrial, this.#saved)
    const before = this.#session === undefined ? undefined : this.#saved
    const isRenewal = before !== undefined && this.#databaseOf(before) === this.#databaseOf(saved)
    // Two engines on one database would both send its outbox: the session before goes first.
    const left = isRenewal ? undefined : this.#session?.token
    this.#dropSession()
    if (before !== undefined) void this.#revoker.revoke(before, left)
    const opened = this.#open(saved, credentials.value.token)
    if (!opened.ok) {
      if (this.#refused === undefined) void this.#revoker.revoke(saved, credentials.value.token)
      return opened
    }
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
      void this.#revoker.revoke(saved, credentials.value.token)
      return outcome
    }
    this.#enter('load')
    return ok(this.#adoptAndSave(session, saved))
  }

  #adoptAndSave(session: AccountSession, saved: SavedAccount): AccountState {
    this.#save(saved)
    return this.#adopt(session, saved, saved.sealedToken !== undefined)
  }

  #databaseOf(saved: SavedAccount): string {
    return accountDatabase(this.#profile, saved)
  }

  #open(saved: SavedAccount, token: string | undefined, newer?: 'set_aside'): Result<AccountSession, SignInFailure> {
    const opened = openAccount(this.#opening, saved, token, newer)
    this.#refused = !opened.ok && opened.error.code === 'store_newer' ? { saved, token } : undefined
    return opened
  }

  /** Opened anew, a damaged database is quarantined, and what only this device had is carried over. */
  #reopen(): void {
    if (this.#session !== undefined && this.#saved !== undefined) this.#replace(this.#saved, this.#session.token)
  }

  /** The same account in a session of its own making; who reads keeps reading. */
  #replace(saved: SavedAccount, token: string | undefined): Result<AccountState, SignInFailure> {
    const isTokenKept = token !== undefined && saved.sealedToken !== undefined
    this.#dropSession()
    const opened = this.#open(saved, token)
    if (!opened.ok) {
      this.#setState({ ...signedOutState(this.#saved), failure: opened.error })
      return opened
    }
    this.#adopt(opened.value, saved, isTokenKept)
    opened.value.connect()
    return ok(this.#state)
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
    return this.#setState(signedInState(session, saved, isTokenKept))
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
    this.#reopening.cancel()
    this.#session = undefined
    if (session === undefined) return
    this.emit('session', undefined)
    session.close({ code: 'signed_out', reason: 'signed out' })
  }

  #save(saved: SavedAccount): void {
    this.#saved = saved
    this.#file.save(saved)
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
