import { join } from 'node:path'
import { buildWhenStale } from './build.mjs'
import { openDisplay } from './display.mjs'
import { findMoto } from './moto.mjs'
import { findNats } from './nats.mjs'
import { installNewerNode, NEWER_NODE_MAJOR } from './newer-node.mjs'
import { ROOT } from './paths.mjs'
import { startPostgres } from './postgres.mjs'
import { createReport, describeFailure, StepError } from './report.mjs'
import { lastLines, run } from './run.mjs'
import { findChromium } from './system-chromium.mjs'
import { runVitest } from './vitest-run.mjs'

/**
 * `why`: it did not run, since something is not to be had here.
 *
 * @typedef {{ passed: number, failed: number, why?: string }} Outcome
 */

const NO_NATS = '✗ There is no NATS here: sudo apt-get install nats-server, or JIM_NATS=<its executable>.'

const NO_S3 = "✗ There is no server of S3 here: pip install 'moto[server]', or JIM_MOTO=<its moto_server>."

/** What differs most between versions of Node: native addons, sockets, files, processes. `npm test` has half an hour. */
const PART_UNDER_NEWER_NODE = { unit: ['tests/store/', 'tests/connection/'], integration: ['--exclude=**/simulation*.test.ts'] }

/** @type {Record<string, () => Promise<Outcome>>} */
export const STAGES = {
  format: () => program('node_modules/prettier/bin/prettier.cjs', '--check', '--cache', '--log-level', 'warn', '.'),
  types: () => program('scripts/typecheck.mjs'),
  lint: () => program('node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0'),
  unit: () => runVitest('unit', process.env),
  integration: () => runVitest('integration', process.env),
  lossy: () => runVitest('lossy', process.env),
  nats: overNats,
  s3: inBucket,
  postgres: onPostgres,
  nodes: ofSeveralNodes,
  node24: () => underNewerNode(PART_UNDER_NEWER_NODE),
  build,
  e2e: () => onDisplay('e2e'),
  chromium: inChromium,
}

/** A stage on its own still needs what it stands on. */
export const NEEDS = /** @type {Record<string, readonly string[]>} */ ({ e2e: ['build'], chromium: ['build'] })

/**
 * Integration and unit tests under the Node that the shipped Electron brings, with the addon that is shipped.
 *
 * @param {{ readonly unit: readonly string[], readonly integration: readonly string[] }} filters none: all of them
 * @returns {Promise<Outcome>}
 */
export async function underNewerNode(filters) {
  const report = createReport()
  report.step(`Node ${NEWER_NODE_MAJOR}`)
  const node = await installNewerNode(report).catch((error) => describeFailure(`Node ${NEWER_NODE_MAJOR}`, error))
  if (node.startsWith('✗')) return { passed: 0, failed: 0, why: node }
  const preload = `--import=${new URL('prebuilt-addon.mjs', import.meta.url).href}`
  const env = { ...process.env, NODE_OPTIONS: [process.env.NODE_OPTIONS, preload].filter(Boolean).join(' ') }
  await proveAddon(node, env)
  const unit = await runVitest('unit', env, filters.unit, node)
  const integration = await runVitest('integration', env, filters.integration, node)
  return { passed: unit.passed + integration.passed, failed: unit.failed + integration.failed }
}

/**
 * Nodes of the server over a NATS of this machine, each test with one of its own.
 *
 * @returns {Promise<Outcome>}
 */
async function overNats() {
  const executable = findNats()
  return executable === undefined ? { passed: 0, failed: 0, why: NO_NATS } : runVitest('nats', { ...process.env, JIM_NATS: executable })
}

/**
 * The server with its files in a bucket.
 *
 * @returns {Promise<Outcome>}
 */
async function inBucket() {
  const executable = findMoto()
  return executable === undefined ? { passed: 0, failed: 0, why: NO_S3 } : runVitest('s3', { ...process.env, JIM_MOTO: executable })
}

/**
 * The server on a PostgreSQL of this machine, on a folder of its own. It is not installed for that: Debian's package
 * would start one for the whole machine.
 *
 * @returns {Promise<Outcome>}
 */
async function onPostgres() {
  return withPostgres(process.env, 'postgres')
}

/**
 * Several servers that are one office: on a PostgreSQL and a NATS of this machine.
 *
 * @returns {Promise<Outcome>}
 */
async function ofSeveralNodes() {
  const executable = findNats()
  if (executable === undefined) return { passed: 0, failed: 0, why: NO_NATS }
  return withPostgres({ ...process.env, JIM_NATS: executable }, 'nodes', 'two-nodes')
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {readonly string[]} projects one after the other
 * @returns {Promise<Outcome>}
 */
async function withPostgres(env, ...projects) {
  const started = await startPostgres().catch((error) => describeFailure('PostgreSQL', error))
  if (typeof started === 'string') return { passed: 0, failed: 0, why: started }
  try {
    const sum = { passed: 0, failed: 0 }
    for (const project of projects) {
      const { passed, failed } = await runVitest(project, { ...env, JIM_TEST_POSTGRES: started.url() })
      sum.passed += passed
      sum.failed += failed
    }
    return sum
  } finally {
    await started.close()
  }
}

/**
 * That the shipped addon is what the tests get.
 *
 * @param {string} node
 * @param {NodeJS.ProcessEnv} env
 */
async function proveAddon(node, env) {
  const script = `new (require('better-sqlite3'))(':memory:').close(); console.log(process.report.getReport().sharedObjects.join('\\n'))`
  const { code, output } = await run(node, ['-e', script], { cwd: ROOT, env })
  if (code === 0 && /better-sqlite3[\\/]prebuilds[\\/]/.test(output) && !/better-sqlite3[\\/]build[\\/]/.test(output)) return
  throw new StepError(`${node} does not load SQLite's prebuilt addon (code ${code}).\n${lastLines(output)}`)
}

/**
 * The built page in a Chromium newer than any Electron's, beside the one of the Electron that is here.
 *
 * @returns {Promise<Outcome>}
 */
async function inChromium() {
  const report = createReport()
  report.step('Chromium')
  const executable = await findChromium(report).catch((error) => describeFailure('Chromium', error))
  if (executable.startsWith('✗')) return { passed: 0, failed: 0, why: executable }
  return onDisplay('chromium', { JIM_CHROMIUM: executable })
}

/**
 * @param {string} script
 * @param {readonly string[]} args
 * @returns {Promise<Outcome>}
 */
async function program(script, ...args) {
  const { code } = await run(process.execPath, [join(ROOT, script), ...args], { cwd: ROOT, stdio: 'inherit' })
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
}

/** @returns {Promise<Outcome>} */
async function build() {
  await buildWhenStale(createReport())
  return { passed: 1, failed: 0 }
}

/**
 * @param {string} project
 * @param {NodeJS.ProcessEnv} [more]
 * @returns {Promise<Outcome>}
 */
async function onDisplay(project, more = {}) {
  const display = await openDisplay()
  if (display.isVirtual) console.log(`There is no display: running on a virtual one (Xvfb ${display.env.DISPLAY}).`)
  try {
    return await runVitest(project, { ...display.env, ...more })
  } finally {
    display.close()
  }
}
