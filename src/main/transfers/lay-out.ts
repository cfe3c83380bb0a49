import { randomUUID } from 'node:crypto'
import { chmod, link, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { ok, type Result } from '@shared/result'
import { diskFailure } from '../lib/json-file'
import { copyToNew } from './new-file'

/** A path under a name for programs to have a file by, and the folder of its own that it lies in. */
export type LaidOut = { readonly path: string; readonly folder: string }

/**
 * A second name for the bytes of a file, in a folder of its own: nothing is copied, and nobody may write to it, so that who
 * is given it changes nothing of what it is a name of. Windows lets read-only files not be deleted, and other file systems
 * have one name for each: there it is a copy. Fails as `copyToNew` does.
 * @param name a safe one (`names`)
 */
export async function layOut(source: string, dir: string, name: string, platform = process.platform): Promise<Result<LaidOut>> {
  const folder = join(dir, randomUUID())
  const path = join(folder, name)
  try {
    await mkdir(folder, { recursive: true })
    if (platform !== 'win32' && (await isLinked(source, path))) return ok({ path, folder })
  } catch (error) {
    return diskFailure(error)
  }
  const copied = await copyToNew(source, folder, name)
  if (!copied.ok) return copied
  await chmod(copied.value, 0o400).catch(() => undefined)
  return ok({ path: copied.value, folder })
}

async function isLinked(source: string, path: string): Promise<boolean> {
  try {
    // Of both names: what lies under its hash is never written again.
    await chmod(source, 0o400)
    await link(source, path)
    return true
  } catch {
    return false
  }
}
