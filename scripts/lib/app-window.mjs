import { createWriteStream, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { ROOT } from './paths.mjs'
import { start } from './run.mjs'
import { signInAs } from './sample-server.mjs'

/**
 * @typedef {object} AppWindow
 * @property {string} user
 * @property {import('node:child_process').ChildProcess} child
 * @property {string} logFile everything the process says
 * @property {() => boolean} isSignedIn
 */

/**
 * One app process with its own profile, signed in as a sample user with a conversation open.
 *
 * @param {object} options
 * @param {import('./electron-runtime.mjs').ElectronRuntime} options.electron
 * @param {NodeJS.ProcessEnv} options.env with DISPLAY where one is needed
 * @param {string} options.user
 * @param {import('./sample-server.mjs').Ports} options.ports
 * @param {string} options.dir holds the profile and the log
 * @param {readonly [x: number, y: number, width: number, height: number]} options.bounds
 * @param {string} [options.screenshots] a path without its ending
 * @returns {AppWindow}
 */
export function openAppWindow({ electron, env, user, ports, dir, bounds, screenshots }) {
  mkdirSync(dir, { recursive: true })
  const logFile = join(dir, `${user}.log`)
  const log = createWriteStream(logFile)
  const { ELECTRON_RUN_AS_NODE: _, ...inherited } = env
  const child = start(electron.executable, [...electron.args, ROOT, `--user-data-dir=${join(dir, user)}`], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...inherited,
      JIM_SIGN_IN: signInAs(ports, user),
      JIM_OPEN_CONVERSATION: 'c2c:alice:bob',
      JIM_WINDOW_BOUNDS: bounds.join(','),
      ...(screenshots === undefined ? {} : { JIM_SCREENSHOTS: screenshots }),
    },
  })
  let isSignedIn = false
  child.stdout?.pipe(log, { end: false })
  child.stderr?.pipe(log, { end: false })
  child.once('close', () => log.end())
  createInterface({ input: /** @type {import('node:stream').Readable} */ (child.stdout) }).on('line', (line) => {
    if (line.includes(`jim: signed in as ${user}`)) isSignedIn = true
  })
  return { user, child, logFile, isSignedIn: () => isSignedIn }
}
