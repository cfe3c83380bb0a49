import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './paths.mjs'
import { StepError } from './report.mjs'

const KEY_FILE = 'resources/release-keys.json'
/** The one that signs now, and the one that comes after it. */
const MAX_KEYS = 2
const KEY_BYTES = 32

/**
 * The public keys that a build trusts: of the environment (`JIM_RELEASE_KEYS`, separated by commas), else of the repository. With none
 * the program takes no updates, and says so.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @param {string} [root]
 * @returns {string[]} base64 of 32 bytes each
 */
export function trustedReleaseKeys(env = process.env, root = ROOT) {
  const given = (env.JIM_RELEASE_KEYS ?? '').split(',').map((text) => text.trim())
  const own = given.filter((text) => text !== '')
  const source = own.length > 0 ? 'JIM_RELEASE_KEYS' : KEY_FILE
  const keys = own.length > 0 ? own : keysOf(join(root, KEY_FILE))
  if (!Array.isArray(keys) || keys.length > MAX_KEYS || !keys.every(isPublicKey)) {
    throw new StepError(`${source} has to name at most ${MAX_KEYS} public keys, each 32 bytes in base64.`, {
      advice: 'npm run release:sign -- --new-key FILE makes one and prints its public part.',
    })
  }
  return keys
}

/** @param {string} file */
function keysOf(file) {
  if (!existsSync(file)) return []
  try {
    return JSON.parse(readFileSync(file, 'utf8'))?.keys
  } catch {
    return undefined
  }
}

/** @param {unknown} text */
function isPublicKey(text) {
  if (typeof text !== 'string') return false
  const bytes = Buffer.from(text, 'base64')
  return bytes.length === KEY_BYTES && bytes.toString('base64') === text
}

/**
 * Makes a key that signs releases. It is written for its owner alone, and never over another.
 *
 * @param {string} file
 * @returns {string} its public part
 */
export function makeReleaseKey(file) {
  const { privateKey } = generateKeyPairSync('ed25519')
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' })
  try {
    writeFileSync(file, pem, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST'
    throw new StepError(isThere ? `${file} is there already, and is kept.` : `${file} cannot be written: ${String(error)}`, {
      advice: isThere ? 'name another file; a key that is lost cannot be made again.' : 'name a file in a folder that you may write to.',
    })
  }
  return publicKeyOf(privateKey)
}

/**
 * @typedef {{ readonly id: string, readonly publicKey: string, readonly key: import('node:crypto').KeyObject }} SigningKey
 *
 * @param {string} file
 * @returns {SigningKey}
 */
export function readSigningKey(file) {
  let key
  try {
    key = createPrivateKey(readFileSync(file))
  } catch (error) {
    throw new StepError(`${file} has no private key that can be read: ${error instanceof Error ? error.message : String(error)}`, {
      advice: 'npm run release:sign -- --new-key FILE makes one.',
    })
  }
  if (key.asymmetricKeyType !== 'ed25519') throw new StepError(`${file} has a key of another kind: Ed25519 is what signs releases.`)
  const publicKey = publicKeyOf(key)
  return { id: createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest('hex').slice(0, 16), publicKey, key }
}

/** @param {import('node:crypto').KeyObject} key */
function publicKeyOf(key) {
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' })
  return Buffer.from(x, 'base64url').toString('base64')
}
