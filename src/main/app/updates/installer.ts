import { ok } from '@shared/result'
import type { Logger } from '../../lib/logger'
import { replaceAppImage } from './app-image'
import { appImageOf, type Machine, installationOf, wayOf } from './installation'
import { type HostApp, installNatively } from './native-installer'
import type { Judged } from './update-failure'
import type { Found } from './found'
import type { Installer } from './updates'

/** Installs as this program came here. */
export function createInstaller(machine: Machine, app: HostApp, logger: Logger): Installer {
  const installation = installationOf(machine)
  const appImage = appImageOf(machine.env)
  const native = async (found: Found, path: string, when: 'now' | 'end'): Promise<Judged<void>> => {
    const system = installation.system === 'darwin' ? 'darwin' : 'win32'
    return installNatively({ found, path, when, system, app, logger })
  }
  return {
    installation,
    wayOf: (path) => wayOf(installation, path, machine.execPath),
    async install(found, path) {
      if (appImage === undefined) return native(found, path, 'now')
      const replaced = await replaceAppImage(appImage, path, found.pack)
      if (!replaced.ok) return replaced
      app.startAfterwards(appImage)
      app.quit()
      return ok()
    },
    installAtEnd: (found, path) => (appImage === undefined ? native(found, path, 'end') : replaceAppImage(appImage, path, found.pack)),
  }
}
