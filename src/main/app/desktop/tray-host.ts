import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Runs a program and resolves to what it printed. */
export type RunCommand = (file: string, args: readonly string[]) => Promise<string>

/** Milliseconds that a question to the session bus may take. */
const ANSWER_LIMIT_MS = 2000

const WATCHER = 'org.kde.StatusNotifierWatcher'
const PATH = '/StatusNotifierWatcher'
const PROPERTY = 'IsStatusNotifierHostRegistered'

/** The same question to the session bus in the words of three programs, of which most systems have one. */
const QUESTIONS: readonly (readonly [file: string, args: readonly string[]])[] = [
  [
    'gdbus',
    ['call', '--session', '--dest', WATCHER, '--object-path', PATH, '--method', 'org.freedesktop.DBus.Properties.Get', WATCHER, PROPERTY],
  ],
  ['busctl', ['--user', 'get-property', WATCHER, PATH, WATCHER, PROPERTY]],
  [
    'dbus-send',
    [
      '--session',
      '--print-reply',
      `--dest=${WATCHER}`,
      PATH,
      'org.freedesktop.DBus.Properties.Get',
      `string:${WATCHER}`,
      `string:${PROPERTY}`,
    ],
  ],
]

/**
 * Whether something on this desktop shows tray icons. Windows and macOS always do; on Linux the desktop registers a
 * host on the session bus, and GNOME without an extension does not. Electron cannot tell: its icon is just not seen.
 */
export async function hasTrayHost(platform: NodeJS.Platform, run: RunCommand): Promise<boolean> {
  if (platform !== 'linux') return true
  for (const [file, args] of QUESTIONS) {
    try {
      if (/\btrue\b/.test(await run(file, args))) return true
    } catch {
      // Not installed, or nobody answers: the next one may know better.
    }
  }
  return false
}

/** Asks on this machine. Without a session bus nothing is run, because some of the programs would start one. */
export const runOnSessionBus: RunCommand = (file, args) =>
  new Promise((resolve, reject) => {
    if (!hasSessionBus()) return reject(new Error('no session bus'))
    execFile(file, [...args], { timeout: ANSWER_LIMIT_MS }, (error, stdout) => (error === null ? resolve(stdout) : reject(error)))
  })

function hasSessionBus(): boolean {
  const address = process.env['DBUS_SESSION_BUS_ADDRESS']
  const runtimeDir = process.env['XDG_RUNTIME_DIR']
  if (address !== undefined && address !== '') return !address.startsWith('disabled:')
  return runtimeDir !== undefined && existsSync(join(runtimeDir, 'bus'))
}
