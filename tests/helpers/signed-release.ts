import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { type ReleaseKey, releaseKey } from '../../src/main/app/updates/release-signature'

/** A key that signs releases, with what a build knows of it. */
export type Signer = { readonly key: KeyObject; readonly publicKey: string; readonly known: ReleaseKey }

export function newSigner(): Signer {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const text = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url').toString('base64')
  return { key: privateKey, publicKey: text, known: releaseKey(text) }
}

/** The line of a file of signatures. */
export function signatureLine(bytes: Uint8Array, { key, known }: Signer): string {
  return `ed25519 ${known.id} ${sign(null, bytes, key).toString('base64')}\n`
}

export const sha512 = (bytes: Uint8Array): string => createHash('sha512').update(bytes).digest('base64')

/** The content of a release file with one package for Debian. */
export function releaseOf(version: string, pack: Uint8Array, change: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const file = `jim-desktop_${version}_amd64.deb`
  return {
    format: 1,
    product: 'jim-desktop',
    version,
    released: '2026-11-01T00:00:00.000Z',
    expires: '2027-02-01T00:00:00.000Z',
    notes: { en: 'What is new', 'zh-CN': '新内容' },
    packages: [{ file, system: 'linux', arch: 'x64', kind: 'deb', bytes: pack.length, sha512: sha512(pack) }],
    ...change,
  }
}
