import type { Database, Statement } from './database'
import { IS_FILE_AVATAR, NAMES_A_FILE, namedUnder } from './file-names'

const FOUND = 'SELECT 1 AS found FROM'
/** Files of the server's whose bytes these are, and what of a table names one. */
const ofFile = (table: string, name: string, where: string): string =>
  `${FOUND} file_hashes CROSS JOIN ${table} ON ${name} WHERE file_hashes.sha256 = +@sha256 AND ${where}`
const avatarOf = (table: string): string => ofFile(table, `${table}.avatar = '/v1/files/' || file_hashes.file_id`, IS_FILE_AVATAR)

export const DOUBTED_FILES_SQL = {
  page: 'SELECT sha256 FROM doubted_files ORDER BY sha256 LIMIT +?',
  /** Whoever needs bytes: a message, what waits to be sent, an avatar, a pin. A row each, until the first. */
  named: [
    `${FOUND} cached_file_pins WHERE sha256 = +@sha256`,
    `${FOUND} messages WHERE ${NAMES_A_FILE} AND ${namedUnder('sha256')} = +@sha256`,
    `${FOUND} message_files WHERE sha256 = +@sha256`,
    `${FOUND} message_files WHERE thumb_sha256 = +@sha256`,
    `${FOUND} transfers WHERE sha256 = +@sha256 AND state <> 'done'`,
    ofFile('transfers', 'transfers.thumb_id = file_hashes.file_id', `transfers.state <> 'done'`),
    ofFile('messages', `${namedUnder('file_id')} = +file_hashes.file_id`, NAMES_A_FILE),
    ofFile('messages', `${namedUnder('thumb_id')} = +file_hashes.file_id`, NAMES_A_FILE),
    ...['people', 'conversations', 'group_members'].map(avatarOf),
  ],
} as const

/** Cached bytes that have lost a name (migration 0019), until somebody has asked whether they have another. */
export class DoubtedFilesTable {
  readonly #add: Statement<object>
  readonly #page: Statement<{ readonly sha256: string }>
  readonly #delete: Statement<object>
  readonly #named: Statement<{ readonly found: number }>

  constructor(database: Database) {
    this.#add = database.prepare('INSERT INTO doubted_files (sha256) VALUES (?) ON CONFLICT DO NOTHING')
    this.#page = database.prepare(DOUBTED_FILES_SQL.page)
    this.#delete = database.prepare('DELETE FROM doubted_files WHERE sha256 = ?')
    this.#named = database.prepare(`${DOUBTED_FILES_SQL.named.join('\nUNION ALL ')}\nLIMIT 1`)
  }

  /** Bytes that came when nobody waited for them any more. */
  add(sha256: string): void {
    this.#add.run(sha256)
  }

  /** At most `limit`. */
  some(limit: number): readonly string[] {
    return this.#page.all(limit).map(({ sha256 }) => sha256)
  }

  /** Whether something names these bytes; they are doubted no more. A part of a transaction. */
  settle(sha256: string): boolean {
    this.#delete.run(sha256)
    return this.#named.get({ sha256 }) !== undefined
  }
}
