import { createInterface } from 'node:readline'
import { findNats } from '../nats.mjs'
import { StepError } from '../report.mjs'
import { start } from '../run.mjs'
import { livingChild } from './child-living.mjs'

/** What NATS takes for "any free port". */
const ANY_PORT = -1

/**
 * A NATS of one's own on loopback, on a port that is free at its first start, and the same ever after.
 *
 * @returns {{ url: () => string, start: (signal: AbortSignal) => Promise<import('./kept-alive.mjs').Living> }}
 * @throws StepError where there is none
 */
export function natsServer() {
  const executable = findNats()
  if (executable === undefined) {
    const advice = 'npm run setup -- --cluster; or sudo apt-get install nats-server, or JIM_NATS=<its executable>.'
    throw new StepError('There is no NATS here.', { advice })
  }
  let port = ANY_PORT
  return {
    url: () => `nats://127.0.0.1:${port}`,
    start: async (signal) => {
      const child = start(executable, ['-a', '127.0.0.1', '-p', String(port)], { stdio: ['ignore', 'ignore', 'pipe'] })
      let said = ''
      const lines = createInterface({ input: /** @type {import('node:stream').Readable} */ (child.stderr) })
      const ready = new Promise((resolve) => {
        lines.on('line', (line) => {
          said = `${said}${line}\n`.slice(-4000)
          const [, listening] = /client connections on .*:(\d+)$/.exec(line) ?? []
          if (listening !== undefined) port = Number(listening)
          if (line.includes('Server is ready')) resolve(undefined)
        })
      })
      const { living } = await livingChild({ child, ready, signal, lastWords: () => said })
      return living
    },
  }
}
