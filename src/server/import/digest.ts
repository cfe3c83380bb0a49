import { createHash, type Hash } from 'node:crypto'
import type { Connection } from '../store/postgres/connection'
import type { Database } from '../store/sqlite-database'
import { BATCH, type BatchLimits, type Position, positionAfter, readBatch, type Row } from './batch'
import type { ImportedTable } from './imported-tables'

/** `sha256`: of all rows in the order of the key, each as the JSON of a list of its columns, and a line feed. */
export type TableDigest = { readonly rows: number; readonly sha256: string }

class Digest {
  readonly #columns: readonly string[]
  readonly #hash: Hash = createHash('sha256')
  #rows = 0

  constructor({ columns }: ImportedTable) {
    this.#columns = Object.keys(columns)
  }

  add(rows: readonly Row[]): void {
    for (const row of rows) this.#hash.update(`${JSON.stringify(this.#columns.map((column) => row[column]))}\n`)
    this.#rows += rows.length
  }

  get(): TableDigest {
    return { rows: this.#rows, sha256: this.#hash.digest('hex') }
  }
}

/**
 * Reads a table of both databases from its first row to its last, side by side, so that no more is in memory than a batch of
 * each.
 *
 * @param onBatch told how many rows were compared
 */
export async function digestBoth(
  table: ImportedTable,
  { source, target }: { readonly source: Database; readonly target: Connection },
  options: { readonly limits?: BatchLimits; readonly onBatch?: (rows: number) => void } = {},
): Promise<{ readonly source: TableDigest; readonly target: TableDigest }> {
  const { limits = BATCH, onBatch = () => undefined } = options
  const [ours, theirs] = [new Digest(table), new Digest(table)]
  let [after, theirAfter]: [Position, Position] = [undefined, undefined]
  for (;;) {
    const rows = readBatch(source, table, after, limits)
    // Behind our last row there is none of theirs.
    const copies = await readRows(target, table, theirAfter, Math.max(1, rows.length))
    ours.add(rows)
    theirs.add(copies)
    if (rows.length === 0) break
    onBatch(rows.length)
    after = positionAfter(table, rows)
    if (copies.length > 0) theirAfter = positionAfter(table, copies)
  }
  return { source: ours.get(), target: theirs.get() }
}

async function readRows(database: Connection, table: ImportedTable, after: Position, limit: number): Promise<readonly Row[]> {
  const key = table.key.join(', ')
  const behind = after === undefined ? '' : `WHERE (${key}) > (${table.key.map((_, i) => `$${i + 2}`).join(', ')})`
  const sql = `SELECT ${Object.keys(table.columns).join(', ')} FROM ${table.name} ${behind} ORDER BY ${key} LIMIT $1`
  return (await database.query<Row>(sql, [limit, ...(after ?? [])])).rows
}
