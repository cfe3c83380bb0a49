import { existsSync } from 'node:fs'
import { cp, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'
import { ROOT } from './paths.mjs'
import { StepError } from './report.mjs'
import { lastLines, run } from './run.mjs'

export const ADDON_FILE = 'better_sqlite3.node'

/**
 * The sources ask for Node-API 10 only for a finalizer signature; with these switches the same sources compile to an
 * addon that also loads below it. See docs/adr/003-better-sqlite3-below-node-api-10.md.
 */
export const CXXFLAGS = '-UNAPI_VERSION -DNAPI_EXPERIMENTAL -DNODE_API_EXPERIMENTAL_NOGC_ENV_OPT_OUT'

/**
 * Compiles a copy of the package, so that an interrupted build leaves nothing in node_modules.
 *
 * @param {object} options
 * @param {string} options.packageDir
 * @param {string} options.target the finished addon, put there in one rename
 * @param {import('./report.mjs').Report} options.report
 */
export async function buildAddon({ packageDir, target, report }) {
  const parent = dirname(dirname(target))
  const temp = join(parent, `.tmp-${process.pid}`)
  await mkdir(parent, { recursive: true })
  for (const name of await readdir(parent)) {
    if (name.startsWith('.tmp-')) await rm(join(parent, name), { recursive: true, force: true })
  }
  try {
    const modules = join(temp, 'node_modules')
    const copy = join(modules, 'better-sqlite3')
    const isSource = (/** @type {string} */ path) => !['build', 'prebuilds'].includes(basename(path))
    await cp(packageDir, copy, { recursive: true, filter: isSource })
    await cp(join(ROOT, 'node_modules', 'node-addon-api'), join(modules, 'node-addon-api'), { recursive: true })
    const nodeDir = await findHeaders(join(temp, 'headers'))
    report.progress('compiling it once for this machine (one to three minutes)')
    const args = [findNodeGyp(), 'rebuild', '--release', '--force_build=1', `--nodedir=${nodeDir}`]
    const result = await run(process.execPath, args, { cwd: copy, env: { ...process.env, CXXFLAGS } })
    const built = join(copy, 'build', 'Release', ADDON_FILE)
    if (result.code !== 0 || !existsSync(built)) {
      throw new StepError(`node-gyp ended with code ${result.code}.\n${lastLines(result.output)}`, {
        advice: 'install a C++20 compiler, make and python3; or use Node 22.14 or newer, which needs no compiler.',
      })
    }
    await mkdir(dirname(target), { recursive: true })
    await rename(built, target)
  } finally {
    await rm(temp, { recursive: true, force: true })
  }
}

/**
 * Node's own headers where they are installed, else those of the npm package node-api-headers: the addon needs no more
 * than Node-API, and a closed network has no other source.
 *
 * @param {string} temp
 * @returns {Promise<string>} a folder as node-gyp's --nodedir wants it
 */
async function findHeaders(temp) {
  const prefix = resolve(process.execPath, '..', '..')
  const own = join(prefix, 'include', 'node')
  if (existsSync(join(own, 'node_api.h')) && existsSync(join(own, 'common.gypi'))) return prefix
  const include = join(temp, 'include', 'node')
  await cp(join(ROOT, 'node_modules', 'node-api-headers', 'include'), include, { recursive: true })
  await writeFile(join(include, 'common.gypi'), COMMON_GYPI)
  return temp
}

/** What node-gyp expects beside the headers; Node's own file holds settings for building Node itself besides. */
const COMMON_GYPI = `{
  'target_defaults': {
    'default_configuration': 'Release',
    'configurations': { 'Release': { 'cflags': ['-O3'], 'xcode_settings': { 'GCC_OPTIMIZATION_LEVEL': '3' } } },
    'cflags': ['-fPIC', '-pthread', '-Wall', '-Wno-unused-parameter'],
    'conditions': [['OS=="mac"', { 'defines': ['_DARWIN_USE_64_BIT_INODE=1'] }]],
  },
}
`

/** @returns {string} the script of the node-gyp in node_modules, else of the one that ships with npm */
function findNodeGyp() {
  const require = createRequire(join(ROOT, 'package.json'))
  const bundled = resolve(process.execPath, '..', '..', 'lib', 'node_modules', 'npm', 'node_modules', 'node-gyp')
  try {
    return require.resolve('node-gyp/bin/node-gyp.js')
  } catch {
    const script = join(bundled, 'bin', 'node-gyp.js')
    if (existsSync(script)) return script
    throw new StepError('There is no node-gyp.', { advice: 'run npm ci, then npm run setup again.' })
  }
}
