import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)
/** Milliseconds that the system's tool is waited for. */
const LIMIT_MS = 5000

/**
 * Tells the system that a file came from somebody else, so that it asks before it runs or trusts it: Windows' zone in a
 * stream beside the file, macOS' quarantine attribute. Linux' desktops have nothing of the kind. Where the file system
 * keeps no such marks the file is there without one.
 * @param at when it came, epoch ms
 */
export async function markOfTheWeb(path: string, at: number, platform: NodeJS.Platform = process.platform): Promise<void> {
  try {
    if (platform === 'win32') await writeFile(`${path}:Zone.Identifier`, zoneOfInternet)
    else if (platform === 'darwin') await run('/usr/bin/xattr', ['-w', 'com.apple.quarantine', quarantine(at), path], { timeout: LIMIT_MS })
  } catch {
    return
  }
}

/** Zone 3: the internet. */
const zoneOfInternet = '[ZoneTransfer]\r\nZoneId=3\r\n'

/** Flags (downloaded, not yet approved), the time in seconds, and by whom. */
function quarantine(at: number): string {
  return `0081;${Math.floor(at / 1000).toString(16)};Jim Desktop;`
}
