import type { LinkMode } from './status'

/**
 * What the server of an account can do beyond carrying messages between two people. Whatever it lacks is neither asked
 * of it nor offered in the window; each place says why (PROTOCOL 3, 8).
 */
export type Features = {
  /** Everything beside messages is asked for over HTTP. */
  readonly http: boolean
  /** Messages are numbered and kept: history, gaps, other devices. */
  readonly history: boolean
  /** An ack tells the message's name. A bare one tells no more than that the server has read it, and may never come. */
  readonly namedAcks: boolean
  /** Groups are made, changed and written to. */
  readonly groups: boolean
  /** Several messages can be forwarded as one. */
  readonly bundles: boolean
  /** People can be looked for. Without it somebody is written to by their id. */
  readonly directory: boolean
  readonly presence: boolean
  readonly typing: boolean
  readonly receipts: boolean
  readonly recall: boolean
  /** A message can quote another: it has a name to quote it by. */
  readonly replies: boolean
  /** Sessions on other devices are known, and can be ended. */
  readonly devices: boolean
  /** The name and the picture of an account are kept. */
  readonly profile: boolean
  /** The server keeps which conversations are muted; without it this device does. */
  readonly mute: boolean
  /** The server vouches for who a message is from. */
  readonly verifiedSenders: boolean
}

export const ALL_FEATURES: Features = {
  http: true,
  history: true,
  namedAcks: true,
  groups: true,
  bundles: true,
  directory: true,
  presence: true,
  typing: true,
  receipts: true,
  recall: true,
  replies: true,
  devices: true,
  profile: true,
  mute: true,
  verifiedSenders: true,
}

/** An original jim1 gateway: seven kinds of messages from one id to another. */
export const BASE_FEATURES: Features = {
  http: false,
  history: false,
  namedAcks: false,
  groups: false,
  bundles: false,
  directory: false,
  presence: false,
  typing: false,
  receipts: false,
  recall: false,
  replies: false,
  devices: false,
  profile: false,
  mute: false,
  verifiedSenders: false,
}

export function featuresOf(mode: LinkMode): Features {
  return mode === 'base' ? BASE_FEATURES : ALL_FEATURES
}
