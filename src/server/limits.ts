import type { FailedTriesLimits } from './access/failed-tries'
import type { StrangerLimits } from './access/strangers'
import type { FilesLimits } from './files/files'
import { DEFAULT_WORLD_LIMITS, type WorldLimits } from './world/session'

/** What one connection may cost; every number can be set for tests and by an administrator. */
export type GatewayLimits = {
  /** Bytes of a body after log-in (`max_body_bytes`). */
  readonly maxBodyBytes: number
  /** Bytes of a body before log-in, and of all that waits then: room for a `B001`, not for an attack. */
  readonly maxBodyBytesBeforeLogin: number
  /** Frames that a connection may send before it has authenticated. */
  readonly maxFramesBeforeLogin: number
  /** Connections that one user may have. */
  readonly maxSessionsPerUser: number
  /** A connection that has not authenticated by then is closed, however slowly it speaks. */
  readonly authTimeoutMs: number
  /** A connection without one whole frame for this long is closed. */
  readonly idleMs: number
  /** What clients are asked to ping at. */
  readonly heartbeatMs: number
  /** Bytes that may wait for a client that does not read. */
  readonly maxQueueBytes: number
  /** Frames that may wait to be worked on; reading stops until there is room. */
  readonly maxPendingFrames: number
  /** Bytes of bodies that may wait to be worked on, and as many on their way into the store. */
  readonly maxPendingBytes: number
  /** Between two frames to a base client, whose read loop loses the second of two that arrive together. */
  readonly baseSpacingMs: number
  /** Time for a last word to leave before the socket is dropped. */
  readonly closeGraceMs: number
}

export type LoginLimits = FailedTriesLimits & {
  /** How long a token is good for, ms. */
  readonly tokenMs: number
  /** Passwords of one address that may wait to be checked. */
  readonly maxHashesPerAddress: number
  /** Passwords that may wait in all. */
  readonly maxHashes: number
}

/** Beside those of files in general: how slow an upload may be, and what files leave free of the disk. */
export type FileServerLimits = FilesLimits & {
  /** Bytes that an upload brings in 30 s at least. */
  readonly minUploadBytes: number
  /** Bytes of the disk that no file may take: messages need them. */
  readonly fileReserveBytes: number
}

export type ServerLimits = GatewayLimits & StrangerLimits & LoginLimits & WorldLimits & FileServerLimits

export const DEFAULT_LIMITS: ServerLimits = {
  ...DEFAULT_WORLD_LIMITS,
  maxBodyBytesBeforeLogin: 16 * 1024,
  maxFramesBeforeLogin: 100,
  maxSessionsPerUser: 100,
  maxStrangersPerAddress: 128,
  maxStrangers: 1024,
  authTimeoutMs: 10_000,
  idleMs: 60_000,
  heartbeatMs: 20_000,
  maxQueueBytes: 8 * 1024 * 1024,
  maxPendingFrames: 1000,
  maxPendingBytes: 4 * 1024 * 1024,
  baseSpacingMs: 20,
  closeGraceMs: 1000,
  tokenMs: 30 * 24 * 3600_000,
  failedLoginsPerMinute: 10,
  failedLoginsPerAddress: 60,
  maxHashesPerAddress: 100,
  maxHashes: 300,
  maxFileBytes: 2 * 1024 ** 3,
  quotaBytes: 20 * 1024 ** 3,
  quotaBytesInAll: Number.MAX_SAFE_INTEGER,
  uploadExpiresMs: 24 * 3600_000,
  maxUploads: 100,
  maxUploadsInAll: 10_000,
  maxWriters: 16,
  maxWritersInAll: 400,
  maxReaders: 32,
  maxReadersInAll: 1000,
  minUploadBytes: 4096,
  fileReserveBytes: 64 * 1024 * 1024,
}
