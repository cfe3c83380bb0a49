import { existsSync } from 'node:fs'
import { mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import SQLite from 'better-sqlite3'
import { FolderTakenError, lockFolder } from '../data/folder-lock'
import { removePath, renamePath } from '../data/held-files'
import { syncFolder } from '../data/sync-folder'
import { contentPath } from '../files/folder-storage'
import { MIGRATIONS } from '../store/migrations'
import { ContentDamagedError, type Copied, copyVerified } from './copy-verified'
import { DATABASE, HALF, hashOfFile, lookThrough, type Manifest, MANIFEST } from './snapshot'

export type BackupOptions = {
  readonly dataDir: string
  /** Where files are kept. */
  readonly filesDir: string
  readonly target: string
  readonly now: () => number
}

export type BackupReport = {
  /** The snapshot's name. */
  readonly name: string
  readonly manifest: Manifest
  /** Contents that were not in the backup before. */
  readonly copied: number
  /** Contents that the database names still, and that are nowhere, or damaged: lost before this. */
  readonly lost: readonly string[]
}

/**
 * Copies a data folder, of a server that may run meanwhile: first the database, as it is at one moment, then the files that
 * it names and the backup does not have. Killed in the middle, what was copied of files counts for the next run.
 *
 * @throws Error what keeps it from being whole: there is no new snapshot then, and those before are as they were
 */
export async function backUp({ dataDir, filesDir, target, now }: BackupOptions): Promise<BackupReport> {
  const source = join(dataDir, DATABASE)
  if (!existsSync(source)) throw new Error(`there is no database in ${dataDir}`)
  const unlock = lockTarget(target)
  try {
    const half = join(target, 'snapshots', HALF)
    await removePath(half, { recursive: true })
    await mkdir(half, { recursive: true })
    const at = now()
    await copyDatabase(source, join(half, DATABASE))
    const { schema, rows, contents } = lookThrough(join(half, DATABASE))
    if (schema > MIGRATIONS.length) throw new Error(`the data folder is from a newer server (schema ${schema})`)
    const missing: string[] = []
    let copied = 0
    for (const sha256 of contents) {
      const outcome = await copyContent(filesDir, target, sha256)
      // What an earlier run kept of it is good.
      if (outcome === 'missing' && !existsSync(contentPath(target, sha256))) missing.push(sha256)
      if (outcome === 'copied') copied += 1
    }
    const database = await hashOfFile(join(half, DATABASE))
    const manifest: Manifest = { format: 1, at, schema, database, rows, contents: contents.length, missing }
    await write(join(half, MANIFEST), `${JSON.stringify(manifest, undefined, 2)}\n`)
    const name = `${new Date(at).toISOString().replaceAll(':', '-')}`
    await renamePath(half, join(target, 'snapshots', name))
    await syncFolder(join(target, 'snapshots'))
    return { name, manifest, copied, lost: stillNamed(source, missing) }
  } finally {
    unlock()
  }
}

function lockTarget(target: string): () => void {
  try {
    return lockFolder(target)
  } catch (error) {
    throw error instanceof FolderTakenError ? new Error(`another backup into ${target} is under way`) : error
  }
}

/** One damaged file does not keep all others from being backed up. */
async function copyContent(filesDir: string, target: string, sha256: string): Promise<Copied> {
  try {
    return await copyVerified(contentPath(filesDir, sha256), contentPath(target, sha256), sha256, 'size')
  } catch (error) {
    if (error instanceof ContentDamagedError) return 'missing'
    throw error
  }
}

/** In one step: SQLite begins anew whenever another process writes between two, and so would never end beside a busy server. */
async function copyDatabase(source: string, target: string): Promise<void> {
  const database = new SQLite(source, { fileMustExist: true, readonly: true })
  try {
    await database.backup(target, { progress: () => 2 ** 31 - 1 })
  } finally {
    database.close()
  }
}

/** A file that was thrown away since the database was copied is not lost: nobody wants it any more. */
function stillNamed(source: string, missing: readonly string[]): readonly string[] {
  if (missing.length === 0) return []
  const database = new SQLite(source, { fileMustExist: true, readonly: true })
  try {
    const named = database.prepare<[string]>('SELECT 1 FROM files WHERE sha256 = ? AND completed_at IS NOT NULL')
    return missing.filter((sha256) => named.get(sha256) !== undefined)
  } finally {
    database.close()
  }
}

async function write(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx')
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
}
