import { SEARCH_RULES, userSearchText } from '../user-search'
import type { Connection } from './connection'
import { POSTGRES_MIGRATIONS } from './migrations'

/** Of the advisory lock under which one process migrates: others wait for it. Two halves of a number that is ours. */
const LOCK = [0x6a696d, 1] as const
const OLDEST_SERVER = 150_000

/** Which schema a database has; 0: none yet. */
async function schemaOf(database: Connection): Promise<number> {
  const { rows } = await database.query<{ found: string | null }>(`SELECT to_regclass('schema_version')::text AS found`)
  if (rows[0]?.found === null) return 0
  return (await database.query<{ version: number }>('SELECT version FROM schema_version')).rows[0]?.version ?? 0
}

/**
 * Brings the database to the newest schema, all in one transaction: several processes may start together, and one of them
 * does it.
 *
 * @throws Error when the database is from a newer version, or of a kind that cannot be used
 */
export async function migrate(database: Connection): Promise<void> {
  await database.transaction(async (within) => {
    await within.query('SELECT pg_advisory_xact_lock($1, $2)', LOCK)
    await check(within)
    await within.query('CREATE TABLE IF NOT EXISTS schema_version (id integer PRIMARY KEY CHECK (id = 1), version integer NOT NULL)')
    const version = await refuseNewer(within)
    for (const sql of POSTGRES_MIGRATIONS.slice(version)) for (const statement of statementsOf(sql)) await within.query(statement)
    await within.query('INSERT INTO schema_version VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET version = excluded.version', [
      POSTGRES_MIGRATIONS.length,
    ])
    await renewSearchTexts(within)
  }, 'unlimited')
}

/**
 * @returns which schema it has
 * @throws Error when this version does not know it
 */
export async function refuseNewer(database: Connection): Promise<number> {
  const version = await schemaOf(database)
  if (version <= POSTGRES_MIGRATIONS.length) return version
  throw new Error(`the database is from a newer server (schema ${version}, this one knows ${POSTGRES_MIGRATIONS.length})`)
}

async function check(database: Connection): Promise<void> {
  const { rows } = await database.query<{ version: number; encoding: string }>(
    `SELECT current_setting('server_version_num')::integer AS version, current_setting('server_encoding') AS encoding`,
  )
  const { version, encoding } = rows[0]!
  if (version < OLDEST_SERVER) throw new Error(`this PostgreSQL is of version ${Math.floor(version / 10_000)}: it takes 15 or newer`)
  if (encoding !== 'UTF8') throw new Error(`the database has the encoding ${encoding}: it takes UTF8`)
}

/** A prepared statement is one; no text of ours has a semicolon within. */
function statementsOf(sql: string): readonly string[] {
  return sql
    .replaceAll(/^ *--.*$/gm, '')
    .split(';')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '')
}

/** Texts that an older version made. */
async function renewSearchTexts(database: Connection): Promise<void> {
  const outdated = await database.query<{ user_id: string; name: string }>('SELECT user_id, name FROM users WHERE search_rules <> $1', [
    SEARCH_RULES,
  ])
  for (const { user_id, name } of outdated.rows) {
    await database.query('UPDATE users SET search_text = $1, search_rules = $2 WHERE user_id = $3', [
      userSearchText(user_id, name),
      SEARCH_RULES,
      user_id,
    ])
  }
}
