import { createHash } from 'node:crypto'
import { existsSync, lstatSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readJson } from './paths.mjs'
import { StepError } from './report.mjs'
import { npmErrors, runNpm } from './run.mjs'

/**
 * @param {string} root
 * @returns {string | undefined} why node_modules does not match the lock file; undefined when it does
 */
export function whyStale(root) {
  const lockText = readFileSync(join(root, 'package-lock.json'), 'utf8')
  const wanted = JSON.parse(lockText).packages
  if (!existsSync(join(root, 'node_modules'))) return 'there is no node_modules'
  for (const [path, entry] of Object.entries(wanted)) {
    if (path !== '' && !entry.optional && !entry.devOptional && !existsSync(join(root, path, 'package.json'))) {
      return `${path} is missing`
    }
  }
  if (readJson(stampPath(root))?.lock === hash(lockText)) return undefined
  // npm writes this file last, with what it really installed: an installation that somebody made by hand counts too.
  const installed = readJson(join(root, 'node_modules', '.package-lock.json'))?.packages
  if (installed === undefined) return 'an earlier npm ci did not finish'
  for (const [path, entry] of Object.entries(installed)) {
    if (wanted[path]?.integrity !== entry.integrity || wanted[path]?.version !== entry.version) {
      return `${path} is not the version of the lock file`
    }
  }
  return undefined
}

/**
 * Runs npm ci unless the packages are there already. A node_modules that is a link may be used, but not installed into.
 *
 * @param {string} root
 * @param {import('./report.mjs').Report} report
 */
export async function installPackages(root, report) {
  const reason = whyStale(root)
  if (reason !== undefined) {
    refuseLink(join(root, 'node_modules'), reason)
    // No package needs its install script: Electron and SQLite have steps of their own.
    report.progress(`npm ci, because ${reason}`)
    rmSync(stampPath(root), { force: true })
    // Of the packages, Electron's alone asks for a newer Node than ours (electron-install); a person's `engine-strict` must not end all.
    const result = await runNpm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--engine-strict=false'], { cwd: root })
    if (result.code !== 0) {
      throw new StepError(`npm ci ended with code ${result.code}.\n${npmErrors(result.output)}`, {
        advice: 'check the network (npm ping) and free disk space, then run npm run setup again.',
      })
    }
  }
  const lock = hash(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  if (readJson(stampPath(root))?.lock !== lock) writeFileSync(stampPath(root), `${JSON.stringify({ lock })}\n`)
  report.done(reason === undefined ? 'as the lock file says' : 'installed')
}

/**
 * npm ci empties the folder that it installs into: behind a link that is somebody else's.
 *
 * @param {string} path
 * @param {string} reason
 */
function refuseLink(path, reason) {
  if (!lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) return
  throw new StepError(`node_modules is a link, and npm ci would empty the folder behind it; it is needed because ${reason}.`, {
    advice: `remove the link, which leaves that folder as it is, then run npm run setup again:\n${path}`,
  })
}

/** @param {string} root */
function stampPath(root) {
  return join(root, 'node_modules', '.jim-setup.json')
}

/** @param {string} text */
function hash(text) {
  return createHash('sha256').update(text).digest('hex')
}
