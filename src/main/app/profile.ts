import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { hostname, userInfo } from 'node:os'
import { join } from 'node:path'
import { app } from 'electron'
import { z } from 'zod'
import { JsonFile } from '../lib/json-file'

/** The folder of everything this installation keeps; two windows side by side need two of them. */
export type Profile = {
  readonly dir: string
  readonly accountsDir: string
  /** This device towards a server: signing in again with it replaces its older session (PROTOCOL 3). */
  readonly deviceId: string
  readonly deviceName: string
}

const PROFILE_NAME = /^[A-Za-z0-9_-]{1,32}$/

/**
 * Chooses the profile folder, before Electron is ready: `--user-data-dir=DIR`, else `JIM_PROFILE=name` beside the
 * usual one, else the usual one.
 *
 * @throws Error if `JIM_PROFILE` is not 1–32 letters, digits, `_` or `-`
 */
export function openProfile(): Profile {
  const dir = profileDir()
  app.setPath('userData', dir)
  app.setPath('sessionData', join(dir, 'chromium'))
  const accountsDir = join(dir, 'accounts')
  mkdirSync(accountsDir, { recursive: true, mode: 0o700 })
  const file = new JsonFile(join(dir, 'device.json'), z.object({ deviceId: z.uuid() }))
  let device = file.load()
  if (device === undefined) {
    device = { deviceId: randomUUID() }
    const saved = file.save(device)
    if (!saved.ok) console.error(`jim: this device's id could not be kept: ${saved.error.message}`)
  }
  return { dir, accountsDir, deviceId: device.deviceId, deviceName: `${userInfo().username} · ${hostname()}`.slice(0, 200) }
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
