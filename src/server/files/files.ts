import { randomBytes } from 'node:crypto'
import type { ServerClock } from '../clock'
import type { ServerLogger } from '../logger'
import type { Metrics } from '../metrics'
import type { Claims } from '../store/claims'
import type { FileStore } from '../store/file-store'
import type { FileStorage } from './file-storage'
import { KeyedTurns } from './keyed-turns'
import { SharedTurns } from './shared-turns'
import { SignedLinks } from './signed-links'
import { Slots } from './slots'
import { Sweep } from './sweep'
import { Tus } from './tus'
import { UploadLocks } from './upload-locks'
import { type UploadLimits, Uploads } from './uploads'

export type FilesLimits = UploadLimits & {
  /** Requests of one user that write files at once, and of all; and those that read them. */
  readonly maxWriters: number
  readonly maxWritersInAll: number
  readonly maxReaders: number
  readonly maxReadersInAll: number
}

/** All that the server has to do with files (PROTOCOL 9). */
export type Files = {
  readonly store: FileStore
  readonly storage: FileStorage
  readonly uploads: Uploads
  readonly tus: Tus
  readonly links: SignedLinks
  readonly writers: Slots
  readonly downloads: Slots
  readonly metrics: Metrics
  readonly sweep: Sweep
}

export async function openFiles(options: {
  readonly store: FileStore
  readonly storage: FileStorage
  readonly clock: ServerClock
  readonly limits: FilesLimits
  readonly logger: ServerLogger
  readonly metrics: Metrics
  readonly httpBase: () => string
  /** Absent: no other node has the folder. */
  readonly claims?: Claims
}): Promise<Files> {
  const { store, storage, clock, limits, logger, metrics, httpBase, claims } = options
  const locks = new UploadLocks(clock, claims)
  const contents = claims === undefined ? new KeyedTurns() : new SharedTurns(claims, clock)
  const onBytes = (bytes: number): void => metrics.fileBytesIn.inc(bytes)
  const uploads = new Uploads({ store, storage, contents, locks, clock, limits, logger, onBytes })
  metrics.watch('jim_files', 'Files that are kept', async () => (await store.counts()).files)
  metrics.watch('jim_uploads', 'Uploads that are not whole', async () => (await store.counts()).unfinished)
  metrics.watch('jim_file_bytes', 'What the files of all users weigh', async () => (await store.counts()).bytes)
  const key = await store.secret('file-links', () => randomBytes(32).toString('base64'))
  return {
    store,
    storage,
    uploads,
    tus: new Tus(uploads, locks, limits.maxFileBytes),
    links: new SignedLinks({ key, now: () => clock.now(), httpBase }),
    writers: new Slots({ perKey: limits.maxWriters, inAll: limits.maxWritersInAll }),
    downloads: new Slots({ perKey: limits.maxReaders, inAll: limits.maxReadersInAll }),
    metrics,
    sweep: new Sweep({ store, storage, uploads, contents, clock, logger, expiresMs: limits.uploadExpiresMs }),
  }
}
