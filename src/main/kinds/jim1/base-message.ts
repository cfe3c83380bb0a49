import type { Envelope } from '@protocol/schemas/chat'

/** What a message of the original gateway needs beyond PROTOCOL 4 (PROTOCOL 8.6). */

/** Keys that the published image example, and so third-party peers, write with a trailing space. */
const SPACED_IMAGE_KEYS = ['size', 'width', 'height', 'icon_url', 'big_url'] as const

/** Nothing else is relayed there: it would be lost in silence. */
const RELAYED_TYPES: ReadonlySet<string> = new Set(['text', 'location', 'face', 'sound', 'image', 'file', 'video'])

export function isRelayed(type: string): boolean {
  return RELAYED_TYPES.has(type)
}

/**
 * What a base peer is sent: without the conversation, which follows from the two ids and costs room in the frame. An
 * image carries both spellings of its keys.
 */
export function toBaseEnvelope(envelope: Envelope): Envelope {
  const { conversation_id: _implied, ...data } = envelope.data
  if (envelope.type !== 'image') return { type: envelope.type, data }
  const spaced = SPACED_IMAGE_KEYS.filter((key) => Object.hasOwn(data, key)).map((key) => [`${key} `, data[key]] as const)
  return { type: envelope.type, data: { ...data, ...Object.fromEntries(spaced) } }
}
