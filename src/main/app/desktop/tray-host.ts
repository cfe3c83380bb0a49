import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type BusFlag, readBusFlag, type RunCommand, runFor } from './bus-property'

/** Milliseconds that a question to the session bus may take. */
const ANSWER_LIMIT_MS = 2000

const HAS_HOST: BusFlag = {
  bus: 'session',
  service: 'org.kde.StatusNotifierWatcher',
  path: '/StatusNotifierWatcher',
  interface: 'org.kde.StatusNotifierWatcher',
  name: 'IsStatusNotifierHostRegistered',
}

/**
 * Whether something on this desktop shows tray icons. Windows and macOS always do; on Linux the desktop registers a
 * host on the session bus, and GNOME without an extension does not. Electron cannot tell: its icon is just not seen.
 */
export async function hasTrayHost(platform: NodeJS.Platform, run: RunCommand): Promise<boolean> {
  if (platform !== 'linux') return true
  return (await readBusFlag(HAS_HOST, run)) === true
}

const runHere = runFor(ANSWER_LIMIT_MS)

/** Asks on this machine. Without a session bus nothing is run, because some of the programs would start one. */
export const runOnSessionBus: RunCommand = (file, args) =>
  hasSessionBus() ? runHere(file, args) : Promise.reject(new Error('no session bus'))

function hasSessionBus(): boolean {
  const address = process.env['DBUS_SESSION_BUS_ADDRESS']
  const runtimeDir = process.env['XDG_RUNTIME_DIR']
  if (address !== undefined && address !== '') return !address.startsWith('disabled:')
  return runtimeDir !== undefined && existsSync(join(runtimeDir, 'bus'))
}
