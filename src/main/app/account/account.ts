import type { AccountState, SignInFailure, SignInRequest, SignInStep } from '@shared/account'
import type { ServerChange } from '@shared/network'
import { failed, ok, type Result } from '@shared/result'
import type { AccountControl } from '../../ipc/session'
import { systemClock } from '../../lib/clock'
import { Emitter } from '../../lib/emitter'
import type { JsonFile } from '../../lib/json-file'
import type { Logger } from '../../lib/logger'
import { refusalOf, refused } from '../policy/server-rules'
import { accountFile, removeDatabase, type SavedAccount, saveSignedOut, withoutToken } from './account-file'
import { AccountOpener, type AccountOpening, savedAccount } from './account-opening'
import type { AccountSession } from './account-session'
import { type AccountEvents, signedInState, signedOutState, waitingState } from './account-state'
import { DelayedRun } from './delayed-run'
import { LatestAttempt } from './latest-attempt'
import { moveDatabase, settleMove } from './move-database'
import { prepareServerChange } from './server-change'
import { signInFailure } from '../../lib/sign-in-failure'
import { FORMS } from './kinds'
import { firstOnline, logIn, trialRequest } from './sign-in'
import { TokenRevoker } from './sign-out'
import { takeAlong } from './take-along'
import type { TrialServer } from './trial-server'

