import type { Connection } from '../store/postgres/connection'
import { migrate, refuseNewer } from '../store/postgres/migrate'
import { hasTable, UNFINISHED_IMPORT } from '../store/postgres/unfinished-import'
import { type Position, positionAfter, type Row } from './batch'
import type { TableDigest } from './digest'
import { IMPORTED_TABLES, type ImportedTable } from './imported-tables'
import type { SourceFolder } from './source-folder'

type Source = Pick<SourceFolder, 'office' | 'state' | 'lastMid'>
/** What was found right at the end of an import, by table. */
export type ImportReport = { readonly tables: Readonly<Record<string, TableDigest>> }

/** In `secrets`, once a database has all of a folder: what it was like, and what was found. */
const IMPORTED = 'imported'

/** From which table and row the import goes on; or it has come to its end before. */
export type Beginning = { readonly table: number; readonly after: Position } | { readonly report: ImportReport }

/**
 * Makes sure that the database is empty, or has a part of this very folder as it is now, and brings it to this version's
 * schema. What was imported before the folder was used again is thrown away.
 *
 * @throws Error when it holds anything else, or is from a newer server
 */
export async function beginImport(database: Connection, { office, state }: Source, onRestart: () => void): Promise<Beginning> {
  await refuseNewer(database)
  const isOurs = await hasTable(database, 'schema_version')
  if (!isOurs) await refuseStrangers(database)
  const isUnfinished = isOurs && (await hasTable(database, UNFINISHED_IMPORT))
  if (isOurs && !isUnfinished) {
    const report = await refuseUsed(database, { office, state })
    if (report !== undefined) return { report }
  }
  await migrate(database)
  return database.transaction(async (within) => {
    const known = isUnfinished ? await stateOf(within) : undefined
    if (known !== undefined && known.office !== office)
      throw new Error('the database has a part of another office: import that one again, or take a new database')
    if (known?.state === state) return { table: known.at_table, after: known.position }
    if (known !== undefined) onRestart()
    await within.query(`TRUNCATE ${IMPORTED_TABLES.map(({ name }) => name).join(', ')}`)
    await within.query(
      `CREATE TABLE IF NOT EXISTS ${UNFINISHED_IMPORT} (
         id integer PRIMARY KEY CHECK (id = 1), office text NOT NULL, state text NOT NULL,
         at_table integer NOT NULL, rows bigint NOT NULL, position text)`,
    )
    await within.query(
      `INSERT INTO ${UNFINISHED_IMPORT} VALUES (1, $1, $2, 0, 0, NULL)
       ON CONFLICT (id) DO UPDATE SET state = excluded.state, at_table = 0, rows = 0, position = NULL`,
      [office, state],
    )
    return { table: 0, after: undefined }
  }, 'unlimited')
}

/**
 * Writes the rows that `read` finds behind the position, and keeps that position, in one transaction.
 *
 * @param index of the table
 * @returns how many of the table are there now; `undefined`: it has no more, and the next one is at hand
 */
export function writeBatch(database: Connection, index: number, read: (after: Position) => readonly Row[]): Promise<number | undefined> {
  const table = IMPORTED_TABLES[index]!
  return database.transaction(async (within) => {
    // What a run that was killed had under way is waited for, and counts.
    const { at_table, rows: before, position } = await stateOf(within, 'FOR UPDATE')
    if (at_table !== index) throw new Error('another import into this database is under way')
    const rows = read(position)
    if (rows.length === 0) {
      await within.query(`UPDATE ${UNFINISHED_IMPORT} SET at_table = $1, rows = 0, position = NULL`, [index + 1])
      return undefined
    }
    await insert(within, table, rows)
    const there = before + rows.length
    const sql = `UPDATE ${UNFINISHED_IMPORT} SET rows = $1, position = $2`
    await within.query(sql, [there, JSON.stringify(positionAfter(table, rows))])
    return there
  }, 'unlimited')
}

/** So that the first questions of a server are planned by what is there. */
export async function countForPlanner(database: Connection): Promise<void> {
  await database.transaction(async (within) => {
    for (const { name } of IMPORTED_TABLES) await within.query(`ANALYZE ${name}`)
  }, 'unlimited')
}

/** The database is that of the office from now on. */
export async function finishImport(database: Connection, { state, lastMid }: Source, report: ImportReport): Promise<void> {
  await database.transaction(async (within) => {
    if (lastMid > 0) await within.query(`SELECT setval(pg_get_serial_sequence('messages', 'mid'), $1)`, [lastMid])
    await within.query('INSERT INTO secrets (name, value) VALUES ($1, $2)', [IMPORTED, JSON.stringify({ state, report })])
    await within.query(`DROP TABLE ${UNFINISHED_IMPORT}`)
  })
}

type State = {
  readonly office: string
  readonly state: string
  readonly at_table: number
  readonly rows: number
  readonly position: Position
}

async function stateOf(database: Connection, lock = ''): Promise<State> {
  const { rows } = await database.query<Omit<State, 'position'> & { readonly position: string | null }>(
    `SELECT office, state, at_table, rows, position FROM ${UNFINISHED_IMPORT} ${lock}`,
  )
  const { position, ...rest } = rows[0]!
  return { ...rest, position: position === null ? undefined : (JSON.parse(position) as Position) }
}

async function insert(within: Connection, { name, columns }: ImportedTable, rows: readonly Row[]): Promise<void> {
  const names = Object.keys(columns)
  const lists = Object.values(columns).map((type, i) => `$${i + 1}::${type}[]`)
  await within.query(
    `INSERT INTO ${name} (${names.join(', ')}) OVERRIDING SYSTEM VALUE SELECT * FROM unnest(${lists.join(', ')})`,
    names.map((column) => rows.map((row) => row[column])),
  )
}

/** Tables of another program in a database without ours. */
async function refuseStrangers(database: Connection): Promise<void> {
  const { rows } = await database.query<{ name: string }>(
    'SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename LIMIT 1',
  )
  if (rows[0] !== undefined) throw new Error(`the database is not empty: it has a table ${rows[0].name} of something else`)
}

/** @returns what was found when this folder, as it is now, was imported into it */
async function refuseUsed(database: Connection, { office, state }: Pick<Source, 'office' | 'state'>): Promise<ImportReport | undefined> {
  for (const { name } of IMPORTED_TABLES) {
    // The keys that a server makes for itself, before anybody is there.
    if (name === 'secrets' || !(await hasTable(database, name))) continue
    if ((await database.query(`SELECT 1 FROM ${name} LIMIT 1`)).count === 0) continue
    const { rows } = await database.query<{ name: string; value: string }>('SELECT name, value FROM secrets WHERE name = ANY($1)', [
      ['office', IMPORTED],
    ])
    const secrets = new Map(rows.map((row) => [row.name, row.value]))
    if (secrets.get('office') !== office) throw new Error(`the database is not empty: it holds another office (there are ${name})`)
    const imported = JSON.parse(secrets.get(IMPORTED) ?? '{}') as { readonly state?: string; readonly report?: ImportReport }
    if (imported.state === state) return imported.report
    throw new Error('this office is in that database already, and its data folder was used since: what was said there stays there')
  }
  return undefined
}
