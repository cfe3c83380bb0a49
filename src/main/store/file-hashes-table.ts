import type { FileId } from '@shared/ids'
import type { Database, Statement } from './database'

export type FileHash = { readonly sha256: string; readonly size: number }

/** Which bytes stand behind a name of the server's, as it said itself when they were fetched or sent: a file never changes. */
export class FileHashesTable {
  readonly #put: Statement<object>
  readonly #get: Statement<FileHash>

  constructor(database: Database) {
    this.#put = database.prepare('INSERT INTO file_hashes (file_id, sha256, size) VALUES (?, ?, ?) ON CONFLICT DO NOTHING')
    this.#get = database.prepare('SELECT sha256, size FROM file_hashes WHERE file_id = ?')
  }

  put(fileId: FileId, { sha256, size }: FileHash): void {
    this.#put.run(fileId, sha256, size)
  }

  get(fileId: FileId): FileHash | undefined {
    return this.#get.get(fileId)
  }
}
