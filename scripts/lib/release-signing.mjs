import { sign } from 'node:crypto'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export const RELEASE_FILE = 'release.json'
export const SIGNATURE_FILE = 'release.json.sig'

/** Signatures that a file keeps; the program reads 16 lines. */
const MAX_LINES = 8
const LINE = /^ed25519 [0-9a-f]{16} [A-Za-z0-9+/]{86}==$/

/**
 * Signs a release and writes both its files into the folder: signatures first. Those of the release before stay behind the new ones,
 * so that whoever reads while the folder is copied elsewhere, the signatures first, finds what fits in either order.
 *
 * @param {string} folder
 * @param {object} release as docs/updates.md tells
 * @param {readonly import('./release-keys.mjs').SigningKey[]} keys
 */
export function writeRelease(folder, release, keys) {
  const bytes = Buffer.from(`${JSON.stringify(release, null, 2)}\n`)
  const fresh = keys.map(({ id, key }) => `ed25519 ${id} ${sign(null, bytes, key).toString('base64')}`)
  const lines = [...new Set([...fresh, ...linesOf(join(folder, SIGNATURE_FILE))])].slice(0, MAX_LINES)
  put(join(folder, SIGNATURE_FILE), `${lines.join('\n')}\n`)
  put(join(folder, RELEASE_FILE), bytes)
}

/** @param {string} path */
function linesOf(path) {
  try {
    return readFileSync(path, 'latin1')
      .split('\n')
      .filter((line) => LINE.test(line))
  } catch {
    return []
  }
}

/**
 * Whole or not at all.
 *
 * @param {string} path
 * @param {string | Uint8Array} content
 */
function put(path, content) {
  writeFileSync(`${path}.new`, content)
  renameSync(`${path}.new`, path)
}
