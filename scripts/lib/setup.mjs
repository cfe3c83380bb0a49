import { join } from 'node:path'
import { installElectron } from './electron-install.mjs'
import { withLock } from './lock.mjs'
import { installPackages } from './node-modules.mjs'
import { LOCAL_CACHE, ROOT } from './paths.mjs'
import { createReport, describeFailure } from './report.mjs'
import { installAddon } from './sqlite-addon.mjs'
import { ensureCluster, ensureCompiler, ensureLibraries } from './system-packages.mjs'

/**
 * Everything that the other scripts need, in the order in which one step needs the other. Can be run at any time: what
 * is there is only looked at. A failure is told on stderr and ends the process with code 1.
 *
 * @param {object} [options]
 * @param {boolean} [options.isQuiet] say only what takes long or goes wrong
 * @param {boolean} [options.hasCluster] also what `npm run cluster` starts, which nothing else needs
 * @returns {Promise<import('./electron-install.mjs').ProvenElectron>}
 */
export async function setup({ isQuiet = false, hasCluster = false } = {}) {
  const base = createReport({ isQuiet })
  let step = ''
  /** @type {import('./report.mjs').Report} */
  const report = { ...base, step: (name) => base.step((step = name)) }
  try {
    report.step('Node')
    report.done(process.versions.node)
    return await withLock(join(LOCAL_CACHE, 'setup.lock'), () => runSteps(report, hasCluster), {
      onWait: () => report.progress('another setup is at work in this checkout; waiting for it'),
    })
  } catch (error) {
    console.error(describeFailure(step, error))
    process.exit(1)
  }
}

/**
 * @param {import('./report.mjs').Report} report
 * @param {boolean} hasCluster
 */
async function runSteps(report, hasCluster) {
  report.step('Packages')
  await installPackages(ROOT, report)

  report.step('System libraries')
  await ensureLibraries(report)
  if (hasCluster) {
    report.step('PostgreSQL and NATS')
    await ensureCluster(report)
  }

  report.step('Electron')
  const electron = await installElectron(report)

  report.step('SQLite')
  await installAddon(electron, report, () => ensureCompiler(report))
  return electron
}
