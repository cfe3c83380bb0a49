import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ICNS_PICTURES, icnsOf } from './icns.mjs'
import { ROOT } from './paths.mjs'

/** Beside the packages: what is drawn is not checked in. */
const ICON = join(ROOT, 'dist', 'icon.icns')

/**
 * What electron-builder is told besides its configuration file when it packs for macOS; elsewhere nothing.
 *
 * Without a certificate the bundle is signed by nobody, "ad hoc": Apple's own processors start nothing that has no
 * signature at all, and setting the fuses has broken the one that Electron came with. `CSC_LINK` and `CSC_NAME` are
 * electron-builder's names for a certificate.
 *
 * @param {NodeJS.Platform} platform
 * @param {{ readonly [name: string]: string | undefined }} env
 * @param {() => Promise<string>} icon makes the icon, and resolves to its path
 * @returns {Promise<readonly string[]>}
 */
export async function macArguments(platform, env, icon = makeMacIcon) {
  if (platform !== 'darwin') return []
  return [`-c.mac.icon=${await icon()}`, ...(hasCertificate(env) ? [] : ['-c.mac.identity=-'])]
}

/** @param {{ readonly [name: string]: string | undefined }} env */
function hasCertificate({ CSC_LINK, CSC_NAME }) {
  return [CSC_LINK, CSC_NAME].some((given) => given !== undefined && given.trim() !== '')
}

/** @param {string} path */
export async function makeMacIcon(path = ICON) {
  // Only whoever draws needs Playwright.
  const { drawIcon } = await import('./draw-icon.mjs')
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, icnsOf(await drawIcon(ICNS_PICTURES.map(([, edge]) => edge))))
  return path
}
