import { constants } from 'node:fs'
import { copyFile, mkdir, open, readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { removePath, renamePath } from '../lib/held-files'
import { syncFolder } from '../lib/sync-folder'

const HASH = /^[0-9a-f]{64}$/
const PART = /^[A-Za-z0-9_-]{1,80}$/

/**
 * Where a file cache keeps its bytes. Nothing stands under its hash before it is whole and on disk.
 *
 * ```
 *   <dir>/files/ab/ab34…   whole files, by their sha256
 *   <dir>/parts/<name>     bytes on their way down
 * ```
 */
export class CacheFolder {
  readonly #dir: string

  constructor(dir: string) {
    this.#dir = dir
  }

  /** @throws Error for what is no sha256: nothing else may become a part of a path */
  place(sha256: string): string {
    if (!HASH.test(sha256)) throw new Error('not a sha256')
    return join(this.#dir, 'files', sha256.slice(0, 2), sha256)
  }

  /** @throws Error for a name that is not 1–80 letters, digits, `_` or `-` */
  part(name: string): string {
    if (!PART.test(name)) throw new Error('not the name of a part')
    return join(this.#dir, 'parts', name)
  }

  async prepare(): Promise<void> {
    await mkdir(join(this.#dir, 'parts'), { recursive: true, mode: 0o700 })
    await mkdir(join(this.#dir, 'files'), { recursive: true, mode: 0o700 })
  }

  /**
   * Gives a whole part its place: on disk first, then renamed, then the name on disk too. A part that the disk would not take
   * is gone: the system tells of bytes that it lost once, and the next sync would go well without them.
   * @param isOnDisk its caller has seen to that: each sync is a wait for the disk, of a small file most of its time
   */
  async put(partPath: string, sha256: string, isOnDisk = false): Promise<void> {
    const place = this.place(sha256)
    if (!isOnDisk) {
      await sync(partPath).catch(async (error: unknown) => {
        await this.removePath(partPath)
        throw error
      })
    }
    await mkdir(dirname(place), { recursive: true, mode: 0o700 })
    await renamePath(partPath, place)
    await syncFolder(dirname(place))
  }

  /** A second name for the bytes where the file system can share them, else a copy. */
  async copyIn(source: string, name: string): Promise<string> {
    const part = this.part(name)
    await mkdir(dirname(part), { recursive: true, mode: 0o700 })
    await copyFile(source, part, constants.COPYFILE_FICLONE)
    return part
  }

  /** Bytes of the file that stands under a hash; `undefined`: none does. */
  async size(sha256: string): Promise<number | undefined> {
    return stat(this.place(sha256)).then(
      (found) => (found.isFile() ? found.size : undefined),
      () => undefined,
    )
  }

  async remove(sha256: string): Promise<void> {
    await removePath(this.place(sha256))
  }

  /** Every hash under which something stands, and whatever else lies there, which is nobody's. */
  async *entries(): AsyncGenerator<{ readonly path: string; readonly sha256: string | undefined }> {
    const files = join(this.#dir, 'files')
    for (const folder of await names(files)) {
      for (const name of await names(join(files, folder))) {
        const path = join(files, folder, name)
        yield { path, sha256: HASH.test(name) && this.place(name) === path ? name : undefined }
      }
    }
  }

  /** The parts that lie there. */
  async parts(): Promise<readonly string[]> {
    return (await names(join(this.#dir, 'parts'))).map((name) => join(this.#dir, 'parts', name))
  }

  async removePath(path: string): Promise<void> {
    await removePath(path, { recursive: true })
  }
}

/** Removes what is no file that is known and no part that somebody fills; resolves to how many. */
export async function removeStray(
  folder: CacheFolder,
  parts: Pick<ReadonlySet<string>, 'has'>,
  isKnown: (sha256: string) => boolean,
): Promise<number> {
  let removed = 0
  for await (const { path, sha256 } of folder.entries()) {
    if (sha256 !== undefined && isKnown(sha256)) continue
    await folder.removePath(path)
    removed++
  }
  for (const path of await folder.parts()) {
    if (parts.has(partName(path))) continue
    await folder.removePath(path)
    removed++
  }
  return removed
}

/** The name of a part's path. */
export const partName = (path: string): string => basename(path)

async function names(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => [])
}

async function sync(path: string): Promise<void> {
  // Windows flushes only what is open for writing.
  const handle = await open(path, 'r+')
  try {
    await handle.datasync()
  } finally {
    await handle.close()
  }
}
