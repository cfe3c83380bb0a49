import { randomUUID } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ServerClock } from '../clock'
import type { FileStore } from '../store/file-store'
import { FilesFolderError } from './open-folder'

/** Names the office whose files are in the folder. */
const MARKER = 'office'
/** Milliseconds that the first node has to write it, and between two looks. */
const FIRST_MS = 2000
const LOOK_MS = 100

/**
 * Whether a folder is the one in which all nodes of the office have their files: database and folder have the same number,
 * which the first node gives both.
 *
 * @throws FilesFolderError where the folder is another office's, or none of this one
 */
export async function checkOfficeFolder(
  folder: string,
  store: Pick<FileStore, 'secret'>,
  clock: ServerClock,
  number: string = randomUUID(),
): Promise<void> {
  const known = await store.secret('files-folder', () => number)
  const found = known === number ? await numberIn(folder) : await numberSoonIn(folder, clock)
  if (found === known) return
  if (found !== undefined) throw new FilesFolderError(folder, 'it has the files of another office')
  const marker = join(folder, MARKER)
  if (known === number) return writeFile(marker, number, { flag: 'wx' })
  const advice = `one that was moved here gets the text ${known} in ${marker}`
  throw new FilesFolderError(folder, `the files of this office are in another folder, which all nodes need (${advice})`)
}

async function numberSoonIn(folder: string, clock: ServerClock): Promise<string | undefined> {
  for (const until = clock.now() + FIRST_MS; ;) {
    const found = await numberIn(folder)
    if (found !== undefined || clock.now() >= until) return found
    await new Promise<void>((resolve) => void clock.after(LOOK_MS, resolve))
  }
}

/** `undefined`: none, or not yet. */
async function numberIn(folder: string): Promise<string | undefined> {
  const text = await readFile(join(folder, MARKER), 'utf8').catch((error: unknown) => {
    if ((error as { readonly code?: string }).code !== 'ENOENT') throw new FilesFolderError(folder, error)
    return ''
  })
  return text.trim() === '' ? undefined : text.trim()
}
