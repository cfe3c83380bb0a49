import type { ServerAddress } from './account'
import { isWithin } from './server-places'
import type { LinkCauseCode } from './status'

export const PROXY_KINDS = ['none', 'system', 'http', 'socks5'] as const
export type ProxyKind = (typeof PROXY_KINDS)[number]

/** How the app leaves this computer, whoever is signed in. The password never crosses to the window. */
export type ProxySettings = {
  readonly kind: ProxyKind
  /** Of `http` and `socks5`; empty otherwise, as the next two. */
  readonly host: string
  readonly port: number
  readonly user: string
  readonly hasPassword: boolean
  /** False where the system has no keychain: the password is asked for again after a restart. */
  readonly canKeepPassword: boolean
  /** A policy gives it: it cannot be changed here. */
  readonly isLocked: boolean
}

/**
 * `password` absent: the one that is kept, if it is for the very same proxy and user; it is not handed to another.
 */
export type ProxyChange = Pick<ProxySettings, 'kind' | 'host' | 'port' | 'user'> & { readonly password?: string }

export const DEFAULT_PROXY_PORTS = { http: 8080, socks5: 1080 } as const

/** A file of certificate authorities that was looked at. */
export type CaFile = {
  readonly path: string
  /** Of the first certificate in it, as a person reads it. */
  readonly name: string
  /** Epoch ms. */
  readonly validTo: number
  readonly certificates: number
}

/** The way to a server step by step; `proxy` only where one is on it, `resolve` only where none is. */
export const LINK_TEST_STAGES = ['resolve', 'proxy', 'connect', 'secure', 'greet', 'http'] as const
export type LinkTestStage = (typeof LINK_TEST_STAGES)[number]
export type LinkTestCode = LinkCauseCode | 'http_failed' | 'http_unreached'

export type LinkTestStep = {
  readonly stage: LinkTestStage
  readonly state: 'passed' | 'failed' | 'skipped'
  /** Milliseconds that it took; absent for one that was not come to. */
  readonly tookMs?: number
}

export type LinkTest = {
  readonly steps: readonly LinkTestStep[]
  /** Milliseconds of one ping and its answer over the finished link. */
  readonly rttMs?: number
  /** Which address it is about, where the server has several. */
  readonly place?: string
  /** The same of its other addresses. */
  readonly others?: readonly LinkTest[]
  /** `reason` is the peer's or the system's words. */
  readonly failure?: { readonly code: LinkTestCode; readonly reason: string }
}

export type LinkTestRequest = { readonly server: ServerAddress; readonly proxy: ProxyChange }

/**
 * The same account at another address. `secret` is needed where a token would go somewhere it was not issued for, or go
 * there unencrypted: the password or the token, as the form asks for it.
 */
export type ServerChange = { readonly server: ServerAddress; readonly secret?: string }

/**
 * Whether the token may not simply be taken along: it goes only where it was issued, and never less protected. Whoever
 * took over the page could otherwise have it sent to a server of their own.
 */
export function needsSecret(before: ServerAddress, after: ServerAddress): boolean {
  return before.kind !== after.kind || !isWithin(after, before) || before.httpBase !== after.httpBase || (before.tls && !after.tls)
}
