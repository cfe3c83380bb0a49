import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto'
import { ok } from '@shared/result'
import { type Judged, refusedUpdate } from './update-failure'

/** Bytes of a file of signatures, at most. */
export const MAX_SIGNATURE_BYTES = 4096
/** Lines that are looked at. */
const MAX_LINES = 16
/** Bytes of an Ed25519 key (RFC 8032, 5.1.5). */
const KEY_BYTES = 32
/** `ed25519`, the key's id, and the signature in base64, as docs/updates.md tells. */
const LINE = /^ed25519 ([0-9a-f]{16}) ([A-Za-z0-9+/]{86}==)$/

/** A key that signs releases, by its id. */
export type ReleaseKey = { readonly id: string; readonly key: KeyObject }

/** @param text base64 of the 32 bytes of a public key. @throws for anything else */
export function releaseKey(text: string): ReleaseKey {
  const bytes = Buffer.from(text, 'base64')
  if (bytes.length !== KEY_BYTES || bytes.toString('base64') !== text) throw new Error('a release key is 32 bytes in base64')
  const key = createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x: bytes.toString('base64url') } })
  return { id: createHash('sha256').update(bytes).digest('hex').slice(0, 16), key }
}

/**
 * Whether one of the keys signed exactly these bytes. Nothing of them is read for it. Lines of keys that this build does not
 * know, of later forms, and of other bytes are passed over: a file may have the signatures of several releases.
 *
 * Codes: `unsigned`, `unknown_key`, `bad_signature`.
 */
export function checkSignature(bytes: Uint8Array, signatures: Uint8Array, keys: readonly ReleaseKey[]): Judged<void> {
  const lines = Buffer.from(signatures.subarray(0, MAX_SIGNATURE_BYTES)).toString('latin1').split(/\r?\n/, MAX_LINES)
  const signed = lines.flatMap((line) => {
    const [, id, signature] = LINE.exec(line.trim()) ?? []
    return id === undefined || signature === undefined ? [] : [{ id, signature: Buffer.from(signature, 'base64') }]
  })
  if (signed.length === 0) return refusedUpdate('unsigned', 'there is no signature')
  const known = signed.flatMap(({ id, signature }) => {
    const found = keys.find((each) => each.id === id)
    return found === undefined ? [] : [{ key: found.key, signature }]
  })
  if (known.length === 0) return refusedUpdate('unknown_key', `signed by ${signed.map(({ id }) => id).join(', ')}`)
  const isSigned = known.some(({ key, signature }) => verify(null, bytes, key, signature))
  return isSigned ? ok() : refusedUpdate('bad_signature', 'other bytes than were signed')
}
