import type { ServerAddress } from './account'

/** A server that a policy offers at the sign-in, under the name by which people know it. */
export type OfferedServer = { readonly name: string; readonly address: ServerAddress }

/** What of a policy cannot be used; `key` is where it stands in it, empty for all of it. */
export type PolicyProblem = {
  readonly key: string
  /**
   * `unknown`: this version knows no such key. `invalid`: it cannot have such a value. `not_trusted`: others than administrators
   * could have written it. `unreadable`: it is there and cannot be read.
   */
  readonly code: 'unknown' | 'invalid' | 'not_trusted' | 'unreadable'
}

/** What whoever administers this computer has decided beyond settings, as the window shows it. */
export type PolicyInForce = {
  /** Where it was found: a path, or a place of the system's; absent where there is none. */
  readonly source?: string
  readonly problems: readonly PolicyProblem[]
  readonly servers: readonly OfferedServer[]
  /** Only to servers of the list. */
  readonly isListOnly: boolean
  readonly needsTls: boolean
  /** "Try it on this computer". */
  readonly offersTrial: boolean
  /** The proxy is given. */
  readonly hasProxy: boolean
  /** Ids of the ways of signing in that may be used beside those of `servers`; absent: all. */
  readonly signInKinds?: readonly string[]
  /** Nobody stays signed in between starts. */
  readonly forgetsToken: boolean
  /** How long after it was sent a message may be taken back, ms; absent: as long as the server lets it. */
  readonly recallMs?: number
  /** All of it that can be used, as text, for whoever looks whether it took effect. */
  readonly entries: readonly PolicyEntry[]
}

/** A line of a policy. */
export type PolicyEntry = {
  /** `caFile`, `settings.theme`. */
  readonly key: string
  /** JSON, cut where it is long. */
  readonly value: string
  /** Where it stands, when that is not the policy's `source`. */
  readonly source?: string
}

export const NO_POLICY: PolicyInForce = {
  problems: [],
  servers: [],
  isListOnly: false,
  needsTls: false,
  offersTrial: true,
  hasProxy: false,
  forgetsToken: false,
  entries: [],
}
