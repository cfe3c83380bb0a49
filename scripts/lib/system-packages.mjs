import { existsSync } from 'node:fs'
import { findNats } from './nats.mjs'
import { hasPostgres } from './postgres.mjs'
import { run, lastLines } from './run.mjs'

/**
 * Each line is one need; the names are alternatives, newer Debian and Ubuntu first.
 * What each is for: docs/adr/002-electron-from-the-registry.md.
 */
const NEEDS = [
  ['libgtk-3-0t64', 'libgtk-3-0'],
  ['libnss3'],
  ['libasound2t64', 'libasound2'],
  ['libgbm1'],
  ['libxss1'],
  ['libnotify4'],
  ['fonts-noto-cjk'],
  ['fonts-noto-color-emoji'],
]
const DISPLAY_NEEDS = [['xvfb'], ['xauth']]
/** What judges a package's desktop entry, its AppStream data, and the words of Windows' uninstaller; opens files; makes an rpm. */
const VALIDATOR_NEEDS = [['desktop-file-utils'], ['appstream'], ['nsis'], ['libglib2.0-bin'], ['rpm']]
const BROWSER_NEEDS = [['chromium']]
const COMPILER_NEEDS = [['g++'], ['make'], ['python3']]

/** @returns {boolean} */
export function hasDisplay(env = process.env) {
  return process.platform !== 'linux' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY)
}

const LIBRARIES_REASON = 'Electron and its screenshots need them'

/**
 * Libraries, fonts and a virtual display for Electron on Debian and its children. Elsewhere the desktop has them.
 *
 * @param {import('./report.mjs').Report} report
 */
export async function ensureLibraries(report) {
  await ensure(libraryNeeds(), LIBRARIES_REASON, report)
}

/**
 * Changes nothing.
 *
 * @returns {Promise<string | undefined>} what is missing, and the command that installs it
 */
export async function whyLibrariesMissing() {
  if (!hasApt()) return undefined
  const missing = await missingOf(libraryNeeds())
  return missing.length === 0 ? undefined : tellMissing(await chooseNames(missing), LIBRARIES_REASON)
}

function libraryNeeds() {
  return [...NEEDS, ...(hasDisplay() ? [] : DISPLAY_NEEDS)]
}

/**
 * What `npm run cluster` runs beside the servers. Debian starts one of each for the whole machine then; nobody else asks for them.
 *
 * @param {import('./report.mjs').Report} report
 */
export async function ensureCluster(report) {
  const needs = clusterNeeds()
  if (needs.length === 0) {
    report.done('installed')
    return
  }
  if (!hasApt()) {
    report.note(`missing: ${needs.flat().join(', ')}. ${CLUSTER_ADVICE}`)
    return
  }
  await ensure(needs, CLUSTER_REASON, report)
}

/**
 * Changes nothing.
 *
 * @returns {Promise<string | undefined>} what is missing, and the command that installs it
 */
export async function whyClusterMissing() {
  const needs = clusterNeeds()
  if (needs.length === 0) return undefined
  return hasApt() ? tellMissing(await chooseNames(needs), CLUSTER_REASON) : `missing: ${needs.flat().join(', ')}. ${CLUSTER_ADVICE}`
}

const CLUSTER_REASON = 'npm run cluster starts them'
const CLUSTER_ADVICE =
  'Install them as this system does; JIM_POSTGRES names the folder of PostgreSQL’s programs, JIM_NATS the server of NATS.'

/** By the programs: they need not have come as packages. */
function clusterNeeds() {
  return [...(hasPostgres() ? [] : [['postgresql']]), ...(findNats() === undefined ? [['nats-server']] : [])]
}

/** @param {import('./report.mjs').Report} report */
export async function ensureValidators(report) {
  await ensure(VALIDATOR_NEEDS, 'they judge parts of the packages', report)
}

/** @param {import('./report.mjs').Report} report */
export async function ensureBrowser(report) {
  await ensure(BROWSER_NEEDS, 'the stage chromium shows the built page in it', report)
}

/** @param {import('./report.mjs').Report} report */
export async function ensureCompiler(report) {
  const commands = [
    ['c++', '--version'],
    ['make', '--version'],
    ['python3', '--version'],
  ]
  const results = await Promise.all(commands.map(([command = '', ...args]) => run(command, args)))
  if (results.every((result) => result.code === 0)) return
  await ensure(COMPILER_NEEDS, 'better-sqlite3 has to be compiled for this Node', report)
}

/**
 * Never throws: a library that is missing shows at the step that needs it, with its own message.
 *
 * @param {readonly (readonly string[])[]} needs
 * @param {string} reason
 * @param {import('./report.mjs').Report} report
 */
async function ensure(needs, reason, report) {
  if (!hasApt()) {
    report.done('left to the system')
    return
  }
  const missing = await missingOf(needs)
  if (missing.length === 0) {
    report.done('installed')
    return
  }
  if (process.getuid?.() !== 0) {
    report.note(tellMissing(await chooseNames(missing), reason))
    return
  }
  report.progress('apt-get update')
  await run('apt-get', ['update', '-qq'], { env: aptEnv() })
  const names = await chooseNames(missing)
  report.progress(`apt-get install ${names.join(' ')}`)
  const install = installArgs(names)
  const result = await run('apt-get', ['-o', 'DPkg::Lock::Timeout=300', ...install], { env: aptEnv() })
  if (result.code === 0) report.done(`installed ${names.join(' ')}`)
  else report.note(`apt-get failed (${reason}).\n${lastLines(result.output, 6)}\n    Run it by hand: apt-get ${install.join(' ')}`)
}

function hasApt() {
  return process.platform === 'linux' && existsSync('/usr/bin/apt-get')
}

/** @param {readonly (readonly string[])[]} needs */
async function missingOf(needs) {
  const installed = await installedPackages(needs.flat())
  return needs.filter((names) => !names.some((name) => installed.has(name)))
}

/** @param {readonly string[]} names */
function installArgs(names) {
  return ['install', '-y', '--no-install-recommends', ...names]
}

/**
 * @param {readonly string[]} names
 * @param {string} reason
 */
function tellMissing(names, reason) {
  return `missing, and ${reason}. Run: sudo apt-get ${installArgs(names).join(' ')}`
}

/** @param {readonly string[]} names */
async function installedPackages(names) {
  const { output } = await run('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\n', ...names])
  return new Set(
    output
      .split('\n')
      .filter((line) => line.endsWith(' installed'))
      .map((line) => line.split(' ')[0]),
  )
}

/** @param {readonly (readonly string[])[]} needs */
async function chooseNames(needs) {
  const { output } = await run('apt-cache', ['show', ...needs.flat()])
  const known = new Set([...output.matchAll(/^Package: (.+)$/gm)].map((match) => match[1]))
  return needs.map((names) => names.find((name) => known.has(name)) ?? names.at(-1) ?? '')
}

/** @returns {NodeJS.ProcessEnv} */
function aptEnv() {
  return { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
}
