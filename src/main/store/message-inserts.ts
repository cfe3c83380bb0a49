import type { LocalId } from '@shared/ids'
import type { Database, Statement } from './database'
import { isUsual, type NewMessage, SELDOM_COLUMNS, seldomValues, USUAL_COLUMNS, usualValues } from './message-row'
import { UNNAMED_POSITION } from './timeline-place'

/** What has no place stands as it came (`timeline-place`): the id that its row will have is known, by AUTOINCREMENT. */
const POSITION = `coalesce(?, ${UNNAMED_POSITION} + 1 + coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'messages'), 0))`

/** New rows of `messages`. Each value that is bound takes its time, for every message that arrives: most have few. */
export class MessageInserts {
  readonly #usual: Statement<object>
  readonly #any: Statement<object>

  constructor(database: Database) {
    this.#usual = database.prepare(insertOf(USUAL_COLUMNS))
    this.#any = database.prepare(insertOf([...USUAL_COLUMNS, ...SELDOM_COLUMNS]))
  }

  /** `undefined` when a row is held that has a name of this one. */
  insert(message: NewMessage): LocalId | undefined {
    const place = message.seq ?? message.orderKey ?? null
    const { changes, rowId } = isUsual(message)
      ? this.#usual.run(place, ...usualValues(message))
      : this.#any.run(place, ...usualValues(message), ...seldomValues(message))
    return changes === 0 ? undefined : (rowId as LocalId)
  }
}

function insertOf(columns: readonly string[]): string {
  const places = columns.map(() => '?').join(', ')
  return `INSERT INTO messages (position, ${columns.join(', ')}) VALUES (${POSITION}, ${places}) ON CONFLICT DO NOTHING`
}