/** Milliseconds between two openings of a database that shows damage again and again. */
const REOPEN_MS = 60_000

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
  readonly #trialServer: Pick<TrialServer, 'start' | 'stop'>
  readonly #opening: AccountOpening
  readonly #opener: AccountOpener
  readonly #logger: Logger
  readonly #file: JsonFile<SavedAccount>
  /** Not at once: SQLite is in the middle of the call that met the damage. */
  readonly #reopening = new DelayedRun(systemClock, REOPEN_MS, () => void this.#reopen())
  #state: AccountState = signedOutState(undefined)
  #session: AccountSession | undefined
  #saved: SavedAccount | undefined
  /** Times that a session was let go of. */
  #drops = 0
  readonly #attempts = new LatestAttempt()
  readonly #revoker: TokenRevoker

  constructor(options: Omit<AccountOpening, 'onDamaged' | 'onWait'> & { readonly trialServer: Pick<TrialServer, 'start' | 'stop'> }) {
    super()
    this.#logger = options.logger.scoped('account')
    this.#trialServer = options.trialServer
    this.#opening = { ...options, onDamaged: () => this.#reopening.ask(), onWait: (store) => this.#setState(waitingState(store)) }
    this.#opener = new AccountOpener(this.#opening)
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
    if (saved !== undefined) settleMove(this.#opener.databaseOf(saved), this.#logger)
    if (saved === undefined || !saved.isSignedIn) return void this.#setState(signedOutState(saved))
    const refusal = refusalOf(saved.server, this.#opening.rules, saved.isLocalTrial)
    if (refusal !== undefined) return this.#giveUp(refused(refusal).error)
    const token = saved.sealedToken === undefined ? undefined : this.#opening.vault.open(saved.sealedToken)
    this.#enter('load')
    const opened = await this.#opener.open(saved, token)
    if (!opened.ok) return this.#notOpened(opened.error)
    this.#adopt(opened.value, this.#allowed(saved), token !== undefined)
    if (!saved.isLocalTrial) return opened.value.connect()
    const resumed = await this.tryLocal(saved.userId)
    // It was never dialled: what is shown would stand still without a word.
    if (!resumed.ok && this.#session === opened.value) this.#giveUp(resumed.error)
  }

  async signIn(request: SignInRequest): Promise<Result<AccountState, SignInFailure>> {
    return this.#attempt((signal) => this.#signInTo(request, false, signal))
  }

  /** The trial's server is ours: at each start of the app it is started again, on new ports, and signed in to anew. */
  tryLocal(userId?: string): Promise<Result<AccountState, SignInFailure>> {
    return this.#attempt(async (signal) => {
      if (this.#opening.rules?.offersTrial === false) return refused('trial_not_allowed')
      this.#enter('start_server')
      const started = await this.#trialServer.start()
      return started.ok ? this.#signInTo(trialRequest(started.value, userId), true, signal) : started
    })
  }

  /** The database of a later version that was refused is set aside, and its history comes from the server. */
  async startFresh(): Promise<Result<AccountState, SignInFailure>> {
    const refused = this.#opener.refused
    if (refused === undefined) return signInFailure('load', 'store_failed', 'no database was refused')
    const opened = await this.#opener.open(refused.saved, refused.token, 'set_aside')
    if (!opened.ok) return opened
    const adopted = this.#adoptAndSave(opened.value, refused.saved)
    if (!adopted.ok) return adopted
    if (refused.saved.isLocalTrial) return this.tryLocal(refused.saved.userId)
    opened.value.connect()
    return adopted
  }

  cancelSignIn(): void {
    this.#attempts.cancel()
    this.#opener.leave()
  }

  /** Skips the wait; a certificate authority that could not be read is looked for again. */
  reconnectNow(): void {
    if (this.#session?.isWithoutCa === true) void this.#reopen()
    else this.#session?.loop.reconnectNow()
  }

  /** The same account, with its history, at another address; nothing is changed unless it can be had there. */
  async changeServer(change: ServerChange): Promise<Result<AccountState>> {
    const [session, before] = [this.#session, this.#saved]
    if (session === undefined || before === undefined || before.isLocalTrial) return failed('not_signed_in')
    const prepared = await prepareServerChange({ saved: before, token: session.token }, change, this.#opening)
    if (!prepared.ok) return prepared
    if (this.#session !== session) return failed('cancelled')
    const { saved, token } = prepared.value
    const drop = this.#dropSession()
    // What is being written would make its folder anew under the old address, where nobody looks for it.
    await session.settled()
    if (this.#drops !== drop) return failed('cancelled')
    const moved = moveDatabase(this.#opener.databaseOf(before), this.#opener.databaseOf(saved), () => this.#save(saved))
    if (moved.ok) return this.#replace(saved, token)
    const restored = await this.#replace(before, session.token)
    return restored.ok ? moved : restored
  }

  /** Fails before anything has changed when the next start would be signed in again, else only with the data to remove. */
  async signOut({ removeData }: { readonly removeData: boolean }): Promise<Result<void>> {
    const saved = this.#saved
    const session = this.#session
    const token = session?.token
    const signedOut = saved === undefined ? ok(saved) : saveSignedOut(this.#file, saved)
    if (!signedOut.ok) return signedOut
    this.#dropSession()
    this.#saved = signedOut.value
    const revoked = saved && this.#revoker.revoke(saved, token)
    // The trial's server is asked before it is stopped; any other may be out of reach, and nobody waits for it.
    if (saved?.isLocalTrial === true) await revoked
    await this.#trialServer.stop()
    await session?.settled()
    const removed = saved !== undefined && removeData ? removeDatabase(this.#opener.databaseOf(saved)) : ok()
    this.#setState(signedOutState(this.#saved))
    await revoked
    return removed
  }

  /** Closes what is open; the account stays signed in for the next start. Twice is harmless. */
  async close(): Promise<void> {
    this.#attempts.cancel()
    this.#dropSession()
    await this.#revoker.settled()
    await this.#trialServer.stop()
  }

  /** One attempt at a time: a newer one cancels the one before. */
  async #attempt(run: (signal: AbortSignal) => Promise<Result<AccountState, SignInFailure>>): Promise<Result<AccountState, SignInFailure>> {
    const { value: result, isLatest } = await this.#attempts.run(run)
    if (result.ok) return result
    this.#logger.warn('sign-in failed', { step: result.error.step, code: result.error.code })
    if (isLatest && this.#session === undefined) this.#setState(signedOutState(this.#saved))
    return result
  }

  async #signInTo(request: SignInRequest, isLocalTrial: boolean, signal: AbortSignal): Promise<Result<AccountState, SignInFailure>> {
    this.#enter('log_in')
    const credentials = await logIn(request, this.#opening, signal, isLocalTrial)
    if (!credentials.ok) return credentials
    const saved = savedAccount(request.server, credentials.value, { isLocalTrial, vault: this.#opening.vault }, this.#saved)
    const { token } = credentials.value
    const along = takeAlong(
      this.#saved,
      saved,
      (one) => this.#opener.databaseOf(one),
      (one) => this.#save(one),
    )
    if (!along.ok) this.#logger.warn('the history could not be taken along', { code: along.error.code })
    const signedIn = await this.#use(saved, token, signal)
    // Nobody here has this token any more.
    if (!signedIn.ok && this.#opener.refused === undefined && this.#session?.token !== token) void this.#revoker.revoke(saved, token)
    return signedIn
  }

  /** From a fresh token to a link that stands. */
  async #use(saved: SavedAccount, token: string, signal: AbortSignal): Promise<Result<AccountState, SignInFailure>> {
    const before = this.#session === undefined ? undefined : this.#saved
    const isRenewal = before !== undefined && this.#opener.databaseOf(before) === this.#opener.databaseOf(saved)
    // What cannot be kept changes nothing for whoever is reading.
    const kept = isRenewal ? this.#save(saved) : ok()
    if (!kept.ok) return kept
    // Two engines on one database would both send its outbox: the session before goes first.
    const left = isRenewal ? undefined : this.#session?.token
    this.#dropSession()
    if (before !== undefined) void this.#revoker.revoke(before, left)
    const opened = await this.#opener.open(saved, token)
    if (!opened.ok) return opened
    const session = opened.value
    // Somebody who was reading keeps reading: only a first sign-in waits for the link.
    if (isRenewal) this.#adopt(session, saved, saved.sealedToken !== undefined)
    this.#enter('resolve')
    const online = firstOnline(session.loop, (step) => this.#enter(step), signal)
    session.connect()
    const outcome = await online
    if (isRenewal) return outcome.ok ? ok(this.#state) : outcome
    if (outcome.ok) return this.#adoptAndSave(session, saved)
    session.close({ code: 'signed_out', reason: 'signing in failed' })
    return outcome
  }

  /** A session whose account cannot be kept is closed: nobody would know of it, and the next one is opened beside it. */
  #adoptAndSave(session: AccountSession, saved: SavedAccount): Result<AccountState, SignInFailure> {
    this.#enter('load')
    const kept = this.#save(saved)
    if (kept.ok) return ok(this.#adopt(session, saved, saved.sealedToken !== undefined))
    session.close({ code: 'signed_out', reason: kept.error.message })
    return kept
  }

  /** Opened anew, a damaged database is quarantined, and what only this device had is carried over. */
  async #reopen(): Promise<void> {
    if (this.#session === undefined || this.#saved === undefined) return
    const replaced = await this.#replace(this.#saved, this.#session.token)
    if (!replaced.ok) this.#logger.error('the account could not be opened anew', { code: replaced.error.code })
  }

  /** The same account in a session of its own making; who reads keeps reading. */
  async #replace(saved: SavedAccount, token: string | undefined): Promise<Result<AccountState, SignInFailure>> {
    const isTokenKept = token !== undefined && saved.sealedToken !== undefined
    this.#dropSession()
    const opened = await this.#opener.open(saved, token)
    if (!opened.ok) {
      this.#notOpened(opened.error)
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
      // The server tells it again at the next log-in.
      const kept = this.#save({ ...(this.#saved ?? saved), name, avatar })
      if (!kept.ok) this.#logger.warn('the profile could not be kept', { code: kept.error.code })
      if (this.#state.state === 'signed_in') this.#setState({ ...this.#state, name, avatar })
    })
    session.link.on('online', ({ features }) => {
      if (this.#state.state === 'signed_in') this.#setState({ ...this.#state, features })
    })
    this.emit('session', session)
    return this.#setState(signedInState(session, saved, isTokenKept))
  }

  /** Nothing was opened: the form says why, unless the person went elsewhere meanwhile. */
  #notOpened(failure: SignInFailure): void {
    if (failure.code !== 'cancelled') this.#giveUp(failure)
    else if (this.#session === undefined && !this.#attempts.isRunning) this.#setState(signedOutState(this.#saved))
  }

  /** Back to the form, with the reason. */
  #giveUp(failure: SignInFailure): void {
    this.#logger.error('the account is left', { step: failure.step, code: failure.code })
    this.#dropSession()
    this.#setState({ ...signedOutState(this.#saved), failure })
  }

  /** Returns which of them this is: whoever waits after it sees whether somebody else has gone on. */
  #dropSession(): number {
    const session = this.#session
    const drop = ++this.#drops
    this.#reopening.cancel()
    this.#opener.leave()
    this.#session = undefined
    if (session === undefined) return drop
    this.emit('session', undefined)
    session.close({ code: 'signed_out', reason: 'signed out' })
    return drop
  }

  /** As a policy lets it be kept. */
  #allowed(saved: SavedAccount): SavedAccount {
    if (this.#opening.vault.isForbidden !== true || saved.sealedToken === undefined) return saved
    const kept = withoutToken(saved)
    const isGone = this.#save(kept)
    if (!isGone.ok) this.#logger.error('a token that may not be kept could not be removed', { code: isGone.error.code })
    return kept
  }

  #save(saved: SavedAccount): Result<void, SignInFailure> {
    const kept = this.#file.save(saved)
    if (!kept.ok) return signInFailure('load', kept.error.code, kept.error.message)
    this.#saved = saved
    return kept
  }

  #enter(step: SignInStep): void {
    this.emit('step', step)
    if (this.#state.state !== 'signed_in') this.#setState({ state: 'signing_in', forms: FORMS, step })
  }

  #setState(state: AccountState): AccountState {
    this.#state = state
    this.emit('state', state)
    return state
  }
}
