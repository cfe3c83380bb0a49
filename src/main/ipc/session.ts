import type { AccountState, SignInFailure, SignInRequest } from '@shared/account'
import type { ChosenId, LocalFile } from '@shared/file'
import type { ConversationId } from '@shared/ids'
import type { CaFile, LinkTest, LinkTestRequest, ProxyChange, ProxySettings, ServerChange } from '@shared/network'
import type { AppInfo, Settings, SettingsInForce } from '@shared/settings'
import type { ConnectionStatus } from '@shared/status'
import type { Result } from '@shared/result'
import type { Square } from '@shared/square'
import type { StorageUsage } from '@shared/storage'
import type { TrialState } from '@shared/trial'
import type { StoredMessage } from '../store/message-row'
import type { Store } from '../store/store'
import type { SyncEngine } from '../sync/sync-engine'
import type { AccountTransfers } from '../transfers/account-transfers'

/** What this device has of the files of messages; nothing of it waits. */
export interface ShownFiles {
  localFile(row: StoredMessage): LocalFile | undefined
}

/** What the handlers use of a signed-in account: they read the store, and let the engine change it. */
export type SignedIn = {
  readonly engine: SyncEngine
  readonly store: Store
  readonly transfers: AccountTransfers
  readonly files: ShownFiles
  /** Brings a square of a picture that was chosen to the server; the address by which it is somebody's. */
  bringPicture(id: ChosenId, square: Square): Promise<Result<string>>
}

/** The account that is signed in now, if any; asked anew at every call, because it changes. */
export type CurrentSession = () => SignedIn | undefined

/** Signing in and out, as `main/app` does it. */
export interface AccountControl {
  readonly state: AccountState
  signIn(request: SignInRequest): Promise<Result<AccountState, SignInFailure>>
  tryLocal(): Promise<Result<AccountState, SignInFailure>>
  /** Sets the database of a later version aside that was refused before. */
  startFresh(): Promise<Result<AccountState, SignInFailure>>
  cancelSignIn(): void
  signOut(options: { readonly removeData: boolean }): Promise<Result<void>>
  changeServer(change: ServerChange): Promise<Result<AccountState>>
}

/** How the app reaches servers, whoever is signed in. */
export interface NetworkControl {
  readonly proxy: ProxySettings
  setProxy(change: ProxyChange): Result<ProxySettings>
  chooseCa(): Promise<Result<CaFile | undefined>>
  describeCa(path: string): Promise<Result<CaFile>>
  test(request: LinkTestRequest): Promise<LinkTest>
}

/** What the profile holds on disk. */
export interface StorageControl {
  usage(): Promise<StorageUsage>
  /** Resolves to the bytes that were freed. */
  clearCache(): Promise<number>
  /** @throws Error when the system has nothing to show a folder with */
  openFolder(): Promise<void>
}

export interface LinkControl {
  readonly status: ConnectionStatus
  reconnectNow(): void
}

/** What one can make happen in the trial office; `no_trial` everywhere else, `no_colleague` when nobody is left to do it. */
export interface TrialControl {
  readonly state: TrialState
  setCable(change: { readonly isPulled: boolean }): Result<TrialState>
  /** Where it happens: there, if a colleague is a member. */
  makeGap(conversationId: ConversationId | undefined): Promise<Result<{ readonly conversationId: ConversationId }>>
  colleagueWrites(conversationId: ConversationId | undefined): Promise<Result<{ readonly conversationId: ConversationId }>>
}

export interface AppControl {
  readonly info: AppInfo
  readonly settings: SettingsInForce
  setSettings(change: Partial<Settings>): Result<SettingsInForce>
  chooseSaveFolder(): Promise<Result<SettingsInForce>>
  /** False: not a link that may be opened outside. */
  openLink(url: string): Promise<boolean>
  /** Of what is decoded of those that were looked at. */
  letGoOfPictures(): void
}
