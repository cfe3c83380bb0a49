import type { Database } from './sqlite-database'

/** The user `@userId` may read the file `f`, whose content is there. */
export const MAY_READ = `
  f.completed_at IS NOT NULL AND (
    f.uploader_id = @userId
    OR EXISTS (
      SELECT 1 FROM members m
      WHERE m.user_id = @userId AND EXISTS (
        SELECT 1 FROM message_files mf WHERE mf.file_id = f.file_id AND mf.conversation_id = m.conversation_id))
    OR EXISTS (SELECT 1 FROM users u WHERE u.avatar = '/v1/files/' || f.file_id AND u.avatar <> '')
    OR EXISTS (SELECT 1 FROM conversations c WHERE c.avatar = '/v1/files/' || f.file_id AND c.avatar <> ''))`

/** Which message names which file. Everything here is part of the transaction that stores or wipes the message. */
export class SqliteMessageFiles {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** Whether the sender may read all of them. */
  mayName(senderId: string, fileIds: readonly string[]): boolean {
    if (fileIds.length === 0) return true
    const mayRead = this.#database.prepare<[{ userId: string; fileId: string }]>(
      `SELECT 1 FROM files f WHERE f.file_id = @fileId AND ${MAY_READ}`,
    )
    return fileIds.every((fileId) => mayRead.get({ userId: senderId, fileId }) !== undefined)
  }

  name(mid: number, conversationId: string, fileIds: readonly string[]): void {
    const insert = this.#database.prepare(
      'INSERT INTO message_files (file_id, conversation_id, mid) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
    )
    for (const fileId of fileIds) insert.run(fileId, conversationId, mid)
  }

  /** What the message said is gone, and with it the right to what it named. */
  forget(mid: number): void {
    this.#database.prepare('DELETE FROM message_files WHERE mid = ?').run(mid)
  }
}
