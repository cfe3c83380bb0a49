/** Facts of the frame and the session that both sides of the wire must agree on (PROTOCOL 1–3). */

/** ASCII `jim1`. */
export const MAGIC = 0x6a696d31
/** Bytes before the body. */
export const HEADER_BYTES = 16
/** Bytes; the default of `max_body_bytes` (PROTOCOL 1). */
export const DEFAULT_MAX_BODY_BYTES = 1024 * 1024
/** The original gateway reads the length field as signed: from 2³¹ up everyone refuses it, whatever the limit. */
export const MAX_LENGTH_FIELD = 0x7fff_ffff
/** Bytes of a whole frame that the original gateway can read (PROTOCOL 8). */
export const BASE_MAX_FRAME_BYTES = 4096
/** Bytes of body that fit a frame of the original gateway. */
export const BASE_MAX_BODY_BYTES = BASE_MAX_FRAME_BYTES - HEADER_BYTES
/** The largest request id; the next one is 1 (0 means "none"). */
export const MAX_REQUEST_ID = 0xffff_ffff
/** The name of our profile on top of base, as `B001` and `B002` spell it. */
export const SYNC_PROFILE = 'sync/1'
/** Rows of one history page at most (PROTOCOL 6). */
export const MAX_HISTORY_PAGE = 500
/** User ids of one `presence.subscribe` at most (PROTOCOL 5). */
export const MAX_PRESENCE_SUBSCRIPTION = 1000
/** What a server may say of its heartbeat, its wish to be left alone, and its largest body (PROTOCOL 7.7). */
export const HEARTBEAT_MS = { min: 5_000, max: 300_000 } as const
export const MAX_RETRY_AFTER_MS = 600_000
export const MAX_BODY_BYTES = { min: 4_096, max: 16 * 1024 * 1024 } as const
/** Epoch ms of the last moment of the year 9999; what is later is no time, and `Date` ends soon after. */
export const MAX_TIME_MS = 253_402_300_799_999
/** Characters of a presence status text at most (PROTOCOL 5). */
export const MAX_STATUS_TEXT = 140
/** Messages in one forwarded bundle at most (PROTOCOL 4). */
export const MAX_BUNDLE_ITEMS = 100
/** Bundles in bundles: a forwarded bundle of a forwarded bundle is the third level. */
export const MAX_BUNDLE_DEPTH = 4
/** Messages in a bundle and in all that it holds. */
export const MAX_BUNDLE_ITEMS_IN_ALL = 500
