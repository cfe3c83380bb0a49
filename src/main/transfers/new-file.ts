import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { copyFile, link, open } from 'node:fs/promises'
import { join } from 'node:path'
import { failed, ok, type Result } from '@shared/result'
import { removePath, renamePath } from '../lib/held-files'
import { diskFailure } from '../lib/json-file'
import { numberedName } from './names'

/** Of one name in one folder. */
const MAX_NUMBER = 9999

/**
 * Copies a file into a folder under the first of `name`, `name (2)`, … that is free. It stands there whole or not at all,
 * and takes nobody's place, whoever else writes there. Fails with `disk_full`, `read_only`, `io_failed`, `too_many`.
 * @param name a safe one (`names`)
 */
export function copyToNew(source: string, folder: string, name: string): Promise<Result<string>> {
  return withCopy(source, folder, async (copy) => {
    for (let number = 1; number <= MAX_NUMBER; number++) {
      const path = join(folder, numberedName(name, number))
      if (await giveName(copy, path)) return ok(path)
    }
    return failed('too_many')
  })
}

/** The same to a path that the person chose, where they agreed to replace what there is. */
export function copyOver(source: string, folder: string, path: string): Promise<Result<string>> {
  return withCopy(source, folder, async (copy) => {
    await renamePath(copy, path)
    return ok(path)
  })
}

async function withCopy(source: string, folder: string, use: (copy: string) => Promise<Result<string>>): Promise<Result<string>> {
  const copy = join(folder, `.jim-${randomBytes(8).toString('hex')}.part`)
  try {
    await copyFile(source, copy, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
    const handle = await open(copy, 'r+')
    try {
      await handle.chmod(0o644)
      await handle.sync()
    } finally {
      await handle.close()
    }
    return await use(copy)
  } catch (error) {
    return diskFailure(error)
  } finally {
    await removePath(copy).catch(() => undefined)
  }
}

/** False: the name is taken. */
async function giveName(copy: string, path: string): Promise<boolean> {
  try {
    await link(copy, path)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
  }
  // A file system where a file has one name: the name is taken first, empty, and replaced by the whole.
  try {
    await (await open(path, 'wx')).close()
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
  await renamePath(copy, path)
  return true
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
