import { existsSync, statSync, writeFileSync } from 'node:fs'
import { removePathSync, renamePathSync } from '../lib/held-files'
import type { Database } from './database'

/** SQLite's file and those beside it; they stay together, since the log may hold rows that the file does not. */
const SUFFIXES = ['', '-wal', '-shm'] as const

/** Why a database is moved out of the way; part of its new name. */
export type AsideCause = 'corrupt' | 'newer'

/** A check reads every page: a file up to this size takes some tenths of a second, a larger one waits for a reason. */
const CHECKED_BYTES = 64 * 2 ** 20

/** The database on disk, and what is known of its health between two runs. */
export class DatabaseFile {
  readonly path: string
  readonly #isInMemory: boolean

  constructor(path: string) {
    this.path = path
    this.#isInMemory = path === ':memory:'
  }

  /** SQLite met damage while it ran: the next open looks at the whole file. */
  markDamaged(): void {
    if (this.#isInMemory) return
    try {
      writeFileSync(this.#mark, '')
    } catch {
      // A full disk: the damage will be met again.
    }
  }

  clearMark(): void {
    if (!this.#isInMemory) removePathSync(this.#mark)
  }

  /**
   * What SQLite says is wrong with the database; `undefined` when it is sound, or large and under no suspicion. Under
   * suspicion the slower check is made, which compares indexes with their tables too.
   */
  damageOf(database: Database): string | undefined {
    if (this.#isInMemory) return undefined
    const isSuspect = existsSync(this.#mark)
    if (!isSuspect && statSync(this.path).size > CHECKED_BYTES) return undefined
    const verdict = String(database.pragma(isSuspect ? 'integrity_check(1)' : 'quick_check(1)'))
    return verdict === 'ok' ? undefined : verdict
  }

  /** Where it would be moved aside to: `<path>.corrupt-<time>`, or the like. */
  asidePath(cause: AsideCause, now: number): string {
    const base = `${this.path}.${cause}-${now}`
    let aside = base
    for (let copy = 2; existsSync(aside); copy++) aside = `${base}-${copy}`
    return aside
  }

  /** A file beside it, to make a replacement in. What an interrupted run had begun is thrown away. */
  beginReplacement(): DatabaseFile {
    const part = new DatabaseFile(`${this.path}.part`)
    part.#remove()
    return part
  }

  /** The replacement has everything: from here on it is what counts, whatever happens to the program. */
  completeReplacement(): void {
    // Its log is part of it, should a full disk have left one.
    moveAll(`${this.path}.part`, this.#complete.path)
  }

  /** A complete replacement that has not taken its place. */
  get replacement(): DatabaseFile | undefined {
    return existsSync(this.#complete.path) ? this.#complete : undefined
  }

  /** Moves the database, with the files beside it, aside and the complete replacement to its place. */
  replace(aside: string): void {
    moveAll(this.path, aside)
    moveAll(this.#complete.path, this.path)
    this.clearMark()
  }

  /** It is damaged itself. */
  dropReplacement(): void {
    this.#complete.#remove()
  }

  #remove(): void {
    for (const suffix of SUFFIXES) removePathSync(this.path + suffix)
    this.clearMark()
  }

  get #complete(): DatabaseFile {
    return new DatabaseFile(`${this.path}.fresh`)
  }

  get #mark(): string {
    return `${this.path}.damaged`
  }
}

/**
 * The database itself last: as long as it is there, nothing was moved for good. What had gone before a name that somebody
 * holds comes back, or its rows would be missing to whoever opens it meanwhile.
 */
function moveAll(from: string, to: string): void {
  const moved: string[] = []
  try {
    for (const suffix of SUFFIXES.toReversed()) {
      if (!existsSync(from + suffix)) continue
      renamePathSync(from + suffix, to + suffix)
      moved.push(suffix)
    }
  } catch (error) {
    for (const suffix of moved) {
      try {
        renamePathSync(to + suffix, from + suffix)
      } catch {
        // The next open moves the rest to it.
      }
    }
    throw error
  }
}
