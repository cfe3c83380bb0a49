import { rmSync } from 'node:fs'
import type { AccountState, ServerAddress, SignInFailure, SignInRequest, SignInStep } from '@shared/account'
import { asUserId } from '@shared/ids'
import { ok, type Result } from '@shared/result'
import type { AccountControl } from '../ipc/session'
import { systemClock } from '../lib/clock'
import { Emitter } from '../lib/emitter'
import type { JsonFile } from '../lib/json-file'
import type { Logger } from '../lib/logger'
import { openStore } from '../store/store'
import { accountFile, databasePath, type SavedAccount } from './account-file'
import { AccountSession } from './account-session'
import { type LocalServer, startLocalServer } from './local-server'
import type { Profile } from './profile'
import { type Credentials, firstOnline, logIn, readCa, signInFailure } from './sign-in'
import { tokenVault } from './token-vault'

/** The sample person that "Try it on this computer" signs in as; her password is the demo's (README). */
const TRIAL_USER = 'alice'
const TRIAL_PASSWORD = 'demo'

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
  readonly #serverScript: string
  readonly #appVersion: string
  readonly #logger: Logger
  readonly #file: JsonFile<SavedAccount>
  #state: AccountState = { state: 'signed_out' }
  #session: AccountSession | undefined
  #saved: SavedAccount | undefined
  #localServer: LocalServer | undefined
  #cancel: AbortController | undefined

  constructor(options: { readonly profile: Profile; readonly serverScript: string; readonly appVersion: string; readonly logger: Logger }) {
    super()
    this.#profile = options.profile
    this.#serverScript = options.serverScript
    this.#appVersion = options.appVersion
    this.#logger = options.logger.scoped('account')
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
      this.#setState(this.#signedOut())
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
      const started = await this.#startTrialServer()
      if (!started.ok) return started
      return this.#signInTo({ server: started.value, user: TRIAL_USER, secret: TRIAL_PASSWORD }, true, signal)
    })
  }

  cancelSignIn(): void {
    this.#cancel?.abort()
  }

  async signOut({ removeData }: { readonly removeData: boolean }): Promise<void> {
    const saved = this.#saved
    this.#dropSession()
    await this.#stopTrialServer()
    if (saved !== undefined) {
      if (removeData) for (const suffix of ['', '-wal', '-shm']) rmSync(this.#fileOf(saved) + suffix, { force: true })
      const { sealedToken: _removed, ...rest } = saved
      this.#save({ ...rest, isSignedIn: false })
    }
    this.#setState(this.#signedOut())
  }

  /** Closes what is open; the account stays signed in for the next start. Twice is harmless. */
  async close(): Promise<void> {
    this.#cancel?.abort()
    this.#dropSession()
    await this.#stopTrialServer()
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
    const saved = this.#savedFrom(request.server, credentials.value, isLocalTrial)
    const isRenewal = this.#session !== undefined && this.#saved !== undefined && this.#fileOf(this.#saved) === this.#fileOf(saved)
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

  #fileOf(saved: SavedAccount): string {
    return databasePath(this.#profile.accountsDir, saved.server, saved.userId, saved.isLocalTrial)
  }

  #savedFrom(server: ServerAddress, { userId, token }: Credentials, isLocalTrial: boolean): SavedAccount {
    const known = this.#saved?.userId === userId ? this.#saved : undefined
    return {
      server,
      userId,
      name: known?.name ?? userId,
      avatar: known?.avatar ?? '',
      isLocalTrial,
      isSignedIn: true,
      sealedToken: tokenVault.seal(token),
    }
  }

  #open(saved: SavedAccount, token: string | undefined): Result<AccountSession, SignInFailure> {
    const ca = readCa(saved.server.caFile)
    const store = openStore({ file: this.#fileOf(saved), clock: systemClock, logger: this.#logger.scoped('store') })
    if (!store.ok) {
      return signInFailure('load', store.error.code === 'store_newer' ? 'store_newer' : 'store_failed', store.error.message)
    }
    return ok(
      new AccountSession({
        server: saved.server,
        userId: saved.userId,
        name: saved.name,
        avatar: saved.avatar,
        token,
        ca: ca.ok ? ca.value : undefined,
        store: store.value,
        deviceId: this.#profile.deviceId,
        deviceName: this.#profile.deviceName,
        appVersion: this.#appVersion,
        logger: this.#logger,
      }),
    )
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
    })
  }

  /** The trial's server is ours: it is started again, on new ports, and signed in to as the first time. */
  async #resumeTrial(saved: SavedAccount): Promise<void> {
    const started = await this.#startTrialServer()
    if (!started.ok) {
      this.#logger.error('the local server did not start', { code: started.error.code })
      return
    }
    await this.#attempt((signal) => this.#signInTo({ server: started.value, user: saved.userId, secret: TRIAL_PASSWORD }, true, signal))
  }

  async #startTrialServer(): Promise<Result<ServerAddress, SignInFailure>> {
    try {
      this.#localServer ??= await startLocalServer({ script: this.#serverScript, profileDir: this.#profile.dir, logger: this.#logger })
      return ok(this.#localServer.address)
    } catch (error) {
      return signInFailure('start_server', 'server_start_failed', error instanceof Error ? error.message : String(error))
    }
  }

  async #stopTrialServer(): Promise<void> {
    const server = this.#localServer
    this.#localServer = undefined
    await server?.stop()
  }

  #dropSession(): void {
    const session = this.#session
    this.#session = undefined
    if (session === undefined) return
    this.emit('session', undefined)
    session.close({ code: 'signed_out', reason: 'signed out' })
  }

  #save(saved: SavedAccount): void {
    this.#saved = saved
    this.#file.save(saved)
  }

  #signedOut(): AccountState {
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
