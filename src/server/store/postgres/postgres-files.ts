import {
  type FileCursor,
  type FileLimits,
  type FileRecord,
  type FileRefusal,
  type FileStore,
  MIN_FILE_WEIGHT,
  type NewFile,
  type WholeFile,
} from '../file-store'
import type { Connection } from './connection'
import { IS_NAMED, MAY_READ } from './postgres-message-files'
import { type FileRow, toFile } from '../rows/file-row'

const UNFINISHED = 'completed_at IS NULL AND expired_at IS NULL'
/** Under this advisory lock room is given away: two uploads do not both get the last of it. */
const ROOM_LOCK = [0x6a696d, 2] as const
/** Takes what the rows of `gone` weigh from their users' shares. */
const LIGHTEN = `
  UPDATE file_shares s SET bytes = s.bytes - w.bytes
  FROM (SELECT uploader_id, sum(greatest(size, ${MIN_FILE_WEIGHT})) AS bytes FROM gone WHERE expired_before IS NULL GROUP BY uploader_id) w
  WHERE s.user_id = w.uploader_id`

/** For the test of their plans. */
export const STALE = `SELECT * FROM files WHERE touched_at < $1 AND ${UNFINISHED} ORDER BY touched_at, file_id LIMIT $2`
export const BY_TOUCH = `
  SELECT f.* FROM files f WHERE f.touched_at < $1 AND (f.touched_at, f.file_id) > ($2, $3) ORDER BY f.touched_at, f.file_id LIMIT $4`
export const READABLE = `SELECT f.* FROM files f WHERE f.file_id = ANY($2) AND ${MAY_READ}`

export class PostgresFiles implements FileStore {
  readonly #database: Connection

  constructor(database: Connection) {
    this.#database = database
  }

