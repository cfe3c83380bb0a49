import { existsSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
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
    if (!this.#isInMemory) rmSync(this.#mark, { force: true })
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

  /** Moves it aside, as `<path>.corrupt-<time>`, with the files beside it; returns its new path. */
  setAside(cause: AsideCause, now: number): string {
    const base = `${this.path}.${cause}-${now}`
    let aside = base
    for (let copy = 2; existsSync(aside); copy++) aside = `${base}-${copy}`
    for (const suffix of SUFFIXES) {
      if (existsSync(this.path + suffix)) renameSync(this.path + suffix, aside + suffix)
    }
    this.clearMark()
    return aside
  }

  get #mark(): string {
    return `${this.path}.damaged`
  }
}
