import { chmod, copyFile, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { ok } from '@shared/result'
import { removePath, renamePath } from '../../lib/held-files'
import { syncFolder } from '../../lib/sync-folder'
import { verifyPackage } from './package-file'
import type { ReleasePackage } from './release-file'
import { type Judged, refusedUpdate } from './update-failure'

/**
 * Puts a new AppImage in the place of the one that runs, under its name, which launchers know. At every moment one of both is
 * there, whole. The one that runs goes on: its file stays open.
 */
export async function replaceAppImage(appImage: string, path: string, pack: ReleasePackage): Promise<Judged<void>> {
  const fresh = `${appImage}.new`
  try {
    await copyFile(path, fresh)
    // What runs is the copy, so that is what is verified.
    const verified = await verifyPackage(fresh, pack, new AbortController().signal)
    if (!verified.ok) {
      await removePath(fresh)
      return verified
    }
    await chmod(fresh, 0o755)
    const handle = await open(fresh, 'r')
    await handle.sync().finally(() => handle.close())
    await renamePath(fresh, appImage)
    await syncFolder(dirname(appImage))
    return ok()
  } catch (error) {
    await removePath(fresh).catch(() => undefined)
    return refusedUpdate('install_failed', error instanceof Error ? error.message : String(error))
  }
}
