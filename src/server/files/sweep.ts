import type { ServerClock } from '../clock'
import type { ServerLogger } from '../logger'
import type { FileCursor, FileStore } from '../store/file-store'
import type { FileStorage } from './file-storage'
import type { Turns } from './keyed-turns'
import type { Uploads } from './uploads'

const FIRST_MS = 60_000
const EVERY_MS = 3600_000
/** What nothing names is kept for so long after it was uploaded, claimed or last looked at for an avatar. */
const UNNAMED_MS = 24 * 3600_000
/** An upload that was given up is told from one that never was for so long. */
const REMEMBER_MS = 30 * 24 * 3600_000
/** Rows of one transaction; then everybody else has a turn. */
const PAGE = 200

/**
 * Throws away what nobody waits for and nothing names (PROTOCOL 9): uploads without a byte for a day, files a day after
 * nothing names them any more, and bytes that no row knows, which a kill may leave. A file that is named is never looked at
 * by its age.
 */
export class Sweep {
  readonly #store: FileStore
  readonly #storage: FileStorage
  readonly #uploads: Uploads
  readonly #contents: Turns
  readonly #clock: ServerClock
  readonly #logger: ServerLogger
  readonly #expiresMs: number
  #cancel = (): void => undefined
  #running: Promise<void> = Promise.resolve()
  #isStopped = false

  constructor(options: {
    readonly store: FileStore
    readonly storage: FileStorage
    readonly uploads: Uploads
    readonly contents: Turns
    readonly clock: ServerClock
    readonly logger: ServerLogger
    readonly expiresMs: number
  }) {
    this.#store = options.store
    this.#storage = options.storage
    this.#uploads = options.uploads
    this.#contents = options.contents
    this.#clock = options.clock
    this.#logger = options.logger
    this.#expiresMs = options.expiresMs
  }

  start(): void {
    this.#after(FIRST_MS)
  }

  /** Once, now. */
  async run(): Promise<void> {
    const now = this.#clock.now()
    await this.#giveUpUploads(now - this.#expiresMs)
    await this.#removeUnnamed(now - UNNAMED_MS)
    await this.#store.forgetExpired(now - REMEMBER_MS)
    await this.#removeUnknown(now - UNNAMED_MS)
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    this.#cancel()
    await this.#running
  }

  #after(delayMs: number): void {
    this.#cancel = this.#clock.after(delayMs, () => {
      this.#running = this.run()
        .catch((error: unknown) => this.#logger.warn('files could not be swept', { error: String(error) }))
        .then(() => {
          if (!this.#isStopped) this.#after(EVERY_MS)
        })
    })
  }

  async #giveUpUploads(before: number): Promise<void> {
    for (;;) {
      const stale = await this.#store.stale(before, PAGE)
      let given = 0
      for (const file of stale) if (await this.#uploads.expire(file)) given += 1
      // Those that somebody works on just now stay.
      if (stale.length < PAGE || given === 0 || this.#isStopped) return
    }
  }

  async #removeUnnamed(before: number): Promise<void> {
    let after: FileCursor | undefined
    do {
      const { contents, next } = await this.#store.removeUnnamed({ before, after, limit: PAGE })
      for (const sha256 of contents) await this.#removeContent(sha256)
      after = next
    } while (after !== undefined && !this.#isStopped)
  }

  async #removeUnknown(before: number): Promise<void> {
    for await (const fileId of this.#storage.parts(before)) {
      if (this.#isStopped) return
      const file = await this.#store.get(fileId)
      if (file === undefined || file.completedAt !== undefined || file.expiredAt !== undefined) await this.#storage.removePart(fileId)
    }
    for await (const sha256 of this.#storage.contents(before)) {
      if (this.#isStopped) return
      await this.#removeContent(sha256)
    }
  }

  /** Unless a file has it, or has it again. */
  #removeContent(sha256: string): Promise<void> {
    return this.#contents.run(sha256, async () => {
      if (!(await this.#store.hasContent(sha256))) await this.#storage.removeContent(sha256)
    })
  }
}
