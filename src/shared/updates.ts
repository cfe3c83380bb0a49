/** Why there is no update, or none that may be taken; each has words of its own in the window. */
export const UPDATE_FAILURES = [
  /** Nothing signs it. */
  'unsigned',
  /** Signed, by nobody that this build knows. */
  'unknown_key',
  /** It says that a key of ours signed it, and it did not: other bytes than were signed. */
  'bad_signature',
  /** Signed and not to be read; of another program, too. */
  'invalid',
  /** Of a form that only later versions can read. */
  'newer_format',
  'expired',
  /** An earlier version than the one that runs. */
  'older',
  /** It has none for this system, this processor or this way of installing. */
  'no_package',
  /** The source has no release, or not the package that its release names. */
  'not_found',
  /** The source answers something else than a file. */
  'source_failed',
  /** More than a release file may have. */
  'too_large',
  'offline',
  'untrusted',
  /** Nothing came for too long. */
  'timeout',
  /** The connection ended in the middle; the next try goes on from there. */
  'cut_off',
  /** The package has other bytes than were signed. */
  'package_changed',
  'disk_full',
  'disk_failed',
  'install_failed',
] as const
export type UpdateFailureCode = (typeof UPDATE_FAILURES)[number]

/** A version that a source offers. */
export type UpdateOffer = {
  readonly version: string
  /** Epoch ms. */
  readonly released: number
  /** The package for this computer. */
  readonly bytes: number
  /** Plain text, by language; empty where nothing was said. */
  readonly notes: { readonly en: string; readonly 'zh-CN': string }
}

/** What is done with a package that was verified: the program installs it and starts anew, or the person types a command. */
export type UpdateWay = { readonly way: 'restart' } | { readonly way: 'command'; readonly command: string }

/**
 * ```
 *   idle ─▶ checking ─┬─▶ current
 *     ▲               ├─▶ offered ─▶ downloading ─▶ verifying ─▶ ready ─▶ installing
 *     └─ other source └─▶ failed ◀──────┴──────────────┴─────────┴───────────┘
 * ```
 *
 * What was offered stays with a failure that came after it: the next try begins there.
 */
export type UpdateState =
  | { readonly state: 'idle' }
  | { readonly state: 'checking' }
  /** Epoch ms of the answer. */
  | { readonly state: 'current'; readonly at: number }
  | { readonly state: 'offered'; readonly offer: UpdateOffer }
  | { readonly state: 'downloading'; readonly offer: UpdateOffer; readonly doneBytes: number }
  | { readonly state: 'verifying'; readonly offer: UpdateOffer }
  | { readonly state: 'ready'; readonly offer: UpdateOffer; readonly install: UpdateWay }
  | { readonly state: 'installing'; readonly offer: UpdateOffer }
  | { readonly state: 'failed'; readonly code: UpdateFailureCode; readonly version?: string; readonly offer?: UpdateOffer }

/** Whether this program updates itself at all: `no_keys`, a build that could trust no release; `off`, by a policy. */
export type UpdateSupport = 'yes' | 'no_keys' | 'off'

/** What is done without being asked, beyond looking: a policy says so. */
export type UnaskedUpdates = 'nothing' | 'download' | 'install'

export type Updates = UpdateState & { readonly support: UpdateSupport; readonly unasked: UnaskedUpdates }

/** UTF-16 code units. */
export const MAX_UPDATE_SOURCE = 1024

/** Whether somebody may write it as a source: the address of a folder on the web, by `http` only if it says so. */
export function isWebSource(text: string): boolean {
  return text.length <= MAX_UPDATE_SOURCE && /^https?:\/\/[^\s/?#@\\]+(\/[^\s?#\\]*)?$/i.test(text)
}

/** A folder of this computer or of the network, from the root of its system. */
export function isFolderSource(text: string): boolean {
  return text.length <= MAX_UPDATE_SOURCE && !text.includes('\0') && /^(\/|[A-Za-z]:[\\/]|\\\\)/.test(text)
}

/** What the setting accepts: one of both, or none. */
export function isUpdateSource(text: string): boolean {
  return text === '' || isWebSource(text) || isFolderSource(text)
}
