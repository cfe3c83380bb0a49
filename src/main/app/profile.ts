import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { app } from 'electron'
import type { Device } from './device'

/** Of everything this installation keeps; two windows side by side need two of them. */
export type ProfileFolder = { readonly dir: string; readonly accountsDir: string }
export type Profile = ProfileFolder & Device

const PROFILE_NAME = /^[A-Za-z0-9_-]{1,32}$/

/**
 * Chooses the profile folder, before Electron is ready: `--user-data-dir=DIR`, else `JIM_PROFILE=name` beside the
 * usual one, else the usual one.
 *
 * @throws Error if `JIM_PROFILE` is not 1–32 letters, digits, `_` or `-`
 */
export function openProfile(): ProfileFolder {
  const dir = profileDir()
  app.setPath('userData', dir)
  app.setPath('sessionData', join(dir, 'chromium'))
  const accountsDir = join(dir, 'accounts')
  mkdirSync(accountsDir, { recursive: true, mode: 0o700 })
  return { dir, accountsDir }
}

function profileDir(): string {
  const asked = app.commandLine.getSwitchValue('user-data-dir')
  if (asked !== '') return asked
  const usual = app.getPath('userData')
  const name = process.env['JIM_PROFILE']
  if (name === undefined || name === '') return usual
  if (!PROFILE_NAME.test(name)) throw new Error('JIM_PROFILE must be 1–32 letters, digits, _ or -')
  return `${usual}-${name}`
}
