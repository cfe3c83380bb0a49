import type { Connection } from '../store/postgres/connection'
import { BATCH, type BatchLimits, readBatch } from './batch'
import { digestBoth, type TableDigest } from './digest'
import { IMPORTED_TABLES } from './imported-tables'
import type { SourceFolder } from './source-folder'
import { beginImport, countForPlanner, finishImport, type ImportReport, writeBatch } from './target-database'

export type ImportStep =
  | { readonly kind: 'begun'; readonly how: 'anew' | 'on' | 'over' | 'done' }
  /** Of a table so many rows, of so many, are there, or were found alike on both sides. */
  | { readonly kind: 'copied' | 'verified'; readonly table: string; readonly rows: number; readonly of: number }

export type ImportOptions = {
  readonly source: SourceFolder
  /** Nobody else writes to it meanwhile. */
  readonly target: Connection
  /** Told between two transactions; what it throws ends the import there. */
  readonly onStep: (step: ImportStep) => void
  /** Everything is copied and right: the last thing before the database may be served. */
  readonly beforeEnd: () => Promise<void>
  readonly limits?: BatchLimits
}

/**
 * Copies an office from its data folder into a PostgreSQL.
 *
 * ```
 *   begin ─▶ table by table, a batch with its place in each transaction ─▶ ANALYZE ─▶ both sides read again and compared ─▶ end
 *     ▲                        │
 *     └── killed, or the database was away: another run goes on behind the last batch
 * ```
 * Until the end no server starts on the database (`store/postgres/unfinished-import`).
 *
 * @throws Error naming what is not right; StoreUnavailableError when the database is away
 */
export async function importSqlite({ source, target, onStep, beforeEnd, limits = BATCH }: ImportOptions): Promise<ImportReport> {
  let how: 'anew' | 'on' | 'over' = 'anew'
  const beginning = await beginImport(target, source, () => (how = 'over'))
  if ('report' in beginning) {
    onStep({ kind: 'begun', how: 'done' })
    await beforeEnd()
    return beginning.report
  }
  if (beginning.table > 0 || beginning.after !== undefined) how = 'on'
  onStep({ kind: 'begun', how })
  for (let index = beginning.table; index < IMPORTED_TABLES.length; index++) await copyTable({ source, target, onStep, limits }, index)
  await countForPlanner(target)
  const report: ImportReport = { tables: await verify({ source, target, onStep, limits }) }
  await beforeEnd()
  await finishImport(target, source, report)
  return report
}

type Work = Required<Pick<ImportOptions, 'source' | 'target' | 'onStep' | 'limits'>>

async function copyTable({ source, target, onStep, limits }: Work, index: number): Promise<void> {
  const table = IMPORTED_TABLES[index]!
  const of = countOf(source, table.name)
  for (;;) {
    const rows = await writeBatch(target, index, (after) => readBatch(source.database, table, after, limits))
    if (rows === undefined) return
    onStep({ kind: 'copied', table: table.name, rows, of })
  }
}

async function verify({ source, target, onStep, limits }: Work): Promise<Readonly<Record<string, TableDigest>>> {
  const found: [string, TableDigest][] = []
  for (const table of IMPORTED_TABLES) {
    const { name } = table
    const of = countOf(source, name)
    let rows = 0
    const onBatch = (batch: number): void => onStep({ kind: 'verified', table: name, rows: (rows += batch), of })
    const digests = await digestBoth(table, { source: source.database, target }, { limits, onBatch })
    if (digests.source.rows !== digests.target.rows || digests.source.sha256 !== digests.target.sha256)
      throw new Error(
        `${name} is not alike on both sides: the folder has ${said(digests.source)}, the database ${said(digests.target)}; take a new database`,
      )
    found.push([name, digests.target])
  }
  return Object.fromEntries(found)
}

function said({ rows, sha256 }: TableDigest): string {
  return `${rows} rows of checksum ${sha256}`
}

function countOf({ database }: SourceFolder, table: string): number {
  return database.prepare<[], { n: number }>(`SELECT count(*) AS n FROM ${table}`).get()!.n
}
