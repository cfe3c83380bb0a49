import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { MIGRATIONS } from './migrate'

/** Bytes from which on bringing a database to the newest schema takes long enough for somebody to notice. */
const LARGE_BYTES = 16 * 2 ** 20
/** Where SQLite's file begins to be one, and has its `user_version`, big-endian. */
const MAGIC = 'SQLite format 3\0'
const VERSION_AT = 60

/**
 * Whether a database is large and of an earlier schema, by its first bytes: SQLite need not open it for that. A file that
 * is not there, or no database, is not: whoever opens it says what is wrong.
 */
export function isLongUpdate(file: string, largeBytes = LARGE_BYTES): boolean {
  let handle: number
  try {
    if (statSync(file).size < largeBytes) return false
    handle = openSync(file, 'r')
  } catch {
    return false
  }
  try {
    const head = Buffer.alloc(VERSION_AT + 4)
    const isWhole = readSync(handle, head, 0, head.length, 0) === head.length
    if (!isWhole || head.toString('latin1', 0, MAGIC.length) !== MAGIC) return false
    return head.readUInt32BE(VERSION_AT) < MIGRATIONS.length
  } catch {
    return false
  } finally {
    closeSync(handle)
  }
}
