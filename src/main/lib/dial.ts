import type { OnReadOpts, Socket } from 'node:net'
import type { LinkCauseCode } from '@shared/status'

/** Whom a dialler is asked to reach: a host name or an IP address, without brackets. */
export type DialTarget = { readonly host: string; readonly port: number }

/** `https` is an HTTP proxy that is itself spoken to over TLS. */
export type ProxyRoute = {
  readonly kind: 'http' | 'https' | 'socks4' | 'socks5'
  readonly host: string
  readonly port: number
  readonly user?: string
  readonly password?: string
}

/** One way to a server. */
export type Route = { readonly kind: 'direct' } | ProxyRoute

/** The ways to a target, the best first; a later one is for when an earlier proxy cannot be reached. */
export type RoutesTo = (target: DialTarget) => readonly Route[] | Promise<readonly Route[]>

/** `proxying`: from the first packet to the proxy until its tunnel to the target stands. */
export type DialStage = 'resolving' | 'proxying' | 'connecting'

export type DialOptions = {
  /** Ends the try; what was opened is closed. */
  readonly signal?: AbortSignal
  readonly onStage?: (stage: DialStage) => void
  /** Milliseconds for a straight connection, instead of what is usual. */
  readonly connectMs?: number
  /** How the socket is to be read, from its first byte on. A way through a proxy does not heed it: there it has its events. */
  readonly onread?: OnReadOpts
}

/**
 * Opens one TCP stream to a target, through a proxy where one is set. The socket is the caller's from
 * then on; it may be paused, so that nothing is lost that a server says at once.
 *
 * @throws DialError
 */
export type Dial = (target: DialTarget, options?: DialOptions) => Promise<Socket>

export class DialError extends Error {
  override readonly name = 'DialError'

  constructor(
    readonly code: LinkCauseCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}
