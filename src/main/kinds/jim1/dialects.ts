import { BASE_MAX_BODY_BYTES, DEFAULT_MAX_BODY_BYTES } from '@protocol/constants'
import { ALL_FEATURES, BARE_FEATURES, type Features } from '@shared/features'

/** How a jim1 server speaks: our profile sync/1, or plain, as its authors published it (PROTOCOL 3, 8). */
export type Dialect = 'sync' | 'base'

/** What a server adds to a message when it names it must fit into its receivers' frames too, in bytes. */
const NAMING_BYTES = 4096

/** Bytes of a body that carries a message, at most. A plain server names nothing. */
export function mostMessageBytes(dialect: Dialect, maxBodyBytes: number): number {
  return dialect === 'sync' ? maxBodyBytes - Math.min(NAMING_BYTES, maxBodyBytes / 2) : maxBodyBytes
}

/** Bytes of a body, where no session says otherwise. */
export const USUAL_BODY_BYTES: { readonly [D in Dialect]: number } = { sync: DEFAULT_MAX_BODY_BYTES, base: BASE_MAX_BODY_BYTES }

/**
 * Seven kinds of messages from one id to another; an ack says that a message was read, and may never come. Sending again
 * is `safe` all the same: the gateway relays our `cli_mid` unchanged and keeps nothing, so whoever receives both drops the
 * second by it; a client that does not shows both, which PROTOCOL 8 has rather than a message lost.
 */
const BASE_FEATURES: Features = {
  ...BARE_FEATURES,
  acks: 'accepted',
  resend: 'safe',
  maxTextBytes: mostMessageBytes('base', BASE_MAX_BODY_BYTES),
}

const SYNC_FEATURES: Features = { ...ALL_FEATURES, maxTextBytes: mostMessageBytes('sync', DEFAULT_MAX_BODY_BYTES) }

/** What a session's server says of itself. */
export type Offer = {
  readonly maxBodyBytes?: number
  /** Absent where nobody has said: a server that speaks sync/1 keeps files until it says that it does not. */
  readonly hasFiles?: boolean
  readonly maxFileBytes?: number | undefined
}

/** What a server can do that speaks so and offers this. */
export function featuresOf(
  dialect: Dialect,
  { maxBodyBytes = USUAL_BODY_BYTES[dialect], hasFiles = true, maxFileBytes }: Offer = {},
): Features {
  if (dialect === 'base') return BASE_FEATURES
  const maxTextBytes = mostMessageBytes(dialect, maxBodyBytes)
  const files = hasFiles ? { maxFileBytes: maxFileBytes ?? SYNC_FEATURES.maxFileBytes } : { files: false, maxFileBytes: 0 }
  return { ...SYNC_FEATURES, ...files, maxTextBytes }
}

/** The name of what is spoken, for the person who looks. */
export const PROTOCOL_NAMES: { readonly [D in Dialect]: string } = { sync: 'sync/1', base: 'jim1' }

export function isDialect(value: unknown): value is Dialect {
  return value === 'sync' || value === 'base'
}
