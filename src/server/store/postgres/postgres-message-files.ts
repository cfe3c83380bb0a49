import type { Connection } from './connection'

/** Each asked for the one file: of an EXISTS PostgreSQL may make a table of all that exists. */
const IS_PICTURE = `(
  (SELECT true FROM users u WHERE u.avatar = '/v1/files/' || f.file_id AND u.avatar <> '' LIMIT 1) IS NOT NULL
  OR (SELECT true FROM conversations c WHERE c.avatar = '/v1/files/' || f.file_id AND c.avatar <> '' LIMIT 1) IS NOT NULL)`

/** A message names the file `f`, or it is somebody's picture. */
export const IS_NAMED = `((SELECT true FROM message_files mf WHERE mf.file_id = f.file_id LIMIT 1) IS NOT NULL OR ${IS_PICTURE})`

/** The user `$1` may read the file `f`, whose content is there. */
export const MAY_READ = `
  f.completed_at IS NOT NULL AND (
    f.uploader_id = $1
    OR (
      SELECT true FROM message_files mf JOIN members m ON m.conversation_id = mf.conversation_id AND m.user_id = $1
      WHERE mf.file_id = f.file_id LIMIT 1) IS NOT NULL
    OR ${IS_PICTURE})`

/** Which message names which file. Everything here is part of the transaction that stores or wipes the message. */
export class PostgresMessageFiles {
  readonly #within: Connection

  constructor(within: Connection) {
    this.#within = within
  }

  /** Whether the sender may read all of them. They are kept from being thrown away until the message is stored. */
  async mayName(senderId: string, fileIds: readonly string[]): Promise<boolean> {
    if (fileIds.length === 0) return true
    const named = [...new Set(fileIds)]
    const { rows } = await this.#within.query(
      `SELECT f.file_id FROM files f WHERE f.file_id = ANY($2) AND ${MAY_READ} ORDER BY f.file_id FOR KEY SHARE OF f`,
      [senderId, named],
    )
    return rows.length === named.length
  }

  async name(mid: number, conversationId: string, fileIds: readonly string[]): Promise<void> {
    if (fileIds.length === 0) return
    await this.#within.query(
      `INSERT INTO message_files (file_id, conversation_id, mid) SELECT file_id, $2, $3 FROM unnest($1::text[]) AS d(file_id)
       ON CONFLICT DO NOTHING`,
      [fileIds, conversationId, mid],
    )
  }

  /** What the message said is gone, and with it the right to what it named. */
  async forget(mid: number): Promise<void> {
    await this.#within.query('DELETE FROM message_files WHERE mid = $1', [mid])
  }
}
