import { ok, type Result } from '@shared/result'
import { isOverlapping } from '@shared/server-places'
import type { SavedAccount } from './account-file'
import { moveDatabase } from './move-database'

/**
 * Whoever was signed out, and signs in to the same server with an address more or less, has their history still: the database goes to
 * the name that the addresses give it now. It stays where it is when there is one of that name.
 *
 * @param save keeps the account as it is to be found should the program end now
 */
export function takeAlong(
  before: SavedAccount | undefined,
  after: SavedAccount,
  databaseOf: (saved: SavedAccount) => string,
  save: (saved: SavedAccount) => Result<void>,
): Result<void> {
  if (before === undefined || before.isSignedIn || before.isLocalTrial || after.isLocalTrial) return ok()
  const isSame = before.userId === after.userId && before.server.kind === after.server.kind && isOverlapping(before.server, after.server)
  if (!isSame) return ok()
  const moved = moveDatabase(databaseOf(before), databaseOf(after), () => save({ ...before, server: after.server }))
  return !moved.ok && moved.error.code === 'address_in_use' ? ok() : moved
}
