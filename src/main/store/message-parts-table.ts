import type { LocalId, PartId } from '@shared/ids'
import type { Database, Statement } from './database'

/**
 * ```
 *   waiting ──▶ done
 *      │  ▲
 *      ▼  └─ retry
 *    failed
 * ```
 */
export type PartState = 'waiting' | 'done' | 'failed'
export type MessagePart = { readonly partId: PartId; readonly state: PartState }

type PartRow = { readonly part_id: string; readonly state: string }

/**
 * Messages of mine of which a part is made elsewhere, a file that is uploaded first. They go when it is done; several
 * may wait for one. Gone with the message, and once the server has it.
 */
export class MessagePartsTable {
  readonly #set: Statement<object>
  readonly #get: Statement<PartRow>
  readonly #setState: Statement<object>
  readonly #messages: Statement<{ local_id: number }>
  readonly #awaited: Statement<{ part_id: string }>

  constructor(database: Database) {
    this.#set = database.prepare(
      `INSERT INTO message_parts (local_id, part_id, state) VALUES (?, ?, ?)
       ON CONFLICT (local_id) DO UPDATE SET part_id = excluded.part_id, state = excluded.state`,
    )
    this.#get = database.prepare('SELECT part_id, state FROM message_parts WHERE local_id = ?')
    this.#setState = database.prepare('UPDATE message_parts SET state = ? WHERE local_id = ?')
    this.#messages = database.prepare(`SELECT local_id FROM message_parts WHERE part_id = ? AND state <> 'done' ORDER BY local_id`)
    this.#awaited = database.prepare(`SELECT DISTINCT part_id FROM message_parts WHERE state = 'waiting' ORDER BY part_id`)
  }

  set(localId: LocalId, { partId, state }: MessagePart): void {
    this.#set.run(localId, partId, state)
  }

  get(localId: LocalId): MessagePart | undefined {
    const row = this.#get.get(localId)
    return row === undefined ? undefined : partOf(row)
  }

  setState(localId: LocalId, state: PartState): void {
    this.#setState.run(state, localId)
  }

  /** The messages that this part is missing from, the failed ones too. */
  lacking(partId: PartId): readonly LocalId[] {
    return this.#messages.all(partId).map(({ local_id }) => local_id as LocalId)
  }

  /** The parts that messages wait for: whoever makes them compares at its start. */
  awaited(): readonly PartId[] {
    return this.#awaited.all().map(({ part_id }) => part_id as PartId)
  }
}

/** A row as a value. */
export function partOf({ part_id, state }: PartRow): MessagePart {
  return { partId: part_id as PartId, state: state as PartState }
}
