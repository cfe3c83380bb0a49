import { createHash } from 'node:crypto'
import { createReadStream, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { debVersion } from './deb-texts.mjs'
import { StepError } from './report.mjs'

/** @type {readonly (readonly [end: string, system: string, kind: string])[]} */
const ENDS = [
  ['.deb', 'linux', 'deb'],
  ['.rpm', 'linux', 'rpm'],
  ['.AppImage', 'linux', 'appimage'],
  ['.tar.gz', 'linux', 'tar'],
  ['.exe', 'win32', 'nsis'],
  ['.msi', 'win32', 'msi'],
  ['.dmg', 'darwin', 'dmg'],
  ['.zip', 'win32', 'zip'],
]
/** What lies beside packages and is none: a release that was made before, and what electron-builder notes. */
const BESIDE = /^release\.json(\.sig)?$|\.blockmap$|\.ya?ml$/
/** As the program takes names of files (docs/updates.md). */
const FILE_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._+~() -]{0,198}[A-Za-z0-9])?$/

/**
 * @typedef {object} ReleasePackage
 * @property {string} file
 * @property {string} system as `process.platform`
 * @property {string} arch as `process.arch`, or `universal`
 * @property {string} kind
 * @property {number} bytes
 * @property {string} sha512 base64
 */

/**
 * What a folder has of one version, by the names of its files.
 *
 * @param {string} folder
 * @param {string} version
 * @returns {Promise<{ packages: ReleasePackage[], others: string[] }>} `others`: files that are no packages of ours
 */
export async function findPackages(folder, version) {
  /** @type {ReleasePackage[]} */
  const packages = []
  const others = []
  for (const file of filesOf(folder)) {
    const place = placeOf(file)
    if (place === undefined || !FILE_NAME.test(file)) others.push(file)
    else {
      if (!isOfVersion(file, version)) {
        throw new StepError(`${file} is not of version ${version}.`, {
          advice: 'take it out of the folder, or name its version: --set-version VERSION.',
        })
      }
      const twin = packages.find(({ system, arch, kind }) => system === place.system && arch === place.arch && kind === place.kind)
      if (twin !== undefined) throw new StepError(`${twin.file} and ${file} are the same package for the same computers.`)
      packages.push({ file, ...place, ...(await measure(join(folder, file))) })
    }
  }
  if (packages.length === 0) {
    throw new StepError(`there is no package in ${folder}.`, { advice: 'npm run package makes them, in dist/app.' })
  }
  return { packages, others }
}

/** @param {string} folder */
function filesOf(folder) {
  try {
    const entries = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile())
    return entries
      .map(({ name }) => name)
      .filter((name) => !BESIDE.test(name))
      .sort()
  } catch (error) {
    throw new StepError(`${folder} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** @param {string} file */
function placeOf(file) {
  const found = ENDS.find(([end]) => file.endsWith(end))
  if (found === undefined) return undefined
  const [end, system, kind] = found
  const isMac = end === '.zip' && /(mac|darwin)/i.test(file)
  return { system: isMac ? 'darwin' : system, arch: archOf(file), kind }
}

/** What says nothing is for x64, as electron-builder names it. @param {string} file */
function archOf(file) {
  if (/universal/i.test(file)) return 'universal'
  return /(arm64|aarch64)/i.test(file) ? 'arm64' : 'x64'
}

/**
 * The version stands in the name as a whole: 1.2.3 is not in 11.2.34. Debian writes a `-` of it as `~`.
 *
 * @param {string} file
 * @param {string} version
 */
function isOfVersion(file, version) {
  return [version, debVersion(version, false)].some((text) => {
    const escaped = text.replaceAll(/[.+]/g, '\\$&')
    return new RegExp(`(^|[^0-9.])${escaped}(?![0-9]|\\.[0-9])`).test(file)
  })
}

/**
 * @param {string} path
 * @returns {Promise<{ bytes: number, sha512: string }>}
 */
async function measure(path) {
  const hash = createHash('sha512')
  await pipeline(createReadStream(path), hash)
  return { bytes: statSync(path).size, sha512: hash.digest('base64') }
}
