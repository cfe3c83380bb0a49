import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { ROOT } from './paths.mjs'
import { StepError } from './report.mjs'
import { start } from './run.mjs'

/** @typedef {{ tcp: number, ws: number, http: number }} Ports */

/** What Node has to be told to run the server from its build or from its sources. */
export const SERVER_ENTRY = {
  // With the room for garbage that the installed one has (deploy/server/jim-server).
  build: ['--max-semi-space-size=32', join(ROOT, 'out', 'main', 'server.cjs')],
  sources: ['--import', 'tsx', join(ROOT, 'src', 'server', 'main.ts')],
}

/**
 * The bundled server on loopback with the sample people, on ports that are free.
 *
 * @param {object} options
 * @param {keyof typeof SERVER_ENTRY} options.from
 * @param {string} options.dataDir
 * @returns {Promise<{ child: import('node:child_process').ChildProcess, ports: Ports, lastWords: () => string }>}
 */
export async function startSampleServer({ from, dataDir }) {
  mkdirSync(dataDir, { recursive: true })
  const listen = ['--host', '127.0.0.1', '--tcp', '0', '--ws', '0', '--http', '0']
  const child = start(process.execPath, [...SERVER_ENTRY[from], ...listen, '--demo', '--data', dataDir], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let errors = ''
  child.stderr?.setEncoding('utf8').on('data', (chunk) => (errors = (errors + chunk).slice(-4000)))
  const lines = createInterface({ input: /** @type {import('node:stream').Readable} */ (child.stdout) })
  const failed = once(child, 'exit').then(([code]) => {
    throw new StepError(`The server ended with code ${code} before it listened.\n${errors.trim()}`, {
      advice: `read the lines above; a fresh start without its old data: remove ${dataDir}`,
    })
  })
  failed.catch(() => undefined)
  const [line] = /** @type {[string]} */ (await Promise.race([once(lines, 'line'), failed]))
  lines.on('line', () => undefined)
  return { child, ports: JSON.parse(line), lastWords: () => errors }
}

/**
 * @param {Ports} ports
 * @param {string} user a sample account; their password is `demo`
 * @returns {string} the value of JIM_SIGN_IN: a `SignInRequest` of src/shared/account.ts
 */
export function signInAs(ports, user) {
  const httpBase = `http://127.0.0.1:${ports.http}`
  const server = { kind: 'sync', host: '127.0.0.1', port: ports.tcp, tls: false, httpBase, caFile: '' }
  return JSON.stringify({ server, user, secret: 'demo' })
}
