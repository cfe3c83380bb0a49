/** Why a byte stream is not jim1. Each of these ends the connection: nobody scans for the next magic (PROTOCOL 1). */
export type FrameErrorCode = 'bad_magic' | 'bad_command' | 'oversize'

export class FrameError extends Error {
  override readonly name = 'FrameError'

  constructor(
    readonly code: FrameErrorCode,
    message: string,
  ) {
    super(message)
  }
}

/** Why a well-framed body could not be used. It costs that packet, never the connection (PROTOCOL 1). */
export type BodyErrorCode = 'not_utf8' | 'not_json' | 'wrong_shape'

export type BodyError = {
  readonly code: BodyErrorCode
  /** For the log: names the command and the failing key, never the content. */
  readonly message: string
}

/**
 * Codes of the errors under `/v1/files/` beside those of every call (PROTOCOL 9), and their status:
 *
 * ```
 *   too_large 413         the file is over the limit          quota 507          the user's, or the server's, share is full
 *   wrong_offset 409      ask with HEAD where to go on        server_full 507    its disk is: try later, from where it stopped
 *   locked 423            another request writes to it        too_many_uploads 429   too many are unfinished
 *   expired 410           no byte came for too long           wrong_hash 460     not the bytes that were promised: it is gone
 *   gone 410              known, but its bytes are lost       range 416          no such part
 *   bad_metadata 400      name, type or hash is none          files_unavailable 503   nothing can be kept or read now
 * ```
 */
export const FILE_ERROR_CODES = [
  'too_large',
  'quota',
  'server_full',
  'wrong_offset',
  'locked',
  'too_many_uploads',
  'expired',
  'gone',
  'wrong_hash',
  'range',
  'bad_metadata',
  'files_unavailable',
] as const
export type FileErrorCode = (typeof FILE_ERROR_CODES)[number]
