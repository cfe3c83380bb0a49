import { join } from 'node:path'
import SQLite from 'better-sqlite3'
import type { TestOffice } from './office'
import { withClient } from './test-store'

/**
 * No row is taken into these tables any more, by whichever engine the office has, as if for that reason.
 *
 * @param dataDir that of the office, where the file of SQLite is
 * @returns what ends it
 */
export async function failInserts(
  { postgres }: TestOffice,
  dataDir: string,
  tables: readonly string[],
  reason: string,
): Promise<() => Promise<void>> {
  const run =
    postgres === undefined
      ? async (sql: string) => {
          const database = new SQLite(join(dataDir, 'server.db'))
          database.exec(sql)
          database.close()
        }
      : (sql: string) => withClient(postgres, (client) => client.query(sql).then(() => undefined))
  const statements =
    postgres === undefined
      ? tables.map((table) => `CREATE TRIGGER no_${table} BEFORE INSERT ON ${table} BEGIN SELECT RAISE(ABORT, '${reason}'); END`)
      : [
          `CREATE FUNCTION no_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '${reason}'; END $$`,
          ...tables.map((table) => `CREATE TRIGGER no_${table} BEFORE INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION no_insert()`),
        ]
  await run(statements.join(';'))
  return () => run(tables.map((table) => `DROP TRIGGER no_${table}${postgres === undefined ? '' : ` ON ${table}`}`).join(';'))
}
