import { setTimeout as pause } from 'node:timers/promises'
import type { ServerAddress, SignInFailure, SignInFailureCode } from '@shared/account'
import { ok, type Result } from '@shared/result'
import { systemClock } from '../../lib/clock'
import type { Dial } from '../../lib/dial'
import type { Logger } from '../../lib/logger'
import { openStore, type StoreOptions } from '../../store/open-store'
import { isLongUpdate } from '../../store/pending-update'
import type { StoreErrorCode } from '../../store/store-error'
import { databasePath, type SavedAccount } from './account-file'
import type { DownloadRules } from '../../transfers/download-rules'
import type { FaceMaker } from '../../transfers/avatars'
import type { PreviewMaker } from '../../transfers/preview'
import type { PictureDrawer } from '../../transfers/picture-drawer'
import type { PictureRules } from '../../transfers/send-files'
import type { MeasureMedia } from '../../transfers/measurements'
import type { RenderPicture } from '../../transfers/renditions'
import { type AccountLimits, AccountSession } from './account-session'
import type { StoreWait } from './account-state'
import type { FileMachine } from './session-files'
import { type CaFileFailure, readCa } from '../network/ca-file'
import type { DialOrders } from '../network/dial-orders'
import type { ServerRules } from '../policy/server-rules'
import type { Vault } from '../network/network'
import type { Profile } from '../profile'
import { signInFailure } from '../../lib/sign-in-failure'
import type { LoggedIn } from '../../kinds/kind/kind'

export type AccountOpening = {
  readonly profile: Profile
  readonly appVersion: string
  readonly dial: Dial
  /** Which address of a server is dialled. */
  readonly orders: Pick<DialOrders, 'of'>
  /** Keeps the token between starts. */
  readonly vault: Vault
  /** What fetched files may take, in bytes, as it is now. */
  readonly cacheBytes: () => number
  /** What this computer does with files. */
  readonly machine: FileMachine
  /** What comes by itself, as it is now. */
  readonly autoDownload: () => DownloadRules
  /** What is done with pictures that are sent, as it is now. */
  readonly pictureRules: () => PictureRules
  readonly previews?: PreviewMaker & PictureDrawer & FaceMaker
  readonly render?: RenderPicture
  readonly measure?: MeasureMedia
  /** What a policy says of servers. */
  readonly rules?: ServerRules
  readonly limits?: AccountLimits
  readonly logger: Logger
  /** The open account's database turned out to be damaged. */
  readonly onDamaged: () => void
  /** Another process holds the database, or it is brought up to date: it is waited for. Called once for each wait. */
  readonly onWait: (store: StoreWait) => void
  /** Brings a large database of an earlier schema to the newest, aside; it may fail, and may be cut short. */
  readonly updateStore: (file: string, signal: AbortSignal) => Promise<void>
}

export function accountDatabase(profile: Profile, saved: SavedAccount): string {
  return databasePath(profile.accountsDir, saved.server, saved.userId, saved.isLocalTrial)
}

/** The account as it is kept; its name and picture are `before`'s until the server tells them. */
export function savedAccount(
  server: ServerAddress,
  { userId, token }: LoggedIn,
  way: { readonly isLocalTrial: boolean; readonly vault: Vault },
  before: SavedAccount | undefined,
): SavedAccount {
  const known = before?.userId === userId ? before : undefined
  return {
    server,
    userId,
    name: known?.name ?? userId,
    avatar: known?.avatar ?? '',
    isLocalTrial: way.isLocalTrial,
    isSignedIn: true,
    sealedToken: way.vault.seal(token),
  }
}

const FAILURE_OF_STORE: { readonly [C in StoreErrorCode]: SignInFailureCode } = {
  store_newer: 'store_newer',
  busy: 'store_busy',
  disk_full: 'disk_full',
  read_only: 'read_only',
  io_failed: 'io_failed',
  // A database that cannot even be replaced.
  corrupt: 'store_failed',
  failed: 'store_failed',
}

/** Milliseconds until a database that another process holds is looked at again. */
const BUSY_RETRY_MS = 250

/** Opens an account's database and builds its session, not connected yet. */
function openAccount(
  {
    profile,
    appVersion,
    dial,
    orders,
    cacheBytes,
    machine,
    autoDownload,
    pictureRules,
    previews,
    render,
    measure,
    limits,
    logger,
    onDamaged,
  }: AccountOpening,
  saved: SavedAccount,
  token: string | undefined,
  ca: Result<string | undefined, CaFileFailure>,
  newer: StoreOptions['newer'] = 'refuse',
): Result<AccountSession, SignInFailure> {
  const file = accountDatabase(profile, saved)
  const store = openStore({ file, clock: systemClock, logger: logger.scoped('store'), newer, onDamaged })
  if (!store.ok) return signInFailure('load', FAILURE_OF_STORE[store.error.code], store.error.message)
  return ok(
    new AccountSession({
      server: saved.server,
      userId: saved.userId,
      name: saved.name,
      avatar: saved.avatar,
      token,
      ca,
      dial,
      order: orders.of(saved.server),
      store: store.value,
      databaseFile: file,
      cacheBytes,
      machine,
      autoDownload,
      pictureRules,
      previews,
      render,
      measure,
      limits,
      deviceId: profile.deviceId,
      deviceName: profile.deviceName,
      appVersion,
      logger,
    }),
  )
}

/** Opens accounts, and remembers the one that was refused. */
export class AccountOpener {
  readonly #opening: AccountOpening
  #wanted = new AbortController()
  /** An account whose database is of a later version: refused until the person chooses. */
  refused: { readonly saved: SavedAccount; readonly token: string | undefined } | undefined

  constructor(opening: AccountOpening) {
    this.#opening = opening
  }

  databaseOf(saved: SavedAccount): string {
    return accountDatabase(this.#opening.profile, saved)
  }

  /** Waits as long as another process holds the database; fails with `cancelled` when `leave` comes first. */
  async open(saved: SavedAccount, token: string | undefined, newer?: 'set_aside'): Promise<Result<AccountSession, SignInFailure>> {
    const { signal } = this.#wanted
    const ca = await readCa(saved.server.caFile)
    await this.#update(this.databaseOf(saved), signal)
    // Whoever signed out meanwhile may have had the database removed.
    let isTold = false
    while (!signal.aborted) {
      const opened = openAccount(this.#opening, saved, token, ca, newer)
      if (opened.ok || opened.error.code !== 'store_busy') {
        this.refused = !opened.ok && opened.error.code === 'store_newer' ? { saved, token } : undefined
        return opened
      }
      if (!isTold) {
        this.#opening.logger.warn('another process holds the database')
        this.#opening.onWait('busy')
      }
      isTold = true
      await pause(BUSY_RETRY_MS, undefined, { signal }).catch(() => undefined)
    }
    return signInFailure('load', 'cancelled', 'cancelled')
  }

  async #update(file: string, signal: AbortSignal): Promise<void> {
    if (signal.aborted || !isLongUpdate(file)) return
    const { onWait, updateStore, logger } = this.#opening
    logger.info('the store is of an earlier schema, and large')
    onWait('updating')
    await updateStore(file, signal)
  }

  /** What is not open yet is not wanted any more. */
  leave(): void {
    this.#wanted.abort()
    this.#wanted = new AbortController()
  }
}
