import { randomUUID } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { refuseHalfRestored } from '../backup/half-restore'
import { FolderTakenError, lockFolder } from '../data/folder-lock'
import { type Database, openDatabase } from '../store/sqlite-database'

/** A data folder that nobody else uses or changes until it is closed. */
export type SourceFolder = {
  readonly database: Database
  /** The office's own number; a database that it is imported into has it too. */
  readonly office: string
  /** Another one whenever anything was written to the folder's database. */
  readonly state: string
  /** The greatest id that any message of the office ever had. */
  readonly lastMid: number
  close(): void
}

/**
 * Opens the data folder of a server that does not run, brought to this version's schema as a start would.
 *
 * @throws Error when there is none, it is in use, half restored, damaged, or from a newer server
 */
export function openSource(dataDir: string): SourceFolder {
  const file = join(dataDir, 'server.db')
  if (!existsSync(file)) throw new Error(`there is no database in ${dataDir}`)
  refuseHalfRestored(dataDir)
  const unlock = lockOrSay(dataDir)
  let database: Database | undefined
  try {
    database = openDatabase(file)
    const office = officeIn(database)
    keepOthersOut(database, file)
    const { size, mtimeNs, ino } = statSync(file, { bigint: true })
    const opened = database
    return {
      database,
      office,
      state: `${ino}-${size}-${mtimeNs}`,
      lastMid: lastMidOf(database),
      close: () => {
        opened.close()
        unlock()
      },
    }
  } catch (error) {
    database?.close()
    unlock()
    throw error
  }
}

function lockOrSay(dataDir: string): () => void {
  try {
    return lockFolder(dataDir)
  } catch (error) {
    throw error instanceof FolderTakenError ? new Error(`a server runs on ${dataDir}: stop it first`) : error
  }
}

/** Nodes of an office find each other by the same number (`nodes/open-node`). */
function officeIn(database: Database): string {
  const known = (): string | undefined =>
    database.prepare<[], { value: string }>(`SELECT value FROM secrets WHERE name = 'office'`).get()?.value
  if (known() === undefined) database.prepare(`INSERT INTO secrets (name, value) VALUES ('office', ?)`).run(randomUUID())
  return known()!
}

/** Tries to have all that was written in the file itself; each waits for 5 s. */
const TRIES = 3

/**
 * Takes the right to write, so that `user add` waits too, once nothing is in the log beside the file.
 *
 * @throws Error while another process does not let go of it
 */
function keepOthersOut(database: Database, file: string): void {
  for (let tries = 1; ; tries++) {
    database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').all()
    database.prepare('BEGIN IMMEDIATE').run()
    const { size = 0 } = statSync(`${file}-wal`, { throwIfNoEntry: false }) ?? {}
    if (size === 0) return
    database.prepare('ROLLBACK').run()
    if (tries === TRIES) throw new Error(`another process has ${file} open: wait for its end`)
  }
}

/** Ids are not given twice, though the message be gone. */
function lastMidOf(database: Database): number {
  return database.prepare<[], { seq: number }>(`SELECT seq FROM sqlite_sequence WHERE name = 'messages'`).get()?.seq ?? 0
}
