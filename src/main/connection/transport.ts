import type { LinkCauseCode } from '@shared/status'

/** Where a transport dials. */
export type TransportAddress = {
  readonly host: string
  readonly port: number
  readonly tls: boolean
  /** PEM text of an extra certificate authority. */
  readonly ca?: string
}

/** `proxying` only where a proxy is on the way; `resolving` is then the proxy's name. */
export type TransportStage = 'resolving' | 'proxying' | 'connecting' | 'securing'

/** What a transport tells its one owner: nothing before `OpenTransport` has returned, nothing after `onClose`. */
export interface TransportListener {
  onStage(stage: TransportStage): void
  onOpen(): void
  /** The bytes are only valid during the call. */
  onBytes(bytes: Uint8Array): void
  /** The link is gone or never came: `code` and the system's words. */
  onClose(code: LinkCauseCode, reason: string): void
}

/** One byte stream, used once: TCP or TLS in the app, a virtual one in tests and simulation. */
export interface Transport {
  /** Writes the bytes in one piece. False: the peer does not keep up, they are buffered. */
  write(bytes: Uint8Array): boolean
  /** Sends what is buffered, then half-closes. */
  end(): void
  /** Drops the link at once; `onClose` is not called any more. Twice is harmless. */
  destroy(): void
}

export type OpenTransport = (address: TransportAddress, listener: TransportListener) => Transport
