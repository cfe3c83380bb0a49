import { existsSync } from 'node:fs'
import { copyFile, mkdir, rename, rm } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { dirname, join } from 'node:path'
import { withLock } from './lock.mjs'
import { readJson, ROOT, sharedCacheDir } from './paths.mjs'
import { StepError } from './report.mjs'
import { run } from './run.mjs'
import { ADDON_FILE, buildAddon, CXXFLAGS } from './sqlite-build.mjs'

/** The prebuilt addons use Node-API 10; below it they crash instead of throwing, so they must not even be tried. */
const PREBUILD_NODE_API = 10
const HOME = join(ROOT, 'node_modules', 'better-sqlite3')
const BUILT = join(HOME, 'build', 'Release', ADDON_FILE)

const OPEN_DATABASE = `
const Database = require(${JSON.stringify(HOME)})
const db = new Database(':memory:')
process.stdout.write('sqlite ' + db.prepare('select sqlite_version() v').get().v)
db.close()`

/**
 * @param {readonly (string | undefined)[]} nodeApiVersions `process.versions.napi` of every runtime that will load it
 * @returns {'prebuild' | 'build'}
 */
export function chooseAddon(nodeApiVersions) {
  return nodeApiVersions.every((version) => Number(version) >= PREBUILD_NODE_API) ? 'prebuild' : 'build'
}

/**
 * better-sqlite3's native part, such that it opens a database in this Node and in the given Electron.
 *
 * @param {import('./electron-install.mjs').ProvenElectron} electron
 * @param {import('./report.mjs').Report} report
 * @param {() => Promise<void>} ensureCompiler
 */
export async function installAddon(electron, report, ensureCompiler) {
  const choice = chooseAddon([process.versions.napi, electron.versions.napi])
  // The package prefers a file in build/ to its prebuild.
  if (choice === 'prebuild') await rm(join(HOME, 'build'), { recursive: true, force: true })
  else if (!existsSync(BUILT) || (await opensIn(electron)) !== undefined) await placeBuild(report, ensureCompiler)
  const failure = await opensIn(electron)
  if (failure !== undefined) {
    throw new StepError(`The native addon opens no database in ${failure}.`, {
      advice: `remove ${cachedPath()} and ${join(HOME, 'build')}, then run npm run setup again; if it stays, use Node 22.14 or newer.`,
    })
  }
  report.done(choice === 'prebuild' ? 'prebuilt' : 'built for Node-API 9')
}

/**
 * Changes nothing.
 *
 * @param {import('./electron-install.mjs').ProvenElectron} electron
 * @returns {Promise<string | undefined>} why {@link installAddon} has work to do
 */
export async function whyAddonUnfit(electron) {
  const choice = chooseAddon([process.versions.napi, electron.versions.napi])
  // Loading the prebuilt one would end the process.
  if (choice === 'build' && !existsSync(BUILT)) return 'the native addon is not built'
  const failure = await opensIn(electron)
  return failure === undefined ? undefined : `the native addon opens no database in ${failure}`
}

/**
 * @param {import('./report.mjs').Report} report
 * @param {() => Promise<void>} ensureCompiler
 */
async function placeBuild(report, ensureCompiler) {
  const cached = cachedPath()
  if (!existsSync(cached)) {
    await ensureCompiler()
    await withLock(
      join(sharedCacheDir(), 'better-sqlite3.lock'),
      async () => {
        if (!existsSync(cached)) await buildAddon({ packageDir: HOME, target: cached, report })
      },
      { onWait: () => report.progress('another setup is building it; waiting') },
    )
  }
  await mkdir(dirname(BUILT), { recursive: true })
  await rm(join(HOME, 'build', 'Debug'), { recursive: true, force: true })
  const temp = `${BUILT}.${process.pid}`
  await copyFile(cached, temp)
  await rename(temp, BUILT)
}

function cachedPath() {
  const { version } = readJson(join(HOME, 'package.json'))
  const libc = process.report === undefined ? '' : readLibc()
  const key = createHash('sha256').update(`${CXXFLAGS} ${libc}`).digest('hex').slice(0, 12)
  return join(sharedCacheDir(), 'better-sqlite3', `${version}-${process.platform}-${process.arch}-${key}`, ADDON_FILE)
}

/** @returns {string} the C library's version: a file built on a newer one does not load on an older one */
function readLibc() {
  const header = /** @type {any} */ (process.report.getReport()).header
  return header.glibcVersionRuntime ?? 'other'
}

/**
 * @param {import('./electron-install.mjs').ProvenElectron} electron
 * @returns {Promise<string | undefined>} the runtime that could not, with its last words; undefined when both could
 */
async function opensIn(electron) {
  const runs = [
    { name: `Node ${process.versions.node}`, command: process.execPath, env: process.env },
    {
      name: `Electron ${electron.versions.electron}`,
      command: electron.executable,
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    },
  ]
  const results = await Promise.all(
    runs.map(async ({ name, command, env }) => {
      const result = await run(command, ['-e', OPEN_DATABASE], { env, timeoutMs: 60_000 })
      return result.code === 0 && result.output.includes('sqlite 3')
        ? undefined
        : `${name} (code ${result.code}: ${result.output.trim().split('\n').at(-1) ?? ''})`
    }),
  )
  return results.find((result) => result !== undefined)
}
