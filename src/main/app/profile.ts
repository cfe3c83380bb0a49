import { mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { app } from 'electron'
import type { Device } from './device'
import { portableFolder } from './portable'
import { chooseProfileFolder, ProfileError } from './profile-folder'

/** Of everything this installation keeps; two windows side by side need two of them. */
export type ProfileFolder = { readonly dir: string; readonly accountsDir: string }
export type Profile = ProfileFolder & Device

/**
 * Chooses the profile folder and makes it, before Electron is ready.
 *
 * @throws ProfileError if there is none, or it cannot be made
 */
export function openProfile(): ProfileFolder {
  const home = homeFolder()
  const asked = app.commandLine.getSwitchValue('user-data-dir')
  const portable = thisCopysFolder()
  const dir = chooseProfileFolder({ asked, portable, usual: usualFolder, name: process.env['JIM_PROFILE'], home })
  const accountsDir = join(dir, 'accounts')
  try {
    mkdirSync(accountsDir, { recursive: true, mode: 0o700 })
  } catch (cause) {
    throw new ProfileError('unusable', `${dir} cannot be used: ${cause instanceof Error ? cause.message : String(cause)}`, dir)
  }
  // Desktop libraries, and Node's `homedir`, have nothing else to go by.
  if (home === undefined) process.env['HOME'] = dir
  app.setPath('userData', dir)
  app.setPath('sessionData', join(dir, 'chromium'))
  return { dir, accountsDir }
}

/** Beside this copy of the program, if it is one that is carried about. */
export function thisCopysFolder(): string | undefined {
  return portableFolder({ platform: process.platform, isPackaged: app.isPackaged, executable: process.execPath })
}

/** Electron makes it when it is asked for, in a home folder that has to be there. */
function usualFolder(home: string): string {
  try {
    return app.getPath('userData')
  } catch (cause) {
    throw new ProfileError('unusable', `${home} cannot be used: ${cause instanceof Error ? cause.message : String(cause)}`, home)
  }
}

function homeFolder(): string | undefined {
  try {
    return homedir()
  } catch {
    return undefined
  }
}
