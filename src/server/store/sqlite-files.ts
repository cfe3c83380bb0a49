import {
  type FileCursor,
  type FileLimits,
  type FileRecord,
  type FileRefusal,
  type FileStore,
  MIN_FILE_WEIGHT,
  type NewFile,
  type WholeFile,
} from './file-store'
import type { Database } from './sqlite-database'
import { MAY_READ } from './sqlite-message-files'
import { type FileRow, toFile } from './rows/file-row'

const UNFINISHED = 'completed_at IS NULL AND expired_at IS NULL'
/** A message names the file `f`, or it is somebody's picture. */
const IS_NAMED = `(
  EXISTS (SELECT 1 FROM message_files mf WHERE mf.file_id = f.file_id)
  OR EXISTS (SELECT 1 FROM users u WHERE u.avatar = '/v1/files/' || f.file_id AND u.avatar <> '')
  OR EXISTS (SELECT 1 FROM conversations c WHERE c.avatar = '/v1/files/' || f.file_id AND c.avatar <> ''))`

export class SqliteFiles implements FileStore {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  async begin(file: NewFile, limits: FileLimits, at: number): Promise<FileRefusal | undefined> {
    return this.#database.transaction(() => {
      const mine = this.#count(`SELECT count(*) AS n FROM files WHERE uploader_id = ? AND ${UNFINISHED}`, file.uploaderId)
      const all = this.#count(`SELECT count(*) AS n FROM files WHERE ${UNFINISHED}`)
      if (mine >= limits.maxUploads || all >= limits.maxUploadsInAll) return 'too_many_uploads'
      if (!this.#hasRoom(file, limits)) return 'quota'
      this.#insert(file, undefined, undefined, at)
      return undefined
    })
  }

  async get(fileId: string): Promise<FileRecord | undefined> {
    return this.#get(fileId)
  }

  async touch(fileId: string, at: number): Promise<void> {
    this.#database.prepare('UPDATE files SET touched_at = max(touched_at, ?) WHERE file_id = ?').run(at, fileId)
  }

  async setContent(fileId: string, sha256: string): Promise<void> {
    this.#database.prepare(`UPDATE files SET sha256 = ? WHERE file_id = ? AND ${UNFINISHED}`).run(sha256, fileId)
  }

  async complete(fileId: string, at: number): Promise<boolean> {
    const { changes } = this.#database
      .prepare(
        `UPDATE files SET completed_at = ?, touched_at = max(touched_at, ?) WHERE file_id = ? AND sha256 IS NOT NULL AND ${UNFINISHED}`,
      )
      .run(at, at, fileId)
    return changes === 1
  }

  async discard(fileId: string): Promise<boolean> {
    return this.#database.transaction(() => {
      const file = this.#get(fileId)
      if (file === undefined || file.completedAt !== undefined) return false
      this.#database.prepare('DELETE FROM files WHERE file_id = ?').run(fileId)
      if (file.expiredAt === undefined) this.#weigh(file.uploaderId, -weightOf(file))
      return true
    })
  }

  async expire(fileId: string, at: number): Promise<boolean> {
    return this.#database.transaction(() => {
      const file = this.#get(fileId)
      if (file === undefined || file.completedAt !== undefined || file.expiredAt !== undefined) return false
      this.#database.prepare('UPDATE files SET expired_at = ?, sha256 = NULL WHERE file_id = ?').run(at, fileId)
      this.#weigh(file.uploaderId, -weightOf(file))
      return true
    })
  }

  async claim(
    file: NewFile & { readonly sha256: string },
    limits: Pick<FileLimits, 'quotaBytes' | 'quotaBytesInAll'>,
    at: number,
  ): Promise<'quota' | 'not_found' | undefined> {
    return this.#database.transaction(() => {
      const known = this.#database
        .prepare<[{ userId: string; sha256: string; size: number }]>(
          `SELECT 1 FROM files f WHERE f.sha256 = @sha256 AND f.sha256 IS NOT NULL AND f.size = @size AND ${MAY_READ} LIMIT 1`,
        )
        .get({ userId: file.uploaderId, sha256: file.sha256, size: file.size })
      if (known === undefined) return 'not_found'
      if (!this.#hasRoom(file, limits)) return 'quota'
      this.#insert(file, file.sha256, at, at)
      return undefined
    })
  }

  async addWhole(files: readonly (NewFile & { readonly sha256: string })[], at: number): Promise<void> {
    this.#database.transaction(() => {
      for (const file of files) this.#insert(file, file.sha256, at, at)
    })
  }

  async readable(userId: string, fileIds: readonly string[]): Promise<readonly WholeFile[]> {
    return this.#database
      .prepare<[{ userId: string; fileIds: string }], FileRow>(
        `SELECT f.* FROM files f WHERE f.file_id IN (SELECT value FROM json_each(@fileIds)) AND ${MAY_READ}`,
      )
      .all({ userId, fileIds: JSON.stringify(fileIds) })
      .map((row) => toFile(row) as WholeFile)
  }

  async named(fileId: string): Promise<WholeFile | undefined> {
    const row = this.#database
      .prepare<[string], FileRow>(`SELECT f.* FROM files f WHERE f.file_id = ? AND f.completed_at IS NOT NULL AND ${IS_NAMED}`)
      .get(fileId)
    return row === undefined ? undefined : (toFile(row) as WholeFile)
  }

  async hasContent(sha256: string): Promise<boolean> {
    return this.#database.prepare('SELECT 1 FROM files WHERE sha256 = ? AND sha256 IS NOT NULL LIMIT 1').get(sha256) !== undefined
  }

  async stale(before: number, limit: number): Promise<readonly FileRecord[]> {
    return this.#database
      .prepare<[number, number], FileRow>(
        `SELECT * FROM files WHERE touched_at < +? AND ${UNFINISHED} ORDER BY touched_at, file_id LIMIT +?`,
      )
      .all(before, limit)
      .map(toFile)
  }

  async removeUnnamed({ before, after, limit }: { readonly before: number; readonly after?: FileCursor; readonly limit: number }): Promise<{
    readonly contents: readonly string[]
    readonly next: FileCursor | undefined
  }> {
    return this.#database.transaction(() => {
      const seen = this.#database
        .prepare<[number, number, string, number], FileRow & { is_named: number }>(
          `SELECT f.*, ${IS_NAMED} AS is_named FROM files f
           WHERE f.touched_at < +? AND (f.touched_at, f.file_id) > (+?, +?) ORDER BY f.touched_at, f.file_id LIMIT +?`,
        )
        .all(before, after?.touchedAt ?? -1, after?.fileId ?? '', limit)
      const contents = new Set<string>()
      for (const row of seen) {
        if (row.completed_at === null || row.is_named === 1) continue
        const file = toFile(row)
        this.#database.prepare('DELETE FROM files WHERE file_id = ?').run(file.fileId)
        this.#weigh(file.uploaderId, -weightOf(file))
        if (file.sha256 !== undefined) contents.add(file.sha256)
      }
      const last = seen.length === limit ? seen.at(-1) : undefined
      return { contents: [...contents], next: last && { touchedAt: last.touched_at, fileId: last.file_id } }
    })
  }

  async forgetExpired(before: number): Promise<void> {
    this.#database.prepare('DELETE FROM files WHERE expired_at < ?').run(before)
  }

  async counts(): Promise<{ readonly files: number; readonly unfinished: number; readonly bytes: number }> {
    return {
      files: this.#count('SELECT count(*) AS n FROM files WHERE completed_at IS NOT NULL'),
      unfinished: this.#count(`SELECT count(*) AS n FROM files WHERE ${UNFINISHED}`),
      bytes: this.#count('SELECT coalesce(sum(bytes), 0) AS n FROM file_shares'),
    }
  }

  async secret(name: string, make: () => string): Promise<string> {
    return this.#database.transaction(() => {
      this.#database.prepare('INSERT INTO secrets (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING').run(name, make())
      return this.#database.prepare<[string], { value: string }>('SELECT value FROM secrets WHERE name = ?').get(name)!.value
    })
  }

  #get(fileId: string): FileRecord | undefined {
    const row = this.#database.prepare<[string], FileRow>('SELECT * FROM files WHERE file_id = ?').get(fileId)
    return row === undefined ? undefined : toFile(row)
  }

  #hasRoom(file: NewFile, limits: Pick<FileLimits, 'quotaBytes' | 'quotaBytesInAll'>): boolean {
    const weight = weightOf(file)
    const mine = this.#count('SELECT coalesce(sum(bytes), 0) AS n FROM file_shares WHERE user_id = ?', file.uploaderId)
    const all = this.#count('SELECT coalesce(sum(bytes), 0) AS n FROM file_shares')
    return mine + weight <= limits.quotaBytes && all + weight <= limits.quotaBytesInAll
  }

  #insert(file: NewFile, sha256: string | undefined, completedAt: number | undefined, at: number): void {
    const { fileId, uploaderId, name, mime, size, promised } = file
    this.#database
      .prepare(
        `INSERT INTO files (file_id, uploader_id, name, mime, size, promised, sha256, completed_at, touched_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(fileId, uploaderId, name, mime, size, promised ?? null, sha256 ?? null, completedAt ?? null, at)
    this.#weigh(uploaderId, weightOf(file))
  }

  #weigh(userId: string, bytes: number): void {
    this.#database
      .prepare('INSERT INTO file_shares (user_id, bytes) VALUES (?, ?) ON CONFLICT DO UPDATE SET bytes = bytes + excluded.bytes')
      .run(userId, bytes)
  }

  #count(sql: string, ...params: string[]): number {
    return this.#database.prepare<string[], { n: number }>(sql).get(...params)!.n
  }
}

/** What it takes of its user's share. */
function weightOf({ size }: Pick<FileRecord, 'size'>): number {
  return Math.max(size, MIN_FILE_WEIGHT)
}
