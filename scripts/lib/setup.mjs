import { join } from 'node:path'
import { installElectron } from './electron-install.mjs'
import { findElectron } from './electron-runtime.mjs'
import { withLock } from './lock.mjs'
import { installPackages, whyStale } from './node-modules.mjs'
import { LOCAL_CACHE, ROOT } from './paths.mjs'
import { createReport, describeFailure, StepError } from './report.mjs'
import { installAddon } from './sqlite-addon.mjs'
import { ensureCompiler, ensureLibraries } from './system-packages.mjs'

/**
 * Everything that the other scripts need, in the order in which one step needs the other. Can be run at any time: what
 * is there is only looked at. A failure is told on stderr and ends the process with code 1.
 *
 * @param {object} [options]
 * @param {boolean} [options.isQuiet] say only what takes long or goes wrong
 * @param {boolean} [options.isCheck] change nothing; fail where something is missing
 * @returns {Promise<import('./electron-install.mjs').ProvenElectron>}
 */
export async function setup({ isQuiet = false, isCheck = false } = {}) {
  const base = createReport({ isQuiet })
  let step = ''
  /** @type {import('./report.mjs').Report} */
  const report = { ...base, step: (name) => base.step((step = name)) }
  try {
    report.step('Node')
    report.done(process.versions.node)
    const work = () => runSteps(report, isCheck)
    return await withLock(join(LOCAL_CACHE, 'setup.lock'), work, {
      onWait: () => report.progress('another setup is at work in this checkout; waiting for it'),
    })
  } catch (error) {
    console.error(describeFailure(step, error))
    process.exit(1)
  }
}

/**
 * @param {import('./report.mjs').Report} report
 * @param {boolean} isCheck
 */
async function runSteps(report, isCheck) {
  report.step('Packages')
  if (isCheck) refuseIf(whyStale(ROOT))
  await installPackages(ROOT, report)

  report.step('System libraries')
  await ensureLibraries(report, { isCheck })

  report.step('Electron')
  if (isCheck && findElectron() === undefined) refuseIf('there is none')
  const electron = await installElectron(report)

  report.step('SQLite')
  await installAddon(electron, report, async () => {
    if (isCheck) refuseIf('the native addon is not built')
    await ensureCompiler(report)
  })
  return electron
}

/** @param {string | undefined} reason */
function refuseIf(reason) {
  if (reason !== undefined) throw new StepError(`${reason}.`, { advice: 'npm run setup' })
}
