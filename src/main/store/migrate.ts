import type { Database } from './database'
import { INITIAL } from './migrations/0001-initial'
import { MEMBERSHIP_SEQ } from './migrations/0002-membership-seq'
import { FAILED_MESSAGES } from './migrations/0003-failed-messages'
import { SEARCH_BY_TIME } from './migrations/0004-search-by-time'
import { SILENT_MESSAGES } from './migrations/0005-silent-messages'
import { PEOPLE_KEYS } from './migrations/0006-people-keys'
import { SANE_MARKS } from './migrations/0007-sane-marks'
import { DRAFT_PARTS } from './migrations/0008-draft-parts'
import { ORDER_OF_KINDS } from './migrations/0009-order-of-kinds'
import { FAILURE_CODES } from './migrations/0010-failure-codes'
import { TRANSFERS } from './migrations/0011-transfers'
import { FILES } from './migrations/0012-files'
import { WHOLE_HISTORY } from './migrations/0013-whole-history'
import { SENDING_BY_OUTBOX } from './migrations/0014-sending-by-outbox'
import { SHELVES } from './migrations/0016-shelves'
import { TREATED_FILES } from './migrations/0017-treated-files'
import { SEARCH_BEHIND } from './migrations/0018-search-behind'
import { DOUBTED_FILES } from './migrations/0019-doubted-files'
import { LIBRARY } from './migrations/0020-library'
import { VOICES } from './migrations/0021-voices'
import { STICKERS } from './migrations/0022-stickers'
import { StoreError } from './store-error'

/** In order; a migration that was released is never edited, a change is a new one at the end. */
export const MIGRATIONS: readonly string[] = [
  INITIAL,
  MEMBERSHIP_SEQ,
  FAILED_MESSAGES,
  SEARCH_BY_TIME,
  SILENT_MESSAGES,
  PEOPLE_KEYS,
  SANE_MARKS,
  DRAFT_PARTS,
  ORDER_OF_KINDS,
  FAILURE_CODES,
  TRANSFERS,
  FILES,
  WHOLE_HISTORY,
  SENDING_BY_OUTBOX,
  SHELVES,
  TREATED_FILES,
  SEARCH_BEHIND,
  DOUBTED_FILES,
  LIBRARY,
  VOICES,
  STICKERS,
]

/**
 * Brings a database to the newest schema, one transaction per step; `user_version` counts the steps that are done.
 * Throws `store_newer` for a database that a later version of the app wrote, before anything in it is touched.
 */
export function migrate(database: Database, migrations: readonly string[] = MIGRATIONS): void {
  const version = schemaVersion(database)
  if (version > migrations.length) {
    throw new StoreError('store_newer', `the database has schema ${version}, this version knows ${migrations.length}`)
  }
  for (const [index, sql] of migrations.entries()) {
    if (index < version) continue
    database.transaction(() => {
      database.exec(sql)
      database.exec(`PRAGMA user_version = ${index + 1}`)
    })
  }
}

export function schemaVersion(database: Database): number {
  return Number(database.pragma('user_version'))
}
