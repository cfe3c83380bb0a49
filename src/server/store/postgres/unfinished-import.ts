import type { Connection } from './connection'

/** The table that is in a database while an office is imported into it: what is there is a part of it. */
export const UNFINISHED_IMPORT = 'unfinished_import'

/** Whether a table is there. */
export async function hasTable(database: Connection, name: string): Promise<boolean> {
  const { rows } = await database.query<{ found: string | null }>('SELECT to_regclass($1)::text AS found', [name])
  return rows[0]?.found !== null
}

/** @throws Error where an import has begun and not come to its end: clients would take what is there for all */
export async function refuseHalfImported(database: Connection): Promise<void> {
  if (!(await hasTable(database, UNFINISHED_IMPORT))) return
  throw new Error('an import into this database did not come to its end: run jim-server import-sqlite again')
}
