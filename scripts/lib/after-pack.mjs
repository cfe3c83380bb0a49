import { rm } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * electron-builder's hook: what a development Electron brings and a product has no use for.
 *
 * @param {{ appOutDir: string, electronPlatformName: string }} context
 */
export async function afterPack({ appOutDir, electronPlatformName }) {
  if (electronPlatformName === 'darwin') return
  await rm(join(appOutDir, 'resources', 'default_app.asar'), { force: true })
}

// electron-builder looks for a default export of a module.
export { afterPack as default }
