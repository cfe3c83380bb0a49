import type { Features } from './features'
import type { UserId } from './ids'
import type { ServerPlace } from './server-places'
import type { LinkCauseCode } from './status'

/** One way of signing in to a chat system, as its form shows it; its words are in the locale files, under `id`. */
export type AccountForm = {
  readonly id: string
  /** By what one is known there. */
  readonly user: 'name' | 'id'
  readonly secret: 'password' | 'token'
  /** Such a server is asked over HTTP too: its address is a field, and logging in is a step. */
  readonly hasHttp: boolean
  readonly defaultPort: number
}

/** Where to dial. */
export type ServerAddress = {
  /** The id of the form that it was entered in. */
  readonly kind: string
  readonly host: string
  readonly port: number
  /** More addresses of the same server; absent: none. Each is as good as the first (`server-places`). */
  readonly others?: readonly ServerPlace[]
  readonly tls: boolean
  /** e.g. `https://im.example.com:9002`; empty = what the server says or the same host, the TCP port plus one. */
  readonly httpBase: string
  /** Path of a file with an extra certificate authority; empty = the system's only. */
  readonly caFile: string
}

export type SignInRequest = {
  readonly server: ServerAddress
  readonly user: string
  /** The password or the token, as the form asks for it. */
  readonly secret: string
}

/** The steps of signing in, in order; a failure names its step. */
export const SIGN_IN_STEPS = ['start_server', 'log_in', 'resolve', 'proxy', 'connect', 'secure', 'authenticate', 'load'] as const
export type SignInStep = (typeof SIGN_IN_STEPS)[number]

export type SignInFailureCode =
  | LinkCauseCode
  | 'bad_credentials'
  | 'too_many_tries'
  | 'http_failed'
  /** Nothing answers where HTTP is asked, which may be a port that nobody entered. */
  | 'http_unreached'
  | 'server_start_failed'
  /** A policy names the servers, and this is none of them; the ways of signing in; wants encryption; has no trial. */
  | 'server_not_allowed'
  | 'way_not_allowed'
  | 'tls_required'
  | 'trial_not_allowed'
  | 'store_newer'
  | 'store_failed'
  | 'store_busy'
  | 'disk_full'
  | 'read_only'
  | 'io_failed'
  | 'cancelled'

export type SignInFailure = {
  readonly step: SignInStep
  readonly code: SignInFailureCode
  readonly message: string
  /** Milliseconds until the server takes another try, where it says so. */
  readonly retryAfterMs?: number
}

export type SignInProgress = { readonly step: SignInStep }

export type AccountState =
  | {
      readonly state: 'signed_out'
      readonly forms: readonly AccountForm[]
      readonly last?: { readonly server: ServerAddress; readonly user: string }
      /** Why the account of the last start is not here. */
      readonly failure?: SignInFailure
    }
  | {
      readonly state: 'signing_in'
      readonly forms: readonly AccountForm[]
      readonly step: SignInStep
      /**
       * Why the account's database is not open yet: another program holds it, or it is being brought to the schema of
       * this version. It goes on by itself.
       */
      readonly store?: 'busy' | 'updating'
    }
  | {
      readonly state: 'signed_in'
      readonly userId: UserId
      readonly name: string
      readonly avatar: string
      readonly server: ServerAddress
      readonly form: AccountForm
      /** What the server can do, as far as it is known: as it spoke last. */
      readonly features: Features
      /** False where the system has no keychain: the token lives in memory, and the next start asks again. */
      readonly isTokenKept: boolean
      /** Signed in on the bundled server on this computer. */
      readonly isLocalTrial: boolean
      /** Set when the database was found damaged: a fresh one was begun, and its history comes back from the server. */
      readonly repaired?: Repaired
    }

/** What was carried over from a damaged database; `at`, epoch ms, tells two repairs apart. */
export type Repaired = {
  readonly at: number
  readonly drafts: number
  /** Messages that only this device had: waiting, failed, or of a server that keeps none. */
  readonly messages: number
}
