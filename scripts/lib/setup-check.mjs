import { proveElectron } from './electron-install.mjs'
import { whyStale } from './node-modules.mjs'
import { ROOT } from './paths.mjs'
import { createReport, describeFailure, StepError } from './report.mjs'
import { whyAddonUnfit } from './sqlite-addon.mjs'
import { whyClusterMissing, whyLibrariesMissing } from './system-packages.mjs'

/**
 * Looks at all that `setup` would do, and does nothing of it: not a file is made, not even a lock. Everything that is missing
 * is told, each with what to do.
 *
 * @param {object} [options]
 * @param {boolean} [options.isQuiet] say only what is missing
 * @param {boolean} [options.hasCluster] also at what `npm run cluster` starts
 * @returns {Promise<boolean>} whether all is there
 */
export async function checkSetup({ isQuiet = false, hasCluster = false } = {}) {
  const report = createReport({ isQuiet })
  let isWhole = true

  /**
   * @template T
   * @param {string} name
   * @param {() => Promise<T>} look
   * @returns {Promise<T | undefined>} undefined when it failed, which has been told
   */
  async function step(name, look) {
    report.step(name)
    try {
      return await look()
    } catch (error) {
      isWhole = false
      console.error(describeFailure(name, error))
      return undefined
    }
  }

  await step('Packages', async () => {
    refuseIf(whyStale(ROOT))
    report.done('as the lock file says')
  })
  await step('System libraries', async () => {
    const missing = await whyLibrariesMissing()
    if (missing !== undefined) throw new StepError(missing)
    report.done('installed, or left to the system')
  })
  if (hasCluster) {
    await step('PostgreSQL and NATS', async () => {
      const missing = await whyClusterMissing()
      if (missing !== undefined) throw new StepError(missing)
      report.done('installed')
    })
  }
  const electron = await step('Electron', () => proveElectron(report))
  if (electron !== undefined) {
    await step('SQLite', async () => {
      refuseIf(await whyAddonUnfit(electron))
      report.done('opens a database')
    })
  }
  return isWhole
}

/** @param {string | undefined} reason */
function refuseIf(reason) {
  if (reason !== undefined) throw new StepError(`${reason}.`, { advice: 'npm run setup' })
}
