import type { AccountForm, ServerAddress, SignInFailure, SignInRequest } from '@shared/account'
import type { Features } from '@shared/features'
import type { UserId } from '@shared/ids'
import type { LinkTest, LinkTestStage } from '@shared/network'
import type { Result } from '@shared/result'
import type { ConnectionStatus, LinkCause } from '@shared/status'
import type { Clock, Random } from '../../lib/clock'
import type { Dial } from '../../lib/dial'
import type { DialOrder } from '../../lib/dial-order'
import type { Logger } from '../../lib/logger'
import type { ChatLink } from './chat-link'

/** How this device leaves the computer: every socket, whatever it is for, goes by `dial`. */
export type WayOut = {
  readonly dial: Dial
  /** PEM text of an extra certificate authority. */
  readonly ca: string | undefined
}

/** Who this device is, to a server that asks. */
export type DeviceNames = { readonly deviceId: string; readonly deviceName: string }

/** What a log-in brought: who one is there, and what proves it from now on. */
export type LoggedIn = { readonly userId: string; readonly token: string }

/** The dial loop of an open account. A kind has it of `main/connection`; this is what the app does with it. */
export interface LinkLoop {
  readonly status: ConnectionStatus
  on(event: 'status', listener: (status: ConnectionStatus) => void): () => void
  reconnectNow(): void
  redial(): void
  networkChanged(isUp: boolean): void
  suspend(): void
  resume(): void
  setFocused(isFocused: boolean): void
  stop(cause: LinkCause): void
  close(): void
}

export type OpenAccount = {
  readonly server: ServerAddress
  /** Which of the server's addresses is dialled. */
  readonly order: DialOrder
  readonly userId: UserId
  /** Absent: nothing is dialled, and what is asked beside the link is refused. */
  readonly token: string | undefined
  readonly way: WayOut
  readonly device: DeviceNames & { readonly appVersion: string }
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
}

/** An account that is open, dialled or not. */
export interface OpenChat {
  readonly loop: LinkLoop
  /** For the engine. */
  readonly link: ChatLink
  /** Dials, and keeps dialling. Without a token the loop stops at once and says why. */
  connect(): void
  /** The way out is another one: whatever is open goes by it from now on. */
  renew(): void
  /** Stops for good. Twice is harmless. */
  close(): void
}

/**
 * What a chat system is to this app. Only `main/app` names one; engine and window know it by its facts (`facts`) and by
 * what it can do (`Features`).
 */
export interface ChatKind {
  readonly id: string
  /** The ways of signing in, the usual one first; a `ServerAddress` names its form by `kind`. */
  readonly forms: readonly [AccountForm, ...AccountForm[]]
  /** What a server is taken for that has not spoken yet. */
  featuresOf(server: ServerAddress): Features
  /** Makes of what was typed what the link needs. Fails in the step `log_in`, or in the one that the network failed in. */
  logIn(request: SignInRequest, device: DeviceNames, way: WayOut, signal: AbortSignal): Promise<Result<LoggedIn, SignInFailure>>
  /** Makes a token worth nothing, where the server can be asked to; in `limitMs` at most. */
  logOut(server: ServerAddress, token: string, way: WayOut, limitMs: number): Promise<Result<void>>
  /** The stages of `test` where no proxy is on the way. */
  testStages(server: ServerAddress): readonly LinkTestStage[]
  /** Goes the whole way to a server as a log-in would, without one. */
  test(server: ServerAddress, way: WayOut, clock: Clock): Promise<LinkTest>
  open(account: OpenAccount): OpenChat
}
