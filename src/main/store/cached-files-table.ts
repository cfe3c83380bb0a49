import type { Database, Statement } from './database'

/** `mime`: what its bytes are, empty where nobody can tell; `usedAt`: epoch ms. */
export type CachedFile = { readonly sha256: string; readonly size: number; readonly mime: string; readonly usedAt: number }
type CachedRow = { readonly sha256: string; readonly size: number; readonly mime: string; readonly used_at: number }

/** Bytes and number of the files of one type. */
export type CachedTotal = { readonly mime: string; readonly bytes: number; readonly files: number }

export const CACHED_FILES_SQL = {
  /** The least recently used, but for what somebody needs. */
  oldest: `SELECT sha256, size, mime, used_at FROM cached_files
    WHERE NOT EXISTS (SELECT 1 FROM cached_file_pins p WHERE p.sha256 = cached_files.sha256)
    ORDER BY used_at, sha256 LIMIT +?`,
  page: 'SELECT sha256, size, mime, used_at FROM cached_files WHERE sha256 > ? ORDER BY sha256 LIMIT +?',
} as const

/** The files whose bytes are on this device, by their hash, and who needs them. A row is there only while its file is. */
export class CachedFilesTable {
  readonly #get: Statement<CachedRow>
  readonly #put: Statement<object>
  readonly #touch: Statement<object>
  readonly #delete: Statement<object>
  readonly #putAway: Statement<object>
  readonly #takeBack: Statement<object>
  readonly #isPutAway: Statement<object>
  readonly #oldest: Statement<CachedRow>
  readonly #page: Statement<CachedRow>
  readonly #totals: Statement<CachedTotal>
  readonly #pin: Statement<object>
  readonly #unpin: Statement<object>
  readonly #isPinned: Statement<object>
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
    this.#get = database.prepare('SELECT sha256, size, mime, used_at FROM cached_files WHERE sha256 = ?')
    this.#put = database.prepare(
      `INSERT INTO cached_files (sha256, size, mime, used_at) VALUES (?, ?, ?, ?)
       ON CONFLICT (sha256) DO UPDATE SET size = excluded.size, mime = excluded.mime, used_at = excluded.used_at`,
    )
    this.#touch = database.prepare('UPDATE cached_files SET used_at = max(used_at, ?) WHERE sha256 = ?')
    this.#delete = database.prepare('DELETE FROM cached_files WHERE sha256 = ?')
    this.#putAway = database.prepare('INSERT INTO put_away_files (sha256) VALUES (?) ON CONFLICT DO NOTHING')
    this.#takeBack = database.prepare('DELETE FROM put_away_files WHERE sha256 = ?')
    this.#isPutAway = database.prepare('SELECT 1 FROM put_away_files WHERE sha256 = ?')
    this.#oldest = database.prepare(CACHED_FILES_SQL.oldest)
    this.#page = database.prepare(CACHED_FILES_SQL.page)
    this.#totals = database.prepare('SELECT mime, sum(size) AS bytes, count(*) AS files FROM cached_files GROUP BY mime')
    this.#pin = database.prepare('INSERT INTO cached_file_pins (sha256, owner) VALUES (?, ?) ON CONFLICT DO NOTHING')
    this.#unpin = database.prepare('DELETE FROM cached_file_pins WHERE sha256 = ? AND owner = ?')
    this.#isPinned = database.prepare('SELECT 1 FROM cached_file_pins WHERE sha256 = ? LIMIT 1')
  }

  get(sha256: string): CachedFile | undefined {
    const row = this.#get.get(sha256)
    return row && fileOf(row)
  }

  /** Whoever put it away has it again. */
  put({ sha256, size, mime, usedAt }: CachedFile): void {
    this.#put.run(sha256, size, mime, usedAt)
    this.#takeBack.run(sha256)
  }

  /** When files were used, epoch ms by their hashes, in one transaction; only forward. At most 500. */
  touch(used: readonly (readonly [sha256: string, usedAt: number])[]): void {
    if (used.length === 0) return
    this.#database.transaction(() => {
      for (const [sha256, usedAt] of used) this.#touch.run(usedAt, sha256)
    })
  }

  delete(sha256: string): void {
    this.#delete.run(sha256)
  }

  /** The person does not want it here: it is gone, and nothing fetches it but they. */
  putAway(sha256: string): void {
    this.#database.transaction(() => {
      this.#delete.run(sha256)
      this.#putAway.run(sha256)
    })
  }

  isPutAway(sha256: string): boolean {
    return this.#isPutAway.get(sha256) !== undefined
  }

  /** At most `limit` of those that nobody needs, the least recently used first. */
  oldest(limit: number): readonly CachedFile[] {
    return this.#oldest.all(limit).map(fileOf)
  }

  /** At most `limit` of all, by their hashes, from behind `after` on. */
  page(after: string, limit: number): readonly CachedFile[] {
    return this.#page.all(after, limit).map(fileOf)
  }

  totals(): readonly CachedTotal[] {
    return this.#totals.all()
  }

  /** One need each for a hash and an owner, however often it is said; also of bytes that are still to come. */
  pin(sha256: string, owner: string): void {
    this.#pin.run(sha256, owner)
  }

  unpin(sha256: string, owner: string): void {
    this.#unpin.run(sha256, owner)
  }

  isPinned(sha256: string): boolean {
    return this.#isPinned.get(sha256) !== undefined
  }
}

function fileOf({ sha256, size, mime, used_at: usedAt }: CachedRow): CachedFile {
  return { sha256, size, mime, usedAt }
}
