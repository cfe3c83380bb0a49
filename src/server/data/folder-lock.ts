import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import SQLite from 'better-sqlite3'

/** Another server has the folder; `code` as those of files are. */
export class FolderTakenError extends Error {
  override readonly name = 'FolderTakenError'
  readonly code = 'FOLDER_TAKEN'

  constructor(readonly folder: string) {
    super(`another server runs on ${folder}`)
  }
}

/**
 * Takes the folder for this server alone: two of them would each keep the news from the other's clients. The lock is
 * SQLite's on an empty database, that is the system's on a file, and ends with the process, however that ends. `server
 * user` does not take it: one account more harms nobody.
 *
 * @param isShared with the other nodes of an office, which have files there, and against everybody else
 * @returns the function that lets go
 * @throws FolderTakenError, or what keeps the folder from being used
 */
export function lockFolder(folder: string, isShared = false): () => void {
  mkdirSync(folder, { recursive: true })
  const lock = new SQLite(join(folder, 'server.lock'), { timeout: 0 })
  try {
    // What was read in a transaction nobody writes before its end.
    lock.exec(isShared ? 'BEGIN; SELECT count(*) FROM sqlite_schema' : 'BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    throw isBusy(error) ? new FolderTakenError(folder) : error
  }
  return () => void lock.close()
}

/** Somebody else is writing. */
export function isBusy(error: unknown): boolean {
  return error instanceof SQLite.SqliteError && error.code.startsWith('SQLITE_BUSY')
}

/** The file is not what was written to it. */
export function isDamage(error: unknown): boolean {
  return error instanceof SQLite.SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(error.code)
}
