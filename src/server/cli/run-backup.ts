import { join } from 'node:path'
import { backUp } from '../backup/backup'
import { refuseHalfRestored } from '../backup/half-restore'
import { restore } from '../backup/restore'
import { lockFolder } from '../data/folder-lock'
import { refuseMoved } from '../data/moved-folder'
import { MIGRATIONS } from '../store/migrations'
import { POSTGRES_MIGRATIONS } from '../store/postgres/migrations'
import { openPostgresStore } from '../store/postgres/postgres-store'
import { openDatabase, schemaOf } from '../store/sqlite-database'
import type { BackupCommand, MigrateCommand, RestoreCommand } from './command-line'

/** `backup DIR`; 1 when something was lost before it could be copied, though the rest is kept. */
export async function runBackup({ dataDir, filesDir, postgres, target }: BackupCommand): Promise<number> {
  refusePostgres(postgres)
  refuseHalfRestored(dataDir)
  refuseMoved(dataDir)
  const { name, manifest, copied, lost } = await backUp({ dataDir, filesDir: filesDir ?? join(dataDir, 'files'), target, now: Date.now })
  process.stdout.write(`${name}: ${manifest.rows['messages']} messages, ${manifest.contents} files, ${copied} of them new\n`)
  for (const sha256 of lost) process.stderr.write(`the content ${sha256} is named by the database, and is gone or damaged\n`)
  return lost.length === 0 ? 0 : 1
}

/** `restore DIR`. */
export async function runRestore({ dataDir, filesDir, postgres, source, snapshot }: RestoreCommand): Promise<number> {
  refusePostgres(postgres)
  const { rows, contents, missing } = await restore({ source, snapshot, dataDir, filesDir: filesDir ?? join(dataDir, 'files') })
  process.stdout.write(`restored into ${dataDir}: ${rows['messages']} messages, ${contents - missing.length} files, all verified\n`)
  return 0
}

/** `migrate`: what a start does as well, by itself and while no server runs. */
export async function runMigrate({ dataDir, postgres }: MigrateCommand): Promise<number> {
  if (postgres !== undefined) {
    await (await openPostgresStore(postgres)).close()
    process.stdout.write(`schema ${POSTGRES_MIGRATIONS.length}, the newest\n`)
    return 0
  }
  const file = join(dataDir, 'server.db')
  refuseHalfRestored(dataDir)
  refuseMoved(dataDir)
  const before = schemaOf(file)
  if (before === undefined) throw new Error(`there is no database in ${dataDir}`)
  const unlock = lockFolder(dataDir)
  try {
    openDatabase(file).close()
  } finally {
    unlock()
  }
  process.stdout.write(before === MIGRATIONS.length ? `schema ${before}, the newest\n` : `schema ${before} became ${MIGRATIONS.length}\n`)
  return 0
}

/** A copy of the folder would lack all that was said. */
function refusePostgres(postgres: string | undefined): void {
  if (postgres === undefined) return
  throw new Error(
    'the database is in PostgreSQL, whose own tools copy it: pg_dump and pg_restore, or its archive; copy the folder or bucket of files after it (docs/server.md)',
  )
}
