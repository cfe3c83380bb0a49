/**
 * What the server of an account can do beyond carrying messages between two people. Engine and window decide by these
 * alone what to ask, what to offer and what to say; whatever is lacking is neither asked of the server nor offered, and
 * each place says why. A kind of chat system makes them, of what its server said at the log-in.
 */
export type Features = {
  /**
   * How what was missed is fetched: by number, since every message has one and none is left out; page by page from the
   * newest one back; or not at all.
   */
  readonly history: 'ranges' | 'cursor' | 'none'
  /** How one hears that somebody has received and read: a mark up to a message, each message for itself, or never. */
  readonly receipts: 'marks' | 'each' | 'none'
  /** What the server says of a message of mine: that it is stored and how it is called, that it was read, or nothing. */
  readonly acks: 'stored' | 'accepted' | 'none'
  /**
   * What becomes of a message that is sent again because no word came: the same one, or one more. Where it is one more
   * nothing is sent again by itself once it may have arrived: it is `unconfirmed`, and the person decides.
   */
  readonly resend: 'safe' | 'duplicates'
  /** Groups are made, changed and written to. */
  readonly groups: boolean
  readonly presence: boolean
  readonly typing: boolean
  readonly recall: boolean
  /** Files are kept by the server. */
  readonly files: boolean
  /** Bytes of a file at most, where the server says it. */
  readonly maxFileBytes: number
  /** People can be looked for. Without it somebody is written to by their id. */
  readonly directory: boolean
  /** The server vouches for who a message is from. */
  readonly isSenderTrusted: boolean
  /** Several messages can be forwarded as one. */
  readonly bundles: boolean
  /** A message can quote another: it has a name to quote it by. */
  readonly replies: boolean
  /** Sessions on other devices are known, and can be ended. */
  readonly devices: boolean
  /** The name and the picture of an account are kept. */
  readonly profile: boolean
  /** The server keeps which conversations are muted; without it this device does. */
  readonly mute: boolean
  /** Bytes of a message's words at most, with nothing beside them; names, mentions and a quote take of it. */
  readonly maxTextBytes: number
  /** Messages on their way at a time, over all conversations. Where a session waits for itself it takes any number. */
  readonly maxInFlight: number
}

/** What a server that can do everything can do; what is assumed of one that is not known yet. */
export const ALL_FEATURES: Features = {
  history: 'ranges',
  receipts: 'marks',
  acks: 'stored',
  resend: 'safe',
  groups: true,
  presence: true,
  typing: true,
  recall: true,
  files: true,
  maxFileBytes: Number.MAX_SAFE_INTEGER,
  directory: true,
  isSenderTrusted: true,
  bundles: true,
  replies: true,
  devices: true,
  profile: true,
  mute: true,
  maxTextBytes: 1_000_000,
  maxInFlight: 1_000_000,
}

/** Messages from one person to another, and nothing else. */
export const BARE_FEATURES: Features = {
  history: 'none',
  receipts: 'none',
  acks: 'none',
  resend: 'duplicates',
  groups: false,
  presence: false,
  typing: false,
  recall: false,
  files: false,
  maxFileBytes: 0,
  directory: false,
  isSenderTrusted: false,
  bundles: false,
  replies: false,
  devices: false,
  profile: false,
  mute: false,
  maxTextBytes: 4_000,
  maxInFlight: 1_000_000,
}