  begin(file: NewFile, limits: FileLimits, at: number): Promise<FileRefusal | undefined> {
    return this.#givingRoom(async (within) => {
      const mine = await count(within, `SELECT count(*) AS n FROM files WHERE uploader_id = $1 AND ${UNFINISHED}`, file.uploaderId)
      const all = await count(within, `SELECT count(*) AS n FROM files WHERE ${UNFINISHED}`)
      if (mine >= limits.maxUploads || all >= limits.maxUploadsInAll) return 'too_many_uploads'
      if (!(await hasRoom(within, file, limits))) return 'quota'
      await insert(within, file, undefined, undefined, at)
      return undefined
    })
  }

  async get(fileId: string): Promise<FileRecord | undefined> {
    const { rows } = await this.#database.query<FileRow>('SELECT * FROM files WHERE file_id = $1', [fileId])
    return rows[0] && toFile(rows[0])
  }

  async touch(fileId: string, at: number): Promise<void> {
    await this.#database.query('UPDATE files SET touched_at = greatest(touched_at, $1) WHERE file_id = $2', [at, fileId])
  }

  async setContent(fileId: string, sha256: string): Promise<void> {
    await this.#database.query(`UPDATE files SET sha256 = $1 WHERE file_id = $2 AND ${UNFINISHED}`, [sha256, fileId])
  }

  async complete(fileId: string, at: number): Promise<boolean> {
    const changed = await this.#database.query(
      `UPDATE files SET completed_at = $1, touched_at = greatest(touched_at, $1) WHERE file_id = $2 AND sha256 IS NOT NULL AND ${UNFINISHED}`,
      [at, fileId],
    )
    return changed.count === 1
  }

  discard(fileId: string): Promise<boolean> {
    return this.#lighten(
      `DELETE FROM files WHERE file_id = $1 AND completed_at IS NULL RETURNING uploader_id, size, expired_at AS expired_before`,
      [fileId],
    )
  }

  expire(fileId: string, at: number): Promise<boolean> {
    return this.#lighten(
      `UPDATE files SET expired_at = $2, sha256 = NULL WHERE file_id = $1 AND ${UNFINISHED}
       RETURNING uploader_id, size, NULL::bigint AS expired_before`,
      [fileId, at],
    )
  }

  claim(
    file: NewFile & { readonly sha256: string },
    limits: Pick<FileLimits, 'quotaBytes' | 'quotaBytesInAll'>,
    at: number,
  ): Promise<'quota' | 'not_found' | undefined> {
    return this.#givingRoom(async (within) => {
      const known = await within.query(
        `SELECT 1 FROM files f WHERE f.sha256 = $2 AND f.sha256 IS NOT NULL AND f.size = $3 AND ${MAY_READ} LIMIT 1`,
        [file.uploaderId, file.sha256, file.size],
      )
      if (known.count === 0) return 'not_found'
      if (!(await hasRoom(within, file, limits))) return 'quota'
      await insert(within, file, file.sha256, at, at)
      return undefined
    })
  }

  async addWhole(files: readonly (NewFile & { readonly sha256: string })[], at: number): Promise<void> {
    await this.#database.transaction(async (within) => {
      for (const file of files) await insert(within, file, file.sha256, at, at)
    })
  }

  async readable(userId: string, fileIds: readonly string[]): Promise<readonly WholeFile[]> {
    return (await this.#database.query<FileRow>(READABLE, [userId, fileIds])).rows.map((row) => toFile(row) as WholeFile)
  }

  async named(fileId: string): Promise<WholeFile | undefined> {
    const { rows } = await this.#database.query<FileRow>(
      `SELECT f.* FROM files f WHERE f.file_id = $1 AND f.completed_at IS NOT NULL AND ${IS_NAMED}`,
      [fileId],
    )
    return rows[0] && (toFile(rows[0]) as WholeFile)
  }

  async hasContent(sha256: string): Promise<boolean> {
    return (await this.#database.query('SELECT 1 FROM files WHERE sha256 = $1 AND sha256 IS NOT NULL LIMIT 1', [sha256])).count > 0
  }

  async stale(before: number, limit: number): Promise<readonly FileRecord[]> {
    return (await this.#database.query<FileRow>(STALE, [before, limit])).rows.map(toFile)
  }

  removeUnnamed({ before, after, limit }: { readonly before: number; readonly after?: FileCursor; readonly limit: number }): Promise<{
    readonly contents: readonly string[]
    readonly next: FileCursor | undefined
  }> {
    return this.#database.transaction(async (within) => {
      // Locked, so that no message names one between the look and its end; whoever just does is waited for.
      const { rows } = await within.query<FileRow>(`${BY_TOUCH} FOR UPDATE`, [before, after?.touchedAt ?? -1, after?.fileId ?? '', limit])
      const whole = rows.flatMap(({ file_id, completed_at }) => (completed_at === null ? [] : [file_id]))
      const gone = await within.query<{ sha256: string | null }>(
        `WITH gone AS (
           DELETE FROM files f WHERE f.file_id = ANY($1) AND NOT ${IS_NAMED} RETURNING f.uploader_id, f.size, f.sha256, NULL AS expired_before),
         lighter AS (${LIGHTEN})
         SELECT DISTINCT sha256 FROM gone`,
        [whole],
      )
      const last = rows.length === limit ? rows.at(-1) : undefined
      return {
        contents: gone.rows.flatMap(({ sha256 }) => sha256 ?? []),
        next: last && { touchedAt: last.touched_at, fileId: last.file_id },
      }
    })
  }

  async forgetExpired(before: number): Promise<void> {
    await this.#database.query('DELETE FROM files WHERE expired_at < $1', [before])
  }

  async counts(): Promise<{ readonly files: number; readonly unfinished: number; readonly bytes: number }> {
    return {
      files: await count(this.#database, 'SELECT count(*) AS n FROM files WHERE completed_at IS NOT NULL'),
      unfinished: await count(this.#database, `SELECT count(*) AS n FROM files WHERE ${UNFINISHED}`),
      bytes: await count(this.#database, 'SELECT coalesce(sum(bytes), 0)::bigint AS n FROM file_shares'),
    }
  }

  secret(name: string, make: () => string): Promise<string> {
    return this.#database.transaction(async (within) => {
      await within.query('INSERT INTO secrets (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING', [name, make()])
      return (await within.query<{ value: string }>('SELECT value FROM secrets WHERE name = $1', [name])).rows[0]!.value
    })
  }

  #givingRoom<T>(run: (within: Connection) => Promise<T>): Promise<T> {
    return this.#database.transaction(async (within) => {
      await within.query('SELECT pg_advisory_xact_lock($1, $2)', ROOM_LOCK)
      return run(within)
    })
  }

  /** @param change returns the rows that are gone: whose, their size, and when they had expired before */
  async #lighten(change: string, params: readonly unknown[]): Promise<boolean> {
    const { rows } = await this.#database.query<{ n: number }>(
      `WITH gone AS (${change}), lighter AS (${LIGHTEN}) SELECT count(*) AS n FROM gone`,
      params,
    )
    return rows[0]!.n > 0
  }
}

async function hasRoom(within: Connection, file: NewFile, limits: Pick<FileLimits, 'quotaBytes' | 'quotaBytesInAll'>): Promise<boolean> {
  const weight = weightOf(file)
  const mine = await count(within, 'SELECT coalesce(sum(bytes), 0)::bigint AS n FROM file_shares WHERE user_id = $1', file.uploaderId)
  const all = await count(within, 'SELECT coalesce(sum(bytes), 0)::bigint AS n FROM file_shares')
  return mine + weight <= limits.quotaBytes && all + weight <= limits.quotaBytesInAll
}

async function insert(
  within: Connection,
  file: NewFile,
  sha256: string | undefined,
  completedAt: number | undefined,
  at: number,
): Promise<void> {
  const { fileId, uploaderId, name, mime, size, promised } = file
  await within.query(
    `INSERT INTO files (file_id, uploader_id, name, mime, size, promised, sha256, completed_at, touched_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [fileId, uploaderId, name, mime, size, promised ?? null, sha256 ?? null, completedAt ?? null, at],
  )
  await within.query(
    'INSERT INTO file_shares (user_id, bytes) VALUES ($1, $2) ON CONFLICT (user_id) DO UPDATE SET bytes = file_shares.bytes + excluded.bytes',
    [uploaderId, weightOf(file)],
  )
}

async function count(database: Connection, sql: string, ...params: string[]): Promise<number> {
  return (await database.query<{ n: number }>(sql, params)).rows[0]!.n
}

/** What it takes of its user's share. */
function weightOf({ size }: Pick<FileRecord, 'size'>): number {
  return Math.max(size, MIN_FILE_WEIGHT)
}
