import { mkdir, open, readdir } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { lockFolder } from '../data/folder-lock'
import { removePath, renamePath } from '../data/held-files'
import { syncFolder } from '../data/sync-folder'
import { contentPath } from '../files/folder-storage'
import { MIGRATIONS } from '../store/migrations'
import { copyVerified } from './copy-verified'
import { RESTORING } from './half-restore'
import { DATABASE, findSnapshot, hashOfFile, lookThrough, type Manifest } from './snapshot'

export type RestoreOptions = {
  readonly source: string
  /** The newest when absent. */
  readonly snapshot: string | undefined
  readonly dataDir: string
  readonly filesDir: string
}

/** What may lie in a folder that an earlier run did not come to the end of. */
const OURS = [RESTORING, DATABASE, 'server.lock', 'server.lock-journal', 'files']
const isOurs = (name: string): boolean => OURS.includes(name) || name.startsWith(`${DATABASE}.restoring`)

/**
 * Puts a snapshot into empty folders. The database gets its name last, after every file's hash, its own, and the number
 * of its rows are right; until then no server starts there, and another run goes on.
 *
 * @throws Error naming what is not right
 */
export async function restore({ source, snapshot, dataDir, filesDir }: RestoreOptions): Promise<Manifest> {
  const { dir, manifest } = await findSnapshot(source, snapshot)
  if (manifest.schema > MIGRATIONS.length)
    throw new Error(`${dir} is from a newer server (schema ${manifest.schema}, this one knows ${MIGRATIONS.length})`)
  await refuseUsed(dataDir, filesDir)
  await mkdir(dataDir, { recursive: true })
  const unlock = lockFolder(dataDir)
  try {
    await (await open(join(dataDir, RESTORING), 'a')).close()
    await syncFolder(dataDir)
    const copy = join(dataDir, `${DATABASE}.restoring`)
    const outcome = await copyVerified(join(dir, DATABASE), copy, manifest.database.sha256, 'hash')
    if (outcome === 'missing') throw new Error(`${dir} has no ${DATABASE}`)
    const { contents, rows } = lookThrough(copy)
    const wrong = Object.entries(manifest.rows).find(([table, count]) => rows[table] !== count)
    if (wrong !== undefined || contents.length !== manifest.contents)
      throw new Error(`${dir}: ${wrong?.[0] ?? 'the list of files'} is not as it was when it was backed up`)
    for (const sha256 of contents) {
      if (manifest.missing.includes(sha256)) continue
      const path = contentPath(source, sha256)
      if ((await copyVerified(path, contentPath(filesDir, sha256), sha256, 'hash')) === 'missing') throw new Error(`${path} is missing`)
    }
    if ((await hashOfFile(copy)).sha256 !== manifest.database.sha256) throw new Error(`${copy} was changed meanwhile`)
    await renamePath(copy, join(dataDir, DATABASE))
    await syncFolder(dataDir)
    await removePath(join(dataDir, RESTORING))
    await syncFolder(dataDir)
    return manifest
  } finally {
    unlock()
  }
}

/** Nothing is ever overwritten: a folder is empty, absent, or half restored. */
async function refuseUsed(dataDir: string, filesDir: string): Promise<void> {
  const inData = await namesIn(dataDir)
  const isHalf = inData.includes(RESTORING)
  const strange = inData.find((name) => !(isHalf && isOurs(name)))
  if (strange !== undefined) throw new Error(`${dataDir} is not empty: it has ${strange}`)
  const isWithin = !relative(dataDir, filesDir).startsWith('..')
  const inFiles = isHalf || isWithin ? undefined : (await namesIn(filesDir))[0]
  if (inFiles !== undefined) throw new Error(`${filesDir} is not empty: it has ${inFiles}`)
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if ((error as { readonly code?: string }).code === 'ENOENT') return []
    throw error
  }
}
