import type { FileId, LocalId, TransferId } from '@shared/ids'
import { failed, ok, type Result } from '@shared/result'
import type { Changes } from '../store/changes'
import { StoreError, type StoreErrorCode } from '../store/store-error'
import type { TransferRow } from '../store/transfers-table'
import { removePath } from '../lib/held-files'
import { type Came, download } from './download'
import { downloadRefusal } from './download-limits'
import { treatFile } from './file-treatment'
import type { Job } from './job'
import { KeyedTurns } from './keyed-turns'
import type { SyncTurn } from './part-writer'
import { Previews } from './preview'
import type { RunningJob } from './running-job'
import { previewKeys, uploadedKeys } from './shared-content'
import type { TransfersDeps } from './transfers-deps'
import { isSmall, upload } from './upload'

/** Bytes of a linked file whose size nobody said. */
const MOST_LINKED_BYTES = 256 * 1024 * 1024
/** Of a link that brought nothing. All else is `link_failed`: whose server it is nobody knows, nor whether it will ever answer. */
const TOLD_OF_LINKS: ReadonlySet<string> = new Set([
  'unsafe_link',
  'unresolved_link',
  'too_large',
  'gone',
  'forbidden',
  'cancelled',
  'disk_full',
  'read_only',
  'io_failed',
])

/** What one try does beyond moving bytes: what its message and the cache learn of it. */
export class TransferWork {
  readonly #deps: TransfersDeps
  readonly #turns = new KeyedTurns()
  readonly #syncs: SyncTurn = { isTaken: false }
  readonly #previews: Previews | undefined

  constructor(deps: TransfersDeps) {
    this.#deps = deps
    const onMade = (job: Job, preview: Parameters<typeof previewKeys>[1]): Result<void> =>
      this.#patch(job.row.localId, (content) => previewKeys(content, preview))
    this.#previews = deps.previews && new Previews(deps.previews, deps.link.files, onMade)
  }

  /** Codes: those of `upload` and `download`, `not_member`, `cancelled`, `internal` for a fault of ours. */
  async run(job: RunningJob): Promise<Result<void>> {
    try {
      return await (job.row.direction === 'up' ? this.#up(job) : this.#down(job))
    } catch (error) {
      this.#deps.logger.error('a transfer broke', { id: job.row.id, error: error instanceof Error ? error.stack : String(error) })
      return failed('internal', String(error))
    }
  }

  /** Nobody wants it any more: what there is of it goes, here and at the server. */
  giveUp(row: TransferRow): void {
    const { link, cache, logger } = this.#deps
    if (row.direction === 'down') return void removePath(cache.partPath(partOf(row))).catch(() => undefined)
    // A whole one is named by a message, or the server lets go of it by itself.
    if (row.fileId === undefined || row.state === 'done' || link.session === undefined) return
    void link.files.abandon(row.fileId).then((gone) => {
      if (!gone.ok) logger.info('an upload was not given up', { id: row.id, code: gone.error.code })
    })
  }

  /** The file that it was sent from is not needed any more. */
  release({ path }: TransferRow): void {
    const { outgoing } = this.#deps
    if (path !== undefined && outgoing?.owns(path) === true) void outgoing.release(path)
  }

  /** What the window shows of the message is another thing now; a part of a transaction. */
  noteChanged({ conversationId, localId }: TransferRow, changes: Changes): void {
    if (localId !== undefined) changes.noteMessage({ conversationId, localId })
  }

  async #up(job: RunningJob): Promise<Result<void>> {
    const { store, writer, clock, link, parts, outgoing, drawer } = this.#deps
    const { id, localId, partId, conversationId } = job.row
    if (store.conversations.hasLeft(conversationId)) return failed('not_member')
    const beganAt = clock.now()
    const isFirst = job.row.tries === 0 && job.row.done === 0
    const noteBegun = (): void => {
      if (localId !== undefined && isFirst) store.deliveryLog.add(localId, 'part_began', beganAt)
    }
    // Of a small one that is told with its end: a commit takes as long as its bytes.
    const isNotedLater = isSmall(job.row.size)
    if (isFirst && !isNotedLater) writer.owe(`began ${id}`, noteBegun)
    const sent = await upload(job, {
      files: link.files,
      turns: this.#turns,
      preview: (known) => this.#preview(known),
      treat: (given) => treatFile(given, { outgoing, drawer, tell: (keys) => this.#patch(localId, () => keys) }),
      prepare: (known) => this.#prepare(known),
    })
    if (!sent.ok) {
      if (isFirst && isNotedLater) writer.owe(`began ${id}`, noteBegun)
      return sent
    }
    const { size, thumbId } = job.row
    const { fileId, sha256 } = sent.value
    const type = localId === undefined ? undefined : store.messages.get(localId)?.type
    if (job.signal.aborted || type === undefined || partId === undefined) return failed('cancelled')
    const isKept = await this.#keepOwn(job, sha256)
    const end = this.#ending(job, { fileId, sha256, done: size }, (changes, row) => {
      if (isNotedLater) noteBegun()
      store.fileHashes.put(fileId, { sha256, size })
      this.noteChanged(row, changes)
    })
    return parts.done(partId, uploadedKeys(type, { fileId, sha256, thumbId }), (changes) => {
      end(changes)
      // Taken back while it was copied: what named these bytes went before they were there.
      if (isKept) store.doubtedFiles.add(sha256)
    })
  }

