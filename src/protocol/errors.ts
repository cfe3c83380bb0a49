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
