import './lib/check-node.mjs'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readArguments, refuseArguments } from './lib/arguments.mjs'
import { readJson, ROOT } from './lib/paths.mjs'
import { makeReleaseKey, readSigningKey, trustedReleaseKeys } from './lib/release-keys.mjs'
import { findPackages } from './lib/release-packages.mjs'
import { RELEASE_FILE, writeRelease } from './lib/release-signing.mjs'
import { createReport, describeFailure, StepError } from './lib/report.mjs'

const USAGE = `Usage: npm run release:sign -- FOLDER --key FILE [--key FILE] [--days N] [--set-version VERSION]
                                [--notes FILE] [--notes-zh FILE]
       npm run release:sign -- --new-key FILE

Makes the release of the packages in a folder and signs it: what the program takes updates from (docs/updates.md).
  --key FILE         the private key; a second one while keys are changed
  --days N           how long the release is believed, 1 to 730 (90)
  --set-version V    instead of the version of package.json
  --notes FILE       what is new, as plain text in English; --notes-zh in Chinese
  --new-key FILE     makes a private key, and prints the public one for resources/release-keys.json`

/** UTF-16 code units that the program takes of what is new. */
const MAX_NOTES = 8000
const DAY_MS = 86_400_000
/** https://semver.org, without what a build may add: that does not order versions. */
const VERSION = /^(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}(-(0|[1-9]\d*|\d*[A-Za-z][0-9A-Za-z]*)(\.(0|[1-9]\d*|\d*[A-Za-z][0-9A-Za-z]*))*)?$/

const { values, positionals } = readArguments(USAGE, {
  allowPositionals: true,
  options: {
    key: { type: 'string', multiple: true },
    days: { type: 'string' },
    'set-version': { type: 'string' },
    notes: { type: 'string' },
    'notes-zh': { type: 'string' },
    'new-key': { type: 'string' },
  },
})
const report = createReport()
try {
  if (values['new-key'] !== undefined) makeKey(values['new-key'])
  else await signFolder()
} catch (error) {
  console.error(describeFailure('Release', error))
  process.exitCode = 1
}

/** @param {string} file */
function makeKey(file) {
  if (positionals.length > 0 || values.key !== undefined) refuseArguments(USAGE, '--new-key stands alone.')
  report.step('Key')
  const publicKey = makeReleaseKey(file)
  report.done(`${file} is the private key: keep it where nobody else reads it. The public one:`)
  console.log(publicKey)
}

async function signFolder() {
  const [folder, ...more] = positionals
  if (folder === undefined || more.length > 0) refuseArguments(USAGE, 'One folder of packages is needed.')
  const files = values.key ?? []
  if (files.length < 1 || files.length > 2) refuseArguments(USAGE, 'One key is needed, or two while keys are changed.')
  const days = Number(values.days ?? 90)
  if (!Number.isInteger(days) || days < 1 || days > 730) refuseArguments(USAGE, '--days has to be a whole number from 1 to 730.')
  const version = values['set-version'] ?? readJson(join(ROOT, 'package.json')).version
  if (!VERSION.test(version)) refuseArguments(USAGE, `${version} is no version such as 1.2.3`)

  report.step('Release')
  const keys = files.map(readSigningKey)
  const notes = { en: readNotes(values.notes), 'zh-CN': readNotes(values['notes-zh']) }
  const { packages, others } = await findPackages(folder, version)
  for (const file of others) report.note(`${file} is no package, and is left out.`)
  const trusted = trustedReleaseKeys()
  for (const { publicKey } of keys) {
    if (!trusted.includes(publicKey))
      report.note(`builds of this checkout do not trust ${publicKey}: it is not in resources/release-keys.json.`)
  }
  const now = Date.now()
  const released = new Date(now).toISOString()
  const expires = new Date(now + days * DAY_MS).toISOString()
  writeRelease(folder, { format: 1, product: 'jim-desktop', version, released, expires, notes, packages }, keys)
  report.done(`${join(folder, RELEASE_FILE)}: version ${version}, ${packages.map(({ file }) => file).join(', ')}, until ${expires}`)
}

/** @param {string | undefined} file */
function readNotes(file) {
  if (file === undefined) return ''
  let text
  try {
    text = readFileSync(file, 'utf8').trim()
  } catch (error) {
    throw new StepError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
  if (text.length > MAX_NOTES) throw new StepError(`${file} is too long: ${text.length} of at most ${MAX_NOTES} characters.`)
  return text
}