  /** What lies nowhere else is shown from the cache from now on; without it the server gives it back. `true`: it is there. */
  async #keepOwn({ row: { path, size, mime, id } }: Job, sha256: string): Promise<boolean> {
    const { cache, outgoing, logger } = this.#deps
    if (path === undefined || outgoing?.owns(path) !== true) return false
    const kept = await cache.adopt(path, { sha256, size, mime }, (put) => this.#nameOwn(id, sha256, put))
    if (!kept.ok) logger.info('a file of mine was not kept', { id, code: kept.error.code })
    return kept.ok
  }

  /**
   * Until its message does, the upload names these bytes: should the app end in between and the upload be given up after that,
   * nothing else would tell that they can go.
   * @throws StoreError
   */
  #nameOwn(id: TransferId, sha256: string, put: () => void): void {
    const { store, writer } = this.#deps
    const named = writer.commit((changes) => {
      put()
      const row = store.transfers.get(id)
      if (row === undefined) return store.doubtedFiles.add(sha256)
      store.transfers.save({ ...row, sha256 })
      changes.transfers.add(id)
    })
    if (!named.ok) throw new StoreError(named.error.code as StoreErrorCode, named.error.message)
  }

  async #prepare(job: Job): Promise<Result<void>> {
    const { localId, size } = job.row
    const content = localId === undefined ? undefined : this.#deps.store.messages.get(localId)?.content
    if (content !== undefined && content['size'] !== size) {
      const told = this.#patch(localId, () => ({ size }))
      if (!told.ok) return told
    }
    return this.#preview(job)
  }

  #preview(job: Job): Promise<Result<void>> {
    return this.#previews === undefined ? Promise.resolve(ok()) : this.#previews.prepare(job)
  }

  async #down(job: RunningJob): Promise<Result<void>> {
    const { store, limits = {} } = this.#deps
    const message = job.row.localId === undefined ? undefined : store.messages.get(job.row.localId)
    // What was begun before a policy said otherwise.
    const refusal = downloadRefusal({ ...job.row, type: message?.type ?? 'file' }, limits)
    if (refusal !== undefined) return failed(refusal)
    const { fileId, sha256, url = '' } = job.row
    const key = sha256 ?? fileId ?? url
    const came = await this.#turns.run(key, job.signal, () => (fileId === undefined ? this.#follow(job, url) : this.#fetch(job, fileId)))
    // Its row being done stops its job as well.
    const isStopped = job.signal.aborted && job.row.state !== 'done'
    return came === undefined || isStopped ? failed('cancelled') : came
  }

  /** The file is here: in one transaction with its place in the cache. */
  #keepCame(job: RunningJob, file: Came, put: () => void): void {
    const { store, writer } = this.#deps
    const { id, fileId } = job.row
    const end = this.#ending(job, { ...file, done: file.size }, (changes, row) => {
      if (fileId !== undefined) store.fileHashes.put(fileId, file)
      else if (row.localId !== undefined) store.messageFiles.note(row.localId, { sha256: file.sha256 })
      // What a rule fetched is at its message, and would only fill the list.
      if (!row.isAsked) store.transfers.remove(row.id)
      this.noteChanged(row, changes)
    })
    // Paused or taken back while it came: whoever did writes of its row. It stays for as long as something names it.
    if (job.signal.aborted)
      return writer.owe(`cached ${file.sha256}`, () => {
        put()
        if (fileId !== undefined) store.fileHashes.put(fileId, file)
        store.doubtedFiles.add(file.sha256)
      })
    // Under a name of its own: what is owed of the row later must not take the place of this.
    writer.owe(`came ${id}`, (changes) => {
      put()
      end(changes)
    })
  }

  /** Another message may have brought the same file meanwhile. */
  async #fetch(job: RunningJob, fileId: FileId): Promise<Result<void>> {
    const { cache, link, freeBytes, limits } = this.#deps
    const { sha256 } = job.row
    const path = cache.partPath(partOf(job.row))
    const here = sha256 === undefined ? undefined : cache.has(sha256)
    if (sha256 !== undefined && here !== undefined) {
      // What a try before has brought of it; should it stay, the next start takes it away.
      await removePath(path).catch(() => undefined)
      this.#keepCame(job, { sha256, size: here.size }, () => undefined)
      return ok()
    }
    const came = await download(job, { files: link.files, syncs: this.#syncs, freeBytes, maxBytes: limits?.maxBytes }, fileId, path)
    if (!came.ok) return came.error.code === 'not_found' ? failed('gone', came.error.message) : came
    return cache.take(path, came.value, (put) => this.#keepCame(job, came.value, put))
  }

  /** A link of somebody's, whole each time: whose server it is nobody knows. */
  async #follow(job: RunningJob, url: string): Promise<Result<void>> {
    const { cache, fetchLink, limits } = this.#deps
    if (fetchLink === undefined) return failed('unsupported', 'no link is followed')
    const { size } = job.row
    const toPath = cache.partPath(partOf(job.row))
    job.passed(0)
    const came = await fetchLink(url, {
      toPath,
      onBytes: (written) => job.passed(written),
      maxBytes: size > 0 ? size : Math.min(MOST_LINKED_BYTES, limits?.maxBytes ?? MOST_LINKED_BYTES),
      signal: job.signal,
    })
    if (!came.ok) return TOLD_OF_LINKS.has(came.error.code) ? came : failed('link_failed', `${came.error.code}: ${came.error.message}`)
    job.moved(came.value.size)
    return cache.take(toPath, came.value, (put) => this.#keepCame(job, came.value, put))
  }

  /** What the end of a try that brought the file writes; a part of a transaction. */
  #ending(job: RunningJob, change: Partial<TransferRow>, along: (changes: Changes, row: TransferRow) => void): (changes: Changes) => void {
    const { store, clock } = this.#deps
    const { id } = job.row
    const took = clock.monotonic() - job.startedAt
    return (changes) => {
      const row = store.transfers.get(id)
      changes.transfers.add(id)
      if (row === undefined) return
      const { failCode: _code, failReason: _reason, ...rest } = row
      const done = { ...rest, ...change, state: 'done', tries: 0, endedAt: clock.now(), tookMs: row.tookMs + took } as const
      store.transfers.save(done)
      along(changes, done)
    }
  }

  /** Keys of a message's content that are known before its file is up. */
  #patch(localId: LocalId | undefined, keys: (content: TransferContent) => TransferContent): Result<void> {
    const { store, writer } = this.#deps
    return writer.commit((changes) => {
      const row = localId === undefined ? undefined : store.messages.get(localId)
      if (row === undefined) return
      store.messages.setContent(row.localId, { ...row.content, ...keys(row.content) })
      changes.noteMessage(row)
    })
  }
}

type TransferContent = Readonly<Record<string, unknown>>

/** The name of the part that a download fills. */
export const partOf = ({ id }: Pick<TransferRow, 'id'>): string => `down-${id}`
