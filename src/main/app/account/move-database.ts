import { constants, copyFileSync, existsSync, linkSync, renameSync, rmSync } from 'node:fs'
import { failed, ok, type Result } from '@shared/result'
import { filesFolder } from './account-file'

/**
 * Gives a closed database the name of its account's new address, and its files too. `save` writes the account down; the
 * file has both names while it does, so that whichever account a crash leaves has its messages. Fails with `address_in_use` when there
 * is history of that address already, with `store_failed`, and with what `save` fails with.
 */
export function moveDatabase(from: string, to: string, save: () => Result<void>): Result<void> {
  if (from === to || !existsSync(from)) return save()
  if (existsSync(to)) return failed('address_in_use')
  // Somebody still reads it, and its newest rows are beside it.
  if (existsSync(`${from}-wal`)) return failed('store_failed', 'the database is still open')
  try {
    addName(from, to)
  } catch (error) {
    rmSync(to, { force: true })
    return failed('store_failed', error instanceof Error ? error.message : String(error))
  }
  const saved = save()
  if (!saved.ok) {
    rmSync(to, { force: true })
    return saved
  }
  moveFiles(filesFolder(from), filesFolder(to))
  rmSync(from, { force: true })
  return ok()
}

/** Files that stay behind are fetched again; what cannot be is not worth the address. */
function moveFiles(from: string, to: string): void {
  try {
    rmSync(to, { recursive: true, force: true })
    if (existsSync(from)) renameSync(from, to)
  } catch {
    rmSync(from, { recursive: true, force: true })
  }
}

/** A second name for the same file; a copy where the file system knows only one name. */
function addName(from: string, to: string): void {
  try {
    linkSync(from, to)
  } catch {
    copyFileSync(from, to, constants.COPYFILE_EXCL)
  }
}
