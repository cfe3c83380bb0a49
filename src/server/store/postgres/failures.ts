import { StoreUnavailableError } from '../store-unavailable-error'

type Failure = { readonly code?: string; readonly message?: string; readonly constraint?: string; readonly routine?: string }

/** `query` failed because of what others did: done again, it goes through. `https://www.postgresql.org/docs/15/errcodes-appendix.html` */
export function isConflict(error: unknown): boolean {
  const { code, constraint } = (error ?? {}) as Failure
  // Serialization failure, deadlock; or somebody's message was stored between the look for it and this one.
  return code === '40001' || code === '40P01' || (code === '23505' && constraint === 'messages_by_name') || isOutdated(error)
}

/**
 * The statement was prepared when its table had other columns: a newer server has brought the database to its schema meanwhile.
 * The words are in the database's language, the place in its code is not.
 */
export function isOutdated(error: unknown): boolean {
  const { code, routine } = (error ?? {}) as Failure
  return code === '0A000' && routine === 'RevalidateCachedQuery'
}

/** The connection is of no use any more. */
export function isBroken(error: unknown): boolean {
  const { code = '', message = '' } = (error ?? {}) as Failure
  if (/^(08|57P)/.test(code) || /^E[A-Z_]+$/.test(code)) return true
  return code === '' && /terminated|not queryable|timeout|Connection|closed/i.test(message)
}

/**
 * What the world is told: of what may be over in a moment (no connection, a server that goes down or has too many clients, a
 * disk that is full, a statement that took too long, a standby) that the store is not available, of all else the truth.
 */
export function toldOf(error: unknown): unknown {
  if (error instanceof StoreUnavailableError) return error
  const { code = '', message = '' } = (error ?? {}) as Failure
  const isPassing = isBroken(error) || isConflict(error) || /^(53|57014|55P03|25P03|25006)/.test(code)
  return isPassing ? new StoreUnavailableError(`PostgreSQL: ${message === '' ? code : message}`, { cause: error }) : error
}
