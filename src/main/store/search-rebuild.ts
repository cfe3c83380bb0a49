import { FOLD_VERSION } from '@shared/fold-text'
import type { Database, Statement } from './database'
import { type MessageRow, storedMessage } from './message-row'
import type { RosterTable } from './roster-table'
import type { SearchIndex } from './search-index'

/**
 * Rows of one step, and letters of what they hold (UTF-16 units of their JSON), which is what it costs: some tens of
 * milliseconds at most. A row with more than that has a step of its own.
 */
const STEP = { rows: 200, letters: 20_000 }
/** People of one step: their pinyin takes longer. */
const PEOPLE_STEP = 50

const START_ANEW = `
  INSERT INTO messages_fts (messages_fts) VALUES ('delete-all');
  DELETE FROM search_docs;
  DELETE FROM search_state WHERE key = 'max_shift';
  REPLACE INTO search_state (key, value)
    SELECT 'rebuild_from', max(local_id) FROM messages HAVING max(local_id) IS NOT NULL;
  REPLACE INTO search_state (key, value)
    SELECT 'indexed_to', max(local_id) FROM messages HAVING max(local_id) IS NOT NULL;`

/**
 * Indexes what has no entry yet: the search keys of people, messages that came since (`SearchTail`), then what an older
 * version held, newest rows first. Each step is a
 * transaction of its own and notes how far it came, so that it goes on after a restart; until it is done, a search finds
 * the messages indexed so far, and those that came since. What changes meanwhile among those that are still to come is left to it (`SearchIndex`).
 */
export class SearchRebuild {
  readonly #database: Database
  readonly #index: SearchIndex
  readonly #roster: Pick<RosterTable, 'renewKeys' | 'hasOldKeys'>
  #arePeopleDone = false
  readonly #from: Statement<{ value: number }>
  readonly #setFrom: Statement<object>
  readonly #end: Statement<object>
  readonly #rows: Statement<MessageRow>

  constructor(database: Database, index: SearchIndex, roster: Pick<RosterTable, 'renewKeys' | 'hasOldKeys'>) {
    this.#database = database
    this.#index = index
    this.#roster = roster
    this.#from = database.prepare(`SELECT value FROM search_state WHERE key = 'rebuild_from'`)
    this.#setFrom = database.prepare(`UPDATE search_state SET value = ? WHERE key = 'rebuild_from'`)
    this.#end = database.prepare(`DELETE FROM search_state WHERE key = 'rebuild_from'`)
    this.#rows = database.prepare('SELECT * FROM messages WHERE local_id <= +? ORDER BY local_id DESC LIMIT +?')
    this.#leaveToMe()
  }

  /**
   * At the start: what a text is found by follows from Unicode's tables and our own rules, and an entry is found again by
   * the terms of its text. So with other ones than those that the index was made with, all of it is made anew.
   *
   * @param unicode of the tables
   */
  begin(unicode: string): void {
    const rules = `${unicode}/${FOLD_VERSION}`
    this.#arePeopleDone = !this.#roster.hasOldKeys
    this.#database.transaction(() => {
      const before = this.#database.prepare<{ value: string }>(`SELECT value FROM search_state WHERE key = 'unicode'`).get()
      if (before?.value === rules) return
      if (before !== undefined) {
        this.#database.exec(START_ANEW)
        this.#index.forget()
      }
      this.#database.prepare(`REPLACE INTO search_state (key, value) VALUES ('unicode', ?)`).run(rules)
    })
    this.#leaveToMe()
  }

  get isDone(): boolean {
    return this.#arePeopleDone && this.#index.tail.length === 0 && this.#from.get() === undefined
  }

  /** Does a part of what is left; the caller lets the event loop run in between. */
  step(): void {
    if (!this.#arePeopleDone) {
      this.#arePeopleDone = this.#roster.renewKeys(PEOPLE_STEP) < PEOPLE_STEP
      if (!this.#arePeopleDone) return
    }
    if (this.#index.tail.length > 0) return this.#database.transaction(() => this.#index.catchUp(STEP.rows, STEP.letters))
    this.#database.transaction(() => {
      const from = this.#from.get()?.value
      if (from === undefined) return
      const rows = this.#nextRows(from)
      for (const row of rows) this.#index.addLeft(storedMessage(row))
      const last = rows.at(-1)
      if (last === undefined) this.#end.run()
      else this.#setFrom.run(last.local_id - 1)
    })
    this.#leaveToMe()
  }

  /** As many as one step may be made of. */
  #nextRows(from: number): readonly MessageRow[] {
    const rows: MessageRow[] = []
    let letters = 0
    for (const row of this.#rows.iterate(from, STEP.rows)) {
      letters += row.content.length
      if (rows.length > 0 && letters > STEP.letters) break
      rows.push(row)
    }
    return rows
  }

  #leaveToMe(): void {
    this.#index.leaveUpTo(this.#from.get()?.value ?? 0)
  }
}
