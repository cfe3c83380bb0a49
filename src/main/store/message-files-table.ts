import type { LocalId } from '@shared/ids'
import type { Database, Statement } from './database'

/** What this device knows of the file of a message, beside what its sender said of it. */
export type MessageFile = {
  /** Of the bytes that its link gave, where nobody said their hash. */
  readonly sha256?: string
  /** Of its preview's bytes. */
  readonly thumbSha256?: string
  /** Where the person has it, as it was saved last. */
  readonly savedPath?: string
}

type FileRow = {
  readonly sha256: string | null
  readonly thumb_sha256: string | null
  readonly saved_path: string | null
}

/** One row for a message whose file had something happen to it here; gone with the message. */
export class MessageFilesTable {
  readonly #get: Statement<FileRow>
  readonly #set: Statement<object>

  constructor(database: Database) {
    this.#get = database.prepare('SELECT sha256, thumb_sha256, saved_path FROM message_files WHERE local_id = ?')
    this.#set = database.prepare(
      `INSERT INTO message_files (local_id, sha256, thumb_sha256, saved_path) VALUES (@localId, @sha256, @thumb, @saved)
       ON CONFLICT (local_id) DO UPDATE SET sha256 = excluded.sha256, thumb_sha256 = excluded.thumb_sha256,
         saved_path = excluded.saved_path`,
    )
  }

  /** Empty where nothing happened to it. */
  get(localId: LocalId): MessageFile {
    const row = this.#get.get(localId)
    if (row === undefined) return {}
    return {
      ...(row.sha256 === null ? {} : { sha256: row.sha256 }),
      ...(row.thumb_sha256 === null ? {} : { thumbSha256: row.thumb_sha256 }),
      ...(row.saved_path === null ? {} : { savedPath: row.saved_path }),
    }
  }

  /** What is named changes, `undefined` forgets it; the rest stays. The message has to be there. */
  note(localId: LocalId, change: { readonly [K in keyof MessageFile]: MessageFile[K] | undefined }): void {
    const { sha256, thumbSha256, savedPath } = { ...this.get(localId), ...change }
    this.#set.run({ localId, sha256: sha256 ?? null, thumb: thumbSha256 ?? null, saved: savedPath ?? null })
  }
}
