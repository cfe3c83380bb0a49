import { diskFailure } from '../lib/json-file'

/**
 * What went wrong with the database, by what somebody can do about it:
 * `store_newer`: a later version of the app wrote it, it was not touched; `disk_full`, `read_only`, `io_failed`:
 * nothing was stored, the same call may succeed later; `busy`: another connection holds the lock; `corrupt`: the file is
 * damaged, the next open quarantines it; `failed`: a broken rule of ours.
 */
export type StoreErrorCode = 'store_newer' | 'disk_full' | 'read_only' | 'io_failed' | 'busy' | 'corrupt' | 'failed'

/** The only error that leaves the store. A failed transaction has changed nothing. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly code: StoreErrorCode

  constructor(code: StoreErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
  }

  /** Nothing is wrong with the data or the caller: the same write may succeed once the disk is well again. */
  get isTransient(): boolean {
    return this.code === 'disk_full' || this.code === 'read_only' || this.code === 'io_failed' || this.code === 'busy'
  }
}

/** SQLite's primary result codes; its extended codes start with them (`SQLITE_IOERR_WRITE`). */
const CODES: readonly (readonly [prefix: string, code: StoreErrorCode])[] = [
  ['SQLITE_FULL', 'disk_full'],
  ['SQLITE_READONLY', 'read_only'],
  ['SQLITE_PERM', 'read_only'],
  ['SQLITE_IOERR', 'io_failed'],
  ['SQLITE_CANTOPEN', 'io_failed'],
  ['SQLITE_BUSY', 'busy'],
  ['SQLITE_LOCKED', 'busy'],
  ['SQLITE_CORRUPT', 'corrupt'],
  ['SQLITE_NOTADB', 'corrupt'],
]

/** What the file system says of the database's file and of those beside it, as ours; everything else is returned as it is. */
export function storeErrorOfDisk(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof StoreError || !('syscall' in error)) return error
  const failure = diskFailure(error)
  return failure.ok ? error : new StoreError(failure.error.code, failure.error.message, error)
}

/** SQLite's errors as ours; everything else, a bug for instance, is returned as it is. */
export function storeErrorOf(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof StoreError) return error
  const sqliteCode = (error as { readonly code?: unknown }).code
  if (typeof sqliteCode !== 'string' || !sqliteCode.startsWith('SQLITE_')) return error
  const code = CODES.find(([prefix]) => sqliteCode === prefix || sqliteCode.startsWith(`${prefix}_`))?.[1] ?? 'failed'
  return new StoreError(code, `${sqliteCode}: ${error.message}`, error)
}
