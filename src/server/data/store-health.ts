import { stat, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { ServerClock } from '../clock'
import type { ServerStore } from '../store/server-store'
import { isBusy, isDamage } from './folder-lock'

/** Bytes without which the next hour's messages may not find room. */
const MIN_FREE_BYTES = 16 * 1024 * 1024
/** Whoever asks more often gets the last answer. */
const ASKED_AGAIN_MS = 1000

/** `undefined`: all is well. */
export type Illness =
  { readonly code: 'disk_full' | 'damaged' | 'lost' | 'failing' | 'files_unavailable'; readonly reason: string } | undefined

/**
 * Whether what is taken in can be kept and given back. Asked, it writes, reads some of what is there (more of it every
 * time), and looks at the disk and the file; damage that any question met is not forgotten.
 */
export class StoreHealth {
  readonly #store: Pick<ServerStore, 'probe'>
  readonly #clock: ServerClock
  /** `undefined` for a store in memory. */
  readonly #file: string | undefined
  readonly #inode: Promise<bigint | undefined>
  #lasting: Illness
  #filesIllness: () => Promise<string | undefined> = () => Promise.resolve(undefined)
  #last: { readonly at: number; readonly illness: Promise<Illness> } | undefined

  constructor(options: { readonly store: Pick<ServerStore, 'probe'>; readonly clock: ServerClock; readonly file: string | undefined }) {
    this.#store = options.store
    this.#clock = options.clock
    this.#file = options.file
    this.#inode = inodeOf(options.file)
  }

  /** From now on it tells of the files too, after what is wrong with messages. */
  watchFiles(files: { illness(): Promise<string | undefined> }): void {
    this.#filesIllness = () => files.illness()
  }

  /** What a question to the store failed with. */
  note(error: unknown): void {
    if (isDamage(error)) this.#lasting ??= { code: 'damaged', reason: 'the database is damaged' }
  }

  check(): Promise<Illness> {
    const now = this.#clock.now()
    if (this.#last === undefined || now - this.#last.at >= ASKED_AGAIN_MS) this.#last = { at: now, illness: this.#look().catch(illnessOf) }
    return this.#last.illness
  }

  /** The file was deleted, or another one stands in its place: whatever is written now is gone with this process. */
  async isLost(): Promise<boolean> {
    if (this.#file === undefined) return false
    const [before, now] = [await this.#inode, await inodeOf(this.#file)]
    return before !== undefined && before !== now
  }

  async #look(): Promise<Illness> {
    if (this.#lasting !== undefined) return this.#lasting
    if (await this.isLost()) return (this.#lasting = { code: 'lost', reason: 'the database was deleted or replaced while the server ran' })
    try {
      await this.#store.probe(this.#clock.now())
    } catch (error) {
      this.note(error)
      return this.#lasting ?? illnessOf(error)
    }
    return (this.#file === undefined ? undefined : await roomFor(this.#file)) ?? this.#ofFiles()
  }

  async #ofFiles(): Promise<Illness> {
    const reason = await this.#filesIllness()
    return reason === undefined ? undefined : { code: 'files_unavailable', reason }
  }
}

async function inodeOf(file: string | undefined): Promise<bigint | undefined> {
  if (file === undefined) return undefined
  const { ino, dev } = (await stat(file, { bigint: true }).catch(() => undefined)) ?? {}
  return ino === undefined || dev === undefined ? undefined : (dev << 64n) | ino
}

async function roomFor(file: string): Promise<Illness> {
  const { bavail, bsize } = await statfs(dirname(file))
  const free = bavail * bsize
  if (free >= MIN_FREE_BYTES) return undefined
  return { code: 'disk_full', reason: `the disk has ${Math.floor(free / 1024)} KiB left` }
}

function illnessOf(error: unknown): Illness {
  const { code = '', message = String(error) } = error as { readonly code?: string; readonly message?: string }
  if (code.startsWith('SQLITE_FULL') || code === 'ENOSPC') return { code: 'disk_full', reason: message }
  // It is patience, not health, that another process asks for.
  return isBusy(error) ? undefined : { code: 'failing', reason: message }
}
