import { copyFileSync, existsSync, linkSync, mkdirSync, readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { failed, type Result } from '@shared/result'
import { removePathSync, renameOnceSync, renamePathSync } from '../../lib/held-files'
import { JsonFile } from '../../lib/json-file'
import type { Logger } from '../../lib/logger'
import { isSameContent } from '../../lib/same-content'
import { filesFolder } from './account-file'

const NOTE = 'moving.json'
/** A file name beside the note, and nothing that leads elsewhere. */
const databaseName = z.string().regex(/^[A-Za-z0-9._-]+\.db$/)
const moveSchema = z.object({ from: databaseName, to: databaseName })

/** Which move is under way, so that the next start ends one that a crash has cut. */
function noteOf(folder: string): JsonFile<z.infer<typeof moveSchema>> {
  return new JsonFile(join(folder, NOTE), moveSchema)
}

function forget(folder: string): void {
  removePathSync(join(folder, NOTE))
}

/**
 * Gives a closed database the name of its account's new address, and its files too. `save` writes the account down; the
 * file has both names while it does, so that whichever account a crash leaves has its messages, and `settleMove` does the
 * rest. Fails with `address_in_use` when there is history of that address already, with `store_failed`, and with what
 * `save` fails with.
 *
 * ```
 *   note ─ second name ─ save ┊ first name gone ─ files ─ note gone
 *   a crash here: as before   ┊ a crash here: ended by the next start
 * ```
 */
export function moveDatabase(from: string, to: string, save: () => Result<void>): Result<void> {
  if (from === to || !existsSync(from)) return save()
  // A second name of the same is what a crash left of an earlier try.
  if (existsSync(to) && !isLeftover(from, to)) return failed('address_in_use')
  // Somebody still reads it, and its newest rows are beside it.
  if (existsSync(`${from}-wal`)) return failed('store_failed', 'the database is still open')
  const noted = noteOf(dirname(to)).save({ from: basename(from), to: basename(to) })
  const saved = noted.ok ? nameAndSave(from, to, save) : noted
  try {
    if (saved.ok) finish(from, to)
    else removePathSync(to)
    // One that stays says nothing that is not so: the next start finds nothing left to do.
    forget(dirname(to))
  } catch {
    // The account is where it was written down to be, and the next start ends the rest.
  }
  return saved
}

/**
 * At a start, before the account is opened: ends the move to its database that a crash has cut. One that had not come so
 * far is forgotten.
 */
export function settleMove(database: string, logger: Pick<Logger, 'warn'>): void {
  const folder = dirname(database)
  const move = noteOf(folder).load()
  if (move === undefined) return
  const [from, to] = [join(folder, move.from), join(folder, move.to)]
  try {
    // Two that differ are two accounts' by now, whatever was begun.
    if (existsSync(from) && existsSync(to) && isSameContent(from, to)) {
      if (to === database) finish(from, to)
      else if (from === database) removePathSync(to)
    } else if (!existsSync(from) && to === database && existsSync(to)) {
      // The database went, its files could not.
      moveFiles(filesFolder(from), filesFolder(to))
    }
    forget(folder)
  } catch (error) {
    logger.warn('a move of the database could not be ended', { error: String(error) })
  }
}

/** What cannot be looked at is somebody else's. */
function isLeftover(from: string, to: string): boolean {
  try {
    return isSameContent(from, to)
  } catch {
    return false
  }
}

/** Fails with what `save` fails with, and with `store_failed`. */
function nameAndSave(from: string, to: string, save: () => Result<void>): Result<void> {
  try {
    removePathSync(to)
    addName(from, to)
  } catch (error) {
    return failed('store_failed', error instanceof Error ? error.message : String(error))
  }
  return save()
}

/** What is left to do once the account is written down. Files that are held do not hold up the database, which goes first. */
function finish(from: string, to: string): void {
  removePathSync(from)
  moveFiles(filesFolder(from), filesFolder(to))
}

/**
 * Whoever holds one of the files, a program that shows it or a scanner, keeps its folder from being renamed: then each goes
 * alone. What has come under the new address meanwhile stays.
 * @throws what the disk says of the first that could not go; all others are gone
 */
function moveFiles(from: string, to: string): void {
  // Moved already, by the run that a crash has cut.
  if (!existsSync(from)) return
  try {
    if (existsSync(to)) mergeInto(from, to)
    else renamePathSync(from, to)
  } catch {
    mergeInto(from, to)
  }
}

function mergeInto(from: string, to: string): void {
  mkdirSync(to, { recursive: true })
  const failures: unknown[] = []
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    try {
      if (entry.isDirectory()) mergeInto(source, target)
      // What has the name already has the bytes too: a file is called by its hash, or by the server's id.
      else if (!existsSync(target)) renameOnceSync(source, target)
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
  removePathSync(from, { recursive: true })
}

/** A second name for the same file; a whole copy where the file system knows only one name. */
function addName(from: string, to: string): void {
  try {
    linkSync(from, to)
  } catch {
    const fresh = `${to}.new`
    copyFileSync(from, fresh)
    renamePathSync(fresh, to)
  }
}
