import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline'
import { ROOT } from '../paths.mjs'
import { lastLines, start } from '../run.mjs'
import { SERVER_ENTRY } from '../sample-server.mjs'
import { livingChild } from './child-living.mjs'

/** @typedef {import('../sample-server.mjs').Ports} Ports */

/**
 * One server of the office, on loopback, on ports that are free at its first start, and the same ever after.
 *
 * @param {object} options
 * @param {keyof typeof SERVER_ENTRY} options.from
 * @param {readonly string[]} options.args beyond its ports
 * @param {string} options.logFile all that it says, over all its lives
 * @returns {{ ports: () => Ports, start: (signal: AbortSignal) => Promise<import('./kept-alive.mjs').Living> }}
 */
export function serverNode({ from, args, logFile }) {
  /** @type {Ports} */
  let ports = { tcp: 0, ws: 0, http: 0 }
  mkdirSync(dirname(logFile), { recursive: true })
  return {
    ports: () => ports,
    start: async (signal) => {
      const listen = ['--host', '127.0.0.1', '--tcp', ports.tcp, '--ws', ports.ws, '--http', ports.http].map(String)
      const log = openSync(logFile, 'a')
      const child = start(process.execPath, [...SERVER_ENTRY[from], ...listen, ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', log] })
      closeSync(log)
      const lines = createInterface({ input: /** @type {import('node:stream').Readable} */ (child.stdout) })
      const ready = new Promise((/** @type {(ports: Ports) => void} */ resolve) => {
        lines.once('line', (line) => resolve(JSON.parse(line)))
      })
      const lastWords = () => lastLines(readFileSync(logFile, 'utf8'), 4)
      const { living, value } = await livingChild({ child, ready, signal, lastWords })
      lines.on('line', () => undefined)
      ports = value
      return living
    },
  }
}
