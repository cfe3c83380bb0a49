import type { ConversationId, LocalId } from '@shared/ids'
import type { Database, Statement } from './database'
import { type MessagePart, partOf } from './message-parts-table'
import { storedMessage, type MessageRow, type StoredMessage } from './message-row'

/** A message that is not acknowledged yet. Times are epoch ms of this device. */
export type OutboxEntry = {
  readonly localId: LocalId
  readonly conversationId: ConversationId
  /** How often it was written to a connection, ever. */
  readonly tries: number
  readonly enqueuedAt: number
  readonly firstWrittenAt?: number
  readonly lastWrittenAt?: number
  /** What it waits for, or waited for. */
  readonly part?: MessagePart
  readonly message: StoredMessage
}

type OutboxRow = MessageRow & {
  readonly tries: number
  readonly enqueued_at: number
  readonly first_written_at: number | null
  readonly last_written_at: number | null
  readonly part_id: string | null
  readonly state: string | null
}

const SELECT = `
SELECT m.*, o.tries, o.enqueued_at, o.first_written_at, o.last_written_at, p.part_id, p.state
FROM outbox o JOIN messages m ON m.local_id = o.local_id LEFT JOIN message_parts p ON p.local_id = o.local_id`

/** What is to be sent, in the order in which it is shown. Entries go with their messages, and once these are named. */
export class OutboxTable {
  readonly #add: Statement<object>
  readonly #remove: Statement<object>
  readonly #noteWritten: Statement<object>
  readonly #noteTry: Statement<object>
  readonly #list: Statement<OutboxRow>
  readonly #get: Statement<OutboxRow>
  readonly #failed: Statement<MessageRow>
  readonly #count: Statement<{ count: number }>

  constructor(database: Database) {
    this.#add = database.prepare(
      `INSERT INTO outbox (local_id, conversation_id, enqueued_at, tries) VALUES (?, ?, ?, ?)
       ON CONFLICT (local_id) DO UPDATE SET tries = excluded.tries`,
    )
    this.#remove = database.prepare('DELETE FROM outbox WHERE local_id = ?')
    this.#noteWritten = database.prepare(
      `UPDATE outbox SET first_written_at = coalesce(first_written_at, @at), last_written_at = @at
       WHERE local_id = @localId`,
    )
    this.#noteTry = database.prepare('UPDATE outbox SET tries = tries + 1 WHERE local_id = ?')
    this.#list = database.prepare(`${SELECT} ORDER BY m.position, o.local_id`)
    this.#get = database.prepare(`${SELECT} WHERE o.local_id = ?`)
    this.#failed = database.prepare(`SELECT * FROM messages WHERE status = 'failed' ORDER BY local_id DESC LIMIT ?`)
    this.#count = database.prepare('SELECT count(*) AS count FROM outbox')
  }

  /**
   * A message that waits already starts anew: its tries are forgotten.
   * @param tries 1 for one that goes at once
   */
  add(localId: LocalId, conversationId: ConversationId, at: number, tries: 0 | 1 = 0): void {
    this.#add.run(localId, conversationId, at, tries)
  }

  list(): readonly OutboxEntry[] {
    return this.#list.all().map(entryOf)
  }

  get(localId: LocalId): OutboxEntry | undefined {
    const row = this.#get.get(localId)
    return row === undefined ? undefined : entryOf(row)
  }

  remove(localId: LocalId): void {
    this.#remove.run(localId)
  }

  /** Its bytes went to a connection at `at`. */
  noteWritten(localId: LocalId, at: number): void {
    this.#noteWritten.run({ at, localId })
  }

  noteTry(localId: LocalId): void {
    this.#noteTry.run(localId)
  }

  /** The newest messages that the server refused: they wait for the person. */
  failed(limit: number): readonly StoredMessage[] {
    return this.#failed.all(limit).map(storedMessage)
  }

  count(): number {
    return this.#count.get()?.count ?? 0
  }
}

function entryOf(row: OutboxRow): OutboxEntry {
  const message = storedMessage(row)
  return {
    localId: message.localId,
    conversationId: message.conversationId,
    tries: row.tries,
    enqueuedAt: row.enqueued_at,
    firstWrittenAt: row.first_written_at ?? undefined,
    lastWrittenAt: row.last_written_at ?? undefined,
    part: row.part_id === null ? undefined : partOf({ part_id: row.part_id, state: row.state ?? 'waiting' }),
    message,
  }
}
