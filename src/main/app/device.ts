import { randomUUID } from 'node:crypto'
import { hostname, userInfo } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { JsonFile } from '../lib/json-file'

/** This installation towards a server: signing in again with its id replaces its older session (PROTOCOL 3). */
export type Device = { readonly deviceId: string; readonly deviceName: string }

export function openDevice(profileDir: string): Device {
  const file = new JsonFile(join(profileDir, 'device.json'), z.object({ deviceId: z.uuid() }))
  let device = file.load()
  if (device === undefined) {
    device = { deviceId: randomUUID() }
    const saved = file.save(device)
    if (!saved.ok) console.error(`jim: this device's id could not be kept: ${saved.error.message}`)
  }
  return { deviceId: device.deviceId, deviceName: `${userName()} · ${hostname()}`.slice(0, 200) }
}

/** Of a user whom the system does not know (a number without a name, as in containers) it tells no name. */
function userName(): string {
  try {
    return userInfo().username
  } catch {
    return process.env['USER'] || `uid ${process.getuid?.() ?? '?'}`
  }
}
