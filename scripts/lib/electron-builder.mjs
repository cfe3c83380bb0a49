import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { macArguments } from './mac-package.mjs'
import { packagedApp } from './packaged-app.mjs'
import { ROOT } from './paths.mjs'
import { StepError } from './report.mjs'
import { lastLines, run } from './run.mjs'
import { chooseAddon } from './sqlite-addon.mjs'

/**
 * @typedef {object} BuilderRun
 * @property {import('./electron-install.mjs').ProvenElectron} electron
 * @property {string} version of the product
 * @property {boolean} [isTest] the variant with the inspector on
 */

/**
 * The unpacked application, in an output that it empties first. Needs nothing from the network.
 *
 * @param {BuilderRun} options
 */
export async function packDir(options) {
  rmSync(packagedApp(options.isTest).output, { recursive: true, force: true })
  const problem = await runBuilder(options, ['--dir', ...ownDist(options)])
  if (problem !== undefined) throw new StepError(`electron-builder failed.\n${problem}`)
}

/**
 * What electron-builder makes with its tools, which it fetches from a release host.
 *
 * @param {BuilderRun} options
 * @param {readonly string[]} args
 * @returns {Promise<string | undefined>} its last words when it failed
 */
export async function runBuilder({ electron, version, isTest = false }, args) {
  const all = [
    join(ROOT, 'node_modules', 'electron-builder', 'cli.js'),
    ...args,
    `-c.electronVersion=${electron.versions.electron}`,
    `-c.directories.output=${packagedApp(isTest).output}`,
    `-c.extraMetadata.version=${version}`,
    ...(await macArguments(process.platform, process.env)),
    ...(isTest ? ['-c.electronFuses.enableNodeCliInspectArguments=true'] : []),
  ]
  const result = await run(process.execPath, all, { cwd: ROOT, env: builderEnvironment(electron.versions.napi) })
  if (result.code === 0) return undefined
  const errors = result.output.split('\n').filter((line) => line.includes('⨯'))
  return lastLines(errors.length > 0 ? errors.join('\n') : result.output, 8)
}

/**
 * The Electron that is here already, for this machine's own architecture.
 *
 * @param {BuilderRun} options
 */
export function ownDist({ electron }) {
  return [`-c.electronDist=${electron.dist}`]
}

/**
 * What electron-builder.yml asks the environment: which of the addon's binaries go in.
 *
 * @param {string | undefined} nodeApi of the Electron
 * @param {{ readonly env?: NodeJS.ProcessEnv, readonly platform?: NodeJS.Platform, readonly arch?: string }} [machine]
 */
export function builderEnvironment(nodeApi, { env = process.env, platform = process.platform, arch = process.arch } = {}) {
  return {
    ...env,
    JIM_REGISTRY_LEAVE_OUT: platform === 'win32' ? 'nothing' : '{native-reg,node-gyp-build}',
    JIM_SQLITE_LEAVE_OUT: chooseAddon([nodeApi]) === 'prebuild' ? 'build' : 'prebuilds',
    // A universal program is made of two halves that differ in machine code only.
    JIM_SQLITE_PREBUILDS: platform === 'darwin' ? 'darwin-*' : `${platform}-${arch}`,
    CSC_IDENTITY_AUTO_DISCOVERY: env.CSC_LINK ? 'true' : 'false',
  }
}
