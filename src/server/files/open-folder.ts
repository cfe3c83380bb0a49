import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { removePath } from '../data/held-files'
import type { FileStorage } from './file-storage'
import { FolderStorage } from './folder-storage'

/** The folder cannot be used. */
export class FilesFolderError extends Error {
  override readonly name = 'FilesFolderError'

  constructor(
    readonly folder: string,
    cause: unknown,
  ) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
  }
}

type Folders = { readonly filesDir?: string; readonly dataDir?: string }

/** The one that was named, or `files` in the data folder. */
export function filesFolderOf({ filesDir, dataDir }: Folders): string | undefined {
  return filesDir ?? (dataDir === undefined ? undefined : join(dataDir, 'files'))
}

/**
 * The folder of files: the one that was named, `files` in the data folder, or one that goes with the server.
 *
 * @throws FilesFolderError
 */
export async function openFolder(folders: Folders, reserveBytes: number): Promise<FileStorage> {
  const named = filesFolderOf(folders)
  const folder = named ?? (await mkdtemp(join(tmpdir(), 'jim-files-')))
  const storage = new FolderStorage(folder, reserveBytes, async () => {
    if (named === undefined) await removePath(folder, { recursive: true })
  })
  try {
    await storage.check()
  } catch (error) {
    throw new FilesFolderError(folder, error)
  }
  return storage
}
