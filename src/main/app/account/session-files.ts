import { join } from 'node:path'
import type { Result } from '@shared/result'
import { systemClock } from '../../lib/clock'
import type { MediaAddress } from '../../lib/media-address'
import type { Logger } from '../../lib/logger'
import type { MediaFile } from '../../media/media-answer'
import type { CachedFilesTable, CachedTotal } from '../../store/cached-files-table'
import { FileCache } from '../../transfers/file-cache'
import { SendableFiles } from '../../transfers/sendable-files'
import type { AccountFiles } from '../storage'

export type SessionFilesOptions = {
  /** The account's own. */
  readonly dir: string
  readonly table: CachedFilesTable
  readonly cacheBytes: () => number
  /** Bytes of a file that the server takes, as it says it now. */
  readonly maxFileBytes: () => number
  readonly logger: Logger
}

/** What a signed-in account has of files on this device. */
export class SessionFiles implements AccountFiles {
  readonly dir: string
  readonly cache: FileCache
  /** What was chosen and is not sent yet. */
  readonly sendable: SendableFiles
  readonly #logger: Logger

  constructor({ dir, table, cacheBytes, maxFileBytes, logger }: SessionFilesOptions) {
    this.dir = dir
    this.#logger = logger
    this.cache = new FileCache({ dir: join(dir, 'cache'), table, clock: systemClock, maxBytes: cacheBytes, logger })
    this.sendable = new SendableFiles({ outgoingDir: join(dir, 'outgoing'), maxFileBytes, clock: systemClock })
    // What a crash left is swept once it is known which parts are still filled (`Transfers`).
    this.#note(this.cache.open())
  }

  /** What an address of the page's names; of this account and nothing else. */
  media({ of, id }: MediaAddress): MediaFile | undefined {
    if (of === 'chosen') return this.sendable.path(id)
    const mime = this.cache.has(id)?.mime
    const path = this.cache.path(id)
    return mime === undefined || path === undefined ? undefined : { path, mime }
  }

  usage(): readonly CachedTotal[] {
    return this.cache.usage()
  }

  clear(): Promise<Result<number>> {
    return this.cache.clear()
  }

  /** The bound may be another one. */
  fit(): void {
    this.#note(this.cache.fit())
  }

  /** Twice is harmless. */
  close(): void {
    this.cache.close()
  }

  /** Resolves once nothing is written any more: then its folder may go. */
  settled(): Promise<void> {
    return this.cache.settled()
  }

  #note(change: Promise<Result<unknown>>): void {
    void change.then((done) => {
      if (!done.ok && done.error.code !== 'closed') this.#logger.warn('the file cache could not be looked after', { code: done.error.code })
    })
  }
}
