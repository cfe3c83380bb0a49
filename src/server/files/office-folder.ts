import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ServerClock } from '../clock'
import type { FileStore } from '../store/file-store'
import { checkOffice } from './office-marker'
import { FilesFolderError } from './open-folder'

/** Names the office whose files are in the folder. */
const MARKER = 'office'

/**
 * Whether a folder is the one in which all nodes of the office have their files (`checkOffice`).
 *
 * @throws FilesFolderError where the folder is another office's, or none of this one
 */
export async function checkOfficeFolder(
  folder: string,
  store: Pick<FileStore, 'secret'>,
  clock: ServerClock,
  number?: string,
): Promise<void> {
  const name = join(folder, MARKER)
  const marker = {
    kind: 'folder' as const,
    name,
    read: () => readFile(name, 'utf8').catch(unlessMissing),
    write: (text: string) => writeFile(name, text, { flag: 'wx' }),
  }
  await checkOffice(marker, store, clock, number).catch((error: unknown) => {
    throw new FilesFolderError(folder, error)
  })
}

function unlessMissing(error: unknown): undefined {
  if ((error as { readonly code?: string }).code !== 'ENOENT') throw error
}
