import './lib/check-node.mjs'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { stripVTControlCharacters } from 'node:util'
import { readArguments } from './lib/arguments.mjs'
import { forgetBuild } from './lib/build.mjs'
import { Company } from './lib/company.mjs'
import { openDisplay } from './lib/display.mjs'
import { beOnlyOne } from './lib/only-one.mjs'
import { LOCAL_CACHE, readJson, ROOT } from './lib/paths.mjs'
import { describeFailure, StepError } from './lib/report.mjs'
import { start } from './lib/run.mjs'
import { signInAs, startSampleServer } from './lib/sample-server.mjs'
import { setup } from './lib/setup.mjs'
import { exitOnSignals } from './lib/signals.mjs'

const USAGE = `Usage: npm run dev [-- --second]

Server with sample people and the app as alice; sources are watched: the renderer is replaced in place, main and preload
restart the app.
  --second  another window as bob, beside one that runs already; it follows the same sources`

const { values } = readArguments(USAGE, { options: { second: { type: 'boolean' } } })

exitOnSignals()
const electron = await setup({ isQuiet: true })
const dir = join(LOCAL_CACHE, 'dev')
/** What the first one tells the second one. */
const noteFile = join(dir, 'server.json')
mkdirSync(dir, { recursive: true })
const company = new Company()
try {
  if (values.second) {
    beOnlyOne({ dir, lock: 'second', command: 'npm run dev -- --second', advice: 'end that one first; there are two windows at most.' })
  } else {
    const advice = 'npm run dev -- --second opens another window beside it; else end it first.'
    beOnlyOne({ dir, lock: 'first', command: 'npm run dev', advice })
    forgetBuild()
  }
  const display = await openDisplay()
  if (display.isVirtual) console.log(`There is no display: running on a virtual one (Xvfb ${display.env.DISPLAY}).`)
  if (values.second) openSecond(display.env)
  else await openFirst(display.env)
  const ending = await company.play()
  if (!values.second) rmSync(noteFile, { force: true })
  await company.stop()
  display.close()
  if (ending.failure !== undefined) console.error(`✗ ${ending.failure}`)
  process.exitCode = ending.failure === undefined ? (ending.signalCode ?? 0) : 1
} catch (error) {
  console.error(describeFailure('Development mode', error))
  process.exitCode = 1
  await company.stop()
}
process.exit()

/** @param {NodeJS.ProcessEnv} env */
async function openFirst(env) {
  const server = await startSampleServer({ from: 'sources', dataDir: join(dir, 'server') })
  company.add({ name: 'the server', child: server.child, isNeeded: true, lastWords: server.lastWords })
  console.log(`Server: TCP ${server.ports.tcp}, WebSocket ${server.ports.ws}, HTTP ${server.ports.http}`)
  const vite = join(ROOT, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
  const args = [vite, 'dev', '--watch', '--', ...electron.args, `--user-data-dir=${join(dir, 'alice')}`]
  const child = start(process.execPath, args, {
    cwd: ROOT,
    env: { ...env, ...appEnv(server.ports, 'alice'), ELECTRON_EXEC_PATH: electron.executable },
    stdio: ['inherit', 'pipe', 'inherit'],
  })
  company.add({ name: 'electron-vite', child, isNeeded: false, lastWords: () => '' })
  createInterface({ input: /** @type {import('node:stream').Readable} */ (child.stdout) }).on('line', (line) => {
    console.log(line)
    const url = /Local:\s+(http:\S+)/.exec(stripVTControlCharacters(line))?.[1]
    if (url === undefined) return
    writeFileSync(noteFile, JSON.stringify({ pid: process.pid, ports: server.ports, rendererUrl: url.replace(/\/$/, '') }))
  })
}

/** @param {NodeJS.ProcessEnv} env */
function openSecond(env) {
  const note = readJson(noteFile)
  if (note === undefined || !isAlive(note.pid)) {
    throw new StepError('No first window is running.', { advice: 'npm run dev, and this one in another terminal beside it.' })
  }
  const args = [electron.executable, ...electron.args, ROOT, `--user-data-dir=${join(dir, 'bob')}`]
  const child = start(process.execPath, [join(ROOT, 'scripts', 'dev-window.mjs'), ...args], {
    cwd: ROOT,
    // The page comes from the first one's development server, so a change of the renderer shows in both.
    env: { ...env, ...appEnv(note.ports, 'bob'), JIM_PROFILE: 'second', ELECTRON_RENDERER_URL: note.rendererUrl },
    stdio: 'inherit',
  })
  company.add({ name: 'the second window', child, isNeeded: false, lastWords: () => '' })
}

/**
 * @param {import('./lib/sample-server.mjs').Ports} ports
 * @param {string} user
 */
function appEnv(ports, user) {
  return { JIM_SIGN_IN: signInAs(ports, user), JIM_OPEN_CONVERSATION: 'c2c:alice:bob' }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
