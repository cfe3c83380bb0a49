import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import SQLite from 'better-sqlite3'
import { z } from 'zod'

/*
 * A backup folder:
 *
 *   content/ab/abcd…                  files by their SHA-256, each once, for all snapshots
 *   snapshots/2026-01-31T12-00-00Z/   a whole one: its name was given last
 *     server.db                       the database as it was at one moment
 *     snapshot.json                   what both are verified by
 *   snapshots/.half                   one that is being made; the next run begins it anew
 */

export const DATABASE = 'server.db'
export const MANIFEST = 'snapshot.json'
export const HALF = '.half'

const manifestSchema = z.object({
  format: z.literal(1),
  /** Epoch ms of the moment that the database shows. */
  at: z.number().int(),
  schema: z.number().int(),
  database: z.object({ bytes: z.number().int(), sha256: z.string() }),
  /** Rows of each table. */
  rows: z.record(z.string(), z.number().int()),
  contents: z.number().int(),
  /** Contents that the database names and that were nowhere. */
  missing: z.array(z.string()),
})
export type Manifest = z.infer<typeof manifestSchema>

const TABLES = ['users', 'tokens', 'conversations', 'members', 'former_members', 'messages', 'files', 'message_files', 'secrets'] as const

/** @throws Error when there is none of that name, or none at all */
export async function findSnapshot(
  folder: string,
  name: string | undefined,
): Promise<{ readonly dir: string; readonly manifest: Manifest }> {
  const names = (await readdir(join(folder, 'snapshots')).catch(() => [])).filter((one) => !one.startsWith('.')).sort()
  const found = name === undefined ? names.at(-1) : names.find((one) => one === name)
  if (found === undefined) throw new Error(`${folder} has no ${name === undefined ? 'backup' : `snapshot ${name}`} that is whole`)
  const dir = join(folder, 'snapshots', found)
  const parsed = manifestSchema.safeParse(JSON.parse(await readFile(join(dir, MANIFEST), 'utf8')))
  if (!parsed.success) throw new Error(`${join(dir, MANIFEST)} is not one that this version reads`)
  return { dir, manifest: parsed.data }
}

/** What a database that nobody else has open holds. @throws Error when its pages or rows do not fit together */
export function lookThrough(file: string): Pick<Manifest, 'schema' | 'rows'> & { readonly contents: readonly string[] } {
  const database = new SQLite(file, { fileMustExist: true })
  try {
    // One file, whose hash says all.
    database.pragma('journal_mode = DELETE')
    const found = String(database.pragma('integrity_check(1)', { simple: true }))
    if (found !== 'ok') throw new Error(`${file} is damaged: ${found}`)
    const schema = Number(database.pragma('user_version', { simple: true }))
    const count = (table: string): number => database.prepare<[], { n: number }>(`SELECT count(*) AS n FROM ${table}`).get()!.n
    const has = database.prepare<[string]>("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?")
    const tables = TABLES.filter((table) => has.get(table) !== undefined)
    const named = tables.includes('files')
      ? database.prepare<[], { sha256: string }>('SELECT DISTINCT sha256 FROM files WHERE completed_at IS NOT NULL ORDER BY sha256').all()
      : []
    return { schema, rows: Object.fromEntries(tables.map((table) => [table, count(table)])), contents: named.map(({ sha256 }) => sha256) }
  } finally {
    database.close()
  }
}

/** @returns bytes, and their SHA-256 in hex */
export async function hashOfFile(file: string): Promise<Manifest['database']> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of createReadStream(file)) {
    hash.update(chunk as Buffer)
    bytes += (chunk as Buffer).length
  }
  return { bytes, sha256: hash.digest('hex') }
}
