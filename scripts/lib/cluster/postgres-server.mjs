import { INSTALL_POSTGRES, makePostgres, untilReady } from '../postgres.mjs'
import { StepError } from '../report.mjs'
import { livingChild } from './child-living.mjs'

/**
 * A PostgreSQL of one's own, which waits for the disk as one in earnest does, in a folder that stays until `remove`.
 *
 * @returns {Promise<{ url: () => string, start: (signal: AbortSignal) => Promise<import('./kept-alive.mjs').Living>, remove: () => void }>}
 * @throws StepError where there is none
 */
export async function postgresServer() {
  const folder = await makePostgres({ isDurable: true }).catch((error) => {
    if (!(error instanceof StepError) || error.advice !== INSTALL_POSTGRES) throw error
    throw new StepError(error.message, { advice: `npm run setup -- --cluster; or ${INSTALL_POSTGRES}` })
  })
  return {
    url: () => folder.url(),
    start: async (signal) => {
      const child = folder.launch()
      // It has no end but that of its folder, which needs no last checkpoint. By force it would leave what it shared with its own processes.
      const how = /** @type {const} */ ({ polite: 'SIGQUIT', force: 'SIGQUIT' })
      const { living } = await livingChild({ child, ...untilReady(child), signal, ...how })
      return living
    },
    remove: folder.remove,
  }
}
