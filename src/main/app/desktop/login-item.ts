import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { app } from 'electron'
import { autostartEntry } from '../../lib/autostart-entry'
import { removePathSync } from '../../lib/held-files'
import type { Logger } from '../../lib/logger'

/** Tells a start by the system from one by the user: the window then waits in the task bar. */
const HIDDEN_SWITCH = 'hidden'

/** Whether the system started us with the session, so that no window should come up over what the user does. */
export function isStartedAtLogin(): boolean {
  if (process.platform === 'darwin') return app.getLoginItemSettings().wasOpenedAtLogin
  return app.commandLine.hasSwitch(HIDDEN_SWITCH)
}

/**
 * Has the system start the app with the session, or no longer. Only a package does so: a checkout would leave its
 * path behind.
 */
export function setStartAtLogin(isOn: boolean, logger: Logger): void {
  if (!app.isPackaged) return
  try {
    if (process.platform === 'linux') writeAutostart(isOn)
    else app.setLoginItemSettings({ openAtLogin: isOn, args: [`--${HIDDEN_SWITCH}`] })
  } catch (error) {
    logger.warn('start at login could not be changed', { error: String(error) })
  }
}

function writeAutostart(isOn: boolean): void {
  const path = join(app.getPath('appData'), 'autostart', 'jim-desktop.desktop')
  if (!isOn) return removePathSync(path)
  mkdirSync(dirname(path), { recursive: true })
  // An AppImage runs from a mount that is gone after the session; its own file is in the environment.
  const program = process.env['APPIMAGE'] ?? process.execPath
  writeFileSync(path, autostartEntry(app.getName(), [program, `--${HIDDEN_SWITCH}`]))
}
