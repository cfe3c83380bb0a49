import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDisplay } from './display.mjs'
import { ROOT } from './paths.mjs'
import { StepError } from './report.mjs'
import { lastLines, run } from './run.mjs'

/** Milliseconds; a second on a quiet machine. */
const LIMIT_MS = 60_000
const SETUID_MODE = 0o4755

/** What keeps user namespaces from ordinary users, and the value that gives them: Ubuntu's since 24.04, Debian's until 10, the kernel's. */
const SWITCHES = [
  { name: 'kernel.apparmor_restrict_unprivileged_userns', isClosed: (/** @type {number} */ value) => value !== 0, open: 0 },
  { name: 'kernel.unprivileged_userns_clone', isClosed: (/** @type {number} */ value) => value === 0, open: 1 },
  { name: 'user.max_user_namespaces', isClosed: (/** @type {number} */ value) => value === 0, open: 10_000 },
]

/**
 * Opens a window of Chromium's with its sandbox. An Electron that runs as Node may still die with the first window, where
 * neither user namespaces nor the setuid helper are to be had; root has no sandbox (see {@link electronArgs}) and nothing to try.
 *
 * @param {Pick<import('./electron-runtime.mjs').ElectronRuntime, 'executable' | 'dist' | 'args'>} runtime
 * @param {NodeJS.ProcessEnv} [env] with a display; without it one is found
 * @throws StepError with the command that repairs it
 */
export async function proveSandbox(runtime, env) {
  if (process.platform !== 'linux' || runtime.args.includes('--no-sandbox')) return
  const display = env === undefined ? await openDisplay() : { env, close: () => undefined }
  const profile = mkdtempSync(join(tmpdir(), 'jim-probe-'))
  try {
    const { ELECTRON_RUN_AS_NODE: _, ...inherited } = display.env
    const args = [...runtime.args, join(ROOT, 'scripts', 'probe-app', 'main.mjs'), `--user-data-dir=${profile}`]
    const { code, output } = await run(runtime.executable, args, { env: inherited, timeoutMs: LIMIT_MS })
    if (code === 0 && output.includes('jim: electron starts')) return
    if (/sandbox/i.test(output)) {
      throw new StepError(`Chromium's sandbox cannot start for you: no user namespaces, no setuid helper.\n${lastLines(output, 4)}`, {
        advice: sandboxAdvice(join(runtime.dist, 'chrome-sandbox')),
      })
    }
    throw new StepError(`${runtime.executable} opens no window (code ${code}).\n${lastLines(output)}`, {
      advice: `read the lines above; if they do not help, remove ${runtime.dist} and run npm run setup again.`,
    })
  } finally {
    rmSync(profile, { recursive: true, force: true })
    display.close()
  }
}

/**
 * @param {string} helper chrome-sandbox of the distribution
 * @param {(name: string) => number | undefined} [read] a kernel's switch
 * @returns {string} what an administrator types, the narrowest first
 */
export function sandboxAdvice(helper, read = readSwitch) {
  const quoted = `'${helper.replaceAll("'", String.raw`'\''`)}'`
  const ways = isSetuidRoot(helper) || !existsSync(helper) ? [] : [`sudo chown root:root ${quoted} && sudo chmod 4755 ${quoted}`]
  const closed = SWITCHES.filter(({ name, isClosed }) => {
    const value = read(name)
    return value !== undefined && isClosed(value)
  })
  for (const { name, open } of closed) ways.push(`sudo sysctl -w ${name}=${open}    (until the next start; for every program)`)
  if (ways.length === 0) return 'this machine (a container, perhaps) forbids user namespaces and setuid programs: allow one of them.'
  return ways.length === 1 ? (ways[0] ?? '') : `one of these:\n${ways.join('\n')}`
}

/** @param {string} file */
function isSetuidRoot(file) {
  const stat = statSync(file, { throwIfNoEntry: false })
  return stat !== undefined && stat.uid === 0 && (stat.mode & 0o7777) === SETUID_MODE
}

/**
 * @param {string} name
 * @returns {number | undefined} undefined where this kernel has no such switch
 */
function readSwitch(name) {
  try {
    return Number(readFileSync(join('/proc/sys', ...name.split('.')), 'utf8'))
  } catch {
    return undefined
  }
}
