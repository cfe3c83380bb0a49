import type { Database } from '../store/sqlite-database'
import type { ImportedTable } from './imported-tables'

/** A column's value as both engines give it. */
export type Value = string | number | null
export type Row = Readonly<Record<string, Value>>
/** Of the last row of a batch, column by column; `undefined`: from the beginning. */
export type Position = readonly Value[] | undefined

export type BatchLimits = { readonly rows: number; readonly bytes: number }

/** What is in memory at a time; a row of a message may have a megabyte by itself. */
export const BATCH: BatchLimits = { rows: 5000, bytes: 4 * 1024 * 1024 }

/**
 * The next rows of a table behind that position, in the order of its key: as many as the limits let, one at least; none at
 * its end. Texts are as PostgreSQL can keep them, without NUL.
 */
export function readBatch(
  database: Database,
  table: ImportedTable,
  after: Position,
  { rows: limit, bytes }: BatchLimits = BATCH,
): readonly Row[] {
  const key = table.key.join(', ')
  const behind = after === undefined ? '' : `WHERE (${key}) > (${table.key.map(() => '+?').join(', ')})`
  const statement = database.prepare<Value[], Record<string, Value>>(
    `SELECT ${Object.keys(table.columns).join(', ')} FROM ${table.name} ${behind} ORDER BY ${key} LIMIT +?`,
  )
  const rows: Row[] = []
  let read = 0
  for (const row of statement.iterate(...(after ?? []), limit)) {
    rows.push(withoutNul(row))
    for (const value of Object.values(row)) read += typeof value === 'string' ? value.length : 8
    if (read >= bytes) break
  }
  return rows
}

/** @param rows not none */
export function positionAfter(table: ImportedTable, rows: readonly Row[]): readonly Value[] {
  const last = rows.at(-1)!
  return table.key.map((column) => last[column]!)
}

/** As the store does with whatever it is given (`PostgresDatabase`). */
function withoutNul(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [column, typeof value === 'string' ? value.replaceAll('\0', '\uFFFD') : value]),
  )
}
