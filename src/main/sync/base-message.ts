import { createHash } from 'node:crypto'
import { BASE_MAX_BODY_BYTES } from '@protocol/constants'
import { encodeJson } from '@protocol/json'
import type { Envelope } from '@protocol/schemas/chat'
import { asCliMid, type CliMid } from '@shared/ids'

/** What a message of the original gateway needs beyond PROTOCOL 4 (section 8). */

/** Keys that the published image example, and so third-party peers, write with a trailing space. */
const SPACED_IMAGE_KEYS = ['size', 'width', 'height', 'icon_url', 'big_url'] as const

/** True for a body that the original gateway can read in one piece. */
export function fitsBaseFrame(envelope: Envelope): boolean {
  return encodeJson(envelope).length <= BASE_MAX_BODY_BYTES
}

/** An image for a base peer carries both spellings of its keys; every other type is as it is. */
export function toBaseEnvelope(envelope: Envelope): Envelope {
  if (envelope.type !== 'image') return envelope
  const { data } = envelope
  const spaced = SPACED_IMAGE_KEYS.filter((key) => Object.hasOwn(data, key)).map((key) => [`${key} `, data[key]] as const)
  return { type: envelope.type, data: { ...data, ...Object.fromEntries(spaced) } }
}

/** A location whose |lat| is over 90 was written with the two swapped, as in the published example. */
export function withSwappedLocation(type: string, content: Record<string, unknown>): Record<string, unknown> {
  const { lat, lng } = content
  const isSwapped = type === 'location' && typeof lat === 'number' && typeof lng === 'number' && Math.abs(lat) > 90
  return isSwapped ? { ...content, lat: lng, lng: lat } : content
}

/**
 * The name of a base message that brings none: the same for a copy that arrives within the same second, so that the
 * copy is dropped. `arrivedAt` in epoch ms.
 */
export function baseLocalName(senderId: string, requestId: number, envelope: Envelope, arrivedAt: number): CliMid {
  const second = Math.floor(arrivedAt / 1000)
  const hash = createHash('sha256')
  hash.update(JSON.stringify([senderId, requestId, envelope.type, envelope.data, second]))
  return asCliMid(`base-${hash.digest('hex').slice(0, 40)}`)
}
