import type { LocalId, TransferId } from '@shared/ids'
import { failed, ok, type Result } from '@shared/result'
import type { Transfer } from '@shared/transfer'
import { Emitter } from '../lib/emitter'
import type { Changes } from '../store/changes'
import type { TransferRow } from '../store/transfers-table'
import type { RowChange } from './job'
import { type ArrivingFilm, ArrivingFilms } from './arriving-films'
import { readTail } from './film-tail'
import { JobEnds } from './job-ends'
import { presentTransfer } from './present-transfer'
import { TransferNews } from './transfer-news'
import { TransferRows } from './transfer-rows'
import { TransferRunner } from './transfer-runner'
import type { TransfersDeps } from './transfers-deps'
import { partOf, TransferWork } from './transfer-work'

export type TransfersEvents = {
  news: { readonly upserted: readonly Transfer[]; readonly removed: readonly TransferId[]; readonly isPaused: boolean }
}

/** Kept with the account: after a restart they are still paused. */
const PAUSED_KEY = 'transfers.isPaused'

/**
 * Files on their way up and down, for one account. Each is a row; what runs is a try of it, and what a try has brought is
 * kept wherever it ends.
 *
 * ```
 *   send, download ─▶ row ─▶ nextTransfers ─▶ RunningJob ─ upload, download ─┬─ done ───▶ the message goes, the file is here
 *                      ▲                                                     ├─ link ───▶ again, after a backoff
 *        committed ────┘◀── pause, cancel, retry, a message that is gone     └─ lasting ▶ failed, with its code
 * ```
 *
 * While there is no session nothing starts and no try is used up. What the store cannot write waits for it.
 */
export class Transfers {
  readonly #deps: TransfersDeps
  readonly #rows: TransferRows
  readonly #work: TransferWork
  readonly #ends: JobEnds
  readonly #news: TransferNews
  readonly #events = new Emitter<TransfersEvents>()
  readonly #runner: TransferRunner
  readonly #films: ArrivingFilms
  #stops: (() => void)[] = []
  #isClosed = false

  constructor(deps: TransfersDeps) {
    this.#deps = deps
    this.#rows = new TransferRows(deps.store)
    this.#work = new TransferWork(deps)
    this.#ends = new JobEnds(deps, this.#rows)
    const wake = (changed: Iterable<TransferId>): void => this.#films.noteNews(changed)
    this.#news = new TransferNews(deps.clock, (changed) => this.#tell(changed), wake)
    const parts = { rows: this.#rows, work: this.#work, ends: this.#ends, news: this.#news }
    const save = (id: TransferId, change: RowChange): Result<void> => this.#change(id, (row) => ({ ...row, ...change }))
    this.#runner = new TransferRunner({ ...deps, ...parts, save })
    this.#films = new ArrivingFilms({
      ...deps,
      rows: this.#rows,
      writtenOf: (id) => this.#runner.jobOf(id)?.meter.done,
      readTail: (row, tableAt, signal) => readTail(deps.link.files, row, tableAt, signal),
      onPlayable: (id) => this.#news.note([id]),
    })
    this.#runner.isPaused = deps.store.settings.get<boolean>(PAUSED_KEY) === true
  }

  /** Takes up what was under way when the app ended. */
  start(): void {
    const { store, writer, link } = this.#deps
    writer.owe('transfers', () => store.transfers.forgetOld())
    this.#rows.load()
    this.#stops = [
      writer.on('committed', (changes) => this.#committed(changes)),
      writer.on('blocked', (code) => this.#blocked(code)),
      link.on('online', () => this.#online()),
      link.on('lost', () => this.#noteAll()),
    ]
    for (const orphan of store.transfers.orphans()) this.#drop(orphan)
    this.#ends.tellLost()
    void this.#sweep()
    if (link.session !== undefined) this.#online()
  }

  /** Stops what runs; it goes on at the next start. Twice is harmless. */
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    for (const stop of this.#stops) stop()
    this.#runner.close()
    this.#films.close()
    this.#news.close()
  }

  /** After `close`: resolves once nothing that ran before writes any more. */
  settled(): Promise<void> {
    return this.#runner.settled()
  }

  on<E extends keyof TransfersEvents>(event: E, listener: (value: TransfersEvents[E]) => void): () => void {
    return this.#events.on(event, listener)
  }

  get isPaused(): boolean {
    return this.#runner.isPaused
  }

  /** What is on its way, what failed, and what was done last. */
  list(): readonly Transfer[] {
    return this.#rows.all().flatMap((row) => this.#present(row) ?? [])
  }

  /** Of a message. */
  rowOf(localId: LocalId, direction: TransferRow['direction']): TransferRow | undefined {
    return this.#rows.ofMessage(localId).find((row) => row.direction === direction)
  }

  get(id: TransferId): TransferRow | undefined {
    return this.#rows.get(id)
  }

  /** What an address of a film that comes names. */
  film(id: TransferId): ArrivingFilm | undefined {
    return this.#films.of(id)
  }

  /** For the time of its next try. */
  isWaiting(id: TransferId): boolean {
    return this.#runner.retryAt(id) !== undefined
  }

  pause(id: TransferId): Result<void> {
    return this.#change(id, (row) => (row.state === 'open' ? { ...row, state: 'paused' } : row))
  }

  /** Goes on, or tries again at once what waits or failed; after `changed` with the file as it is now. */
  resume(id: TransferId): Result<void> {
    this.#runner.hurry(id)
    return this.#change(id, (row) => (row.state === 'done' ? row : reopened(row)))
  }

  /** Before all others. */
  first(id: TransferId): Result<void> {
    this.#runner.setFirst(id)
    return this.resume(id)
  }

  /** Forgets it, with what there is of it here and at the server. */
  forget(id: TransferId): Result<void> {
    const row = this.#rows.get(id)
    if (row === undefined) return failed('not_found')
    this.#drop(row)
    return ok()
  }

  pauseAll(isPaused: boolean): Result<void> {
    const { store, writer } = this.#deps
    const ids = this.#rows.all().map(({ id }) => id)
    const before = this.isPaused
    this.#runner.isPaused = isPaused
    const kept = writer.commit((changes) => {
      store.settings.set(PAUSED_KEY, isPaused ? true : undefined)
      for (const id of ids) changes.transfers.add(id)
    })
    if (!kept.ok) this.#runner.isPaused = before
    return kept
  }

  /** Those that are done or failed out of the list. A message that failed keeps its own words. */
  clear(): Result<void> {
    const ended = this.#rows.all().filter(({ state }) => state === 'done' || state === 'failed')
    return this.#deps.writer.commit((changes) => {
      for (const { id } of ended) this.#write(id, (row) => ({ ...row, isCleared: true }), changes)
    })
  }

  /** What is on screen goes first. What a rule wanted and nobody looks at any more is not fetched. */
  setInView(localIds: ReadonlySet<LocalId>): void {
    this.#runner.setInView(localIds)
    for (const row of [...this.#rows.open.all()]) {
      const isUnseen = row.localId === undefined || !localIds.has(row.localId)
      const isIdle = row.direction === 'down' && !row.isAsked && this.#runner.jobOf(row.id) === undefined
      if (isIdle && isUnseen && row.done === 0) this.#drop(row)
    }
    this.#runner.pump()
  }

  /** The store cannot be written, for that reason; `undefined`: it can be again. */
  #blocked(code: string | undefined): void {
    this.#noteAll()
    if (code !== undefined) return
    this.#ends.tellLost()
    this.#runner.pump()
  }

  #online(): void {
    // Whatever waited for the link has waited long enough.
    this.#runner.hurry()
    this.#noteAll()
    this.#runner.pump()
  }

  /** What all of them wait for is another thing now. */
  #noteAll(): void {
    this.#news.note(this.#rows.all().map(({ id }) => id))
  }

  #committed(changes: Changes): void {
    // The rows first: what was let go of is not looked at any more.
    for (const row of this.#rows.refresh(changes.transfers)) this.#runner.forget(row)
    for (const { localId } of changes.removed) for (const row of this.#rows.ofMessage(localId)) this.#drop(row)
    for (const localId of changes.messages) for (const row of this.#rows.ofMessage(localId)) this.#look(row)
    if (changes.transfers.size === 0) return
    for (const id of changes.transfers) if (this.isPaused || this.#rows.get(id)?.state !== 'open') this.#runner.stop(id)
    this.#news.note(changes.transfers)
    this.#runner.pump()
  }

  /** Parts that no row fills any more are of nobody. */
  async #sweep(): Promise<void> {
    const { cache, logger } = this.#deps
    // What begins while it looks is filled too.
    const swept = await cache.sweep({ has: (name) => this.#rows.all().some((row) => row.state !== 'done' && partOf(row) === name) })
    if (!swept.ok) logger.warn('the files were not swept', { code: swept.error.code })
  }

  /** A message of a transfer has changed: it was taken back, or is to be sent again. */
  #look(row: TransferRow): void {
    const { store } = this.#deps
    const message = row.localId === undefined ? undefined : store.messages.get(row.localId)
    if (message === undefined) return
    if (row.direction === 'down') {
      if (message.type === 'recalled') this.#drop(row)
    } else if (row.state === 'done' && message.status === 'sent') this.#work.release(row)
    else if (row.state === 'failed' && message.status === 'queued' && store.parts.get(message.localId)?.state === 'waiting') {
      this.#deps.writer.owe(`transfer ${row.id}`, (changes) => this.#write(row.id, reopened, changes))
    }
  }

  /** Nobody wants it any more: what runs is stopped, and what there is of it goes, here and at the server. */
  #drop(row: TransferRow): void {
    const { store, writer } = this.#deps
    this.#runner.stop(row.id)
    this.#runner.forget(row)
    writer.owe(`transfer ${row.id}`, (changes) => {
      store.transfers.remove(row.id)
      changes.transfers.add(row.id)
      if (row.direction === 'down') this.#work.noteChanged(row, changes)
    })
    if (row.direction === 'up') this.#work.release(row)
    // While it runs it may still write: then it is given up once it has stopped.
    if (this.#runner.jobOf(row.id) === undefined) this.#work.giveUp(row)
  }

  #change(id: TransferId, change: (row: TransferRow) => TransferRow): Result<void> {
    if (this.#isClosed) return failed('cancelled')
    if (this.#rows.get(id) === undefined) return failed('not_found')
    return this.#deps.writer.commit((changes) => this.#write(id, change, changes))
  }

  /** A part of a transaction. */
  #write(id: TransferId, change: (row: TransferRow) => TransferRow, changes: Changes): void {
    const row = this.#deps.store.transfers.get(id)
    if (row === undefined) return
    this.#deps.store.transfers.save(change(row))
    changes.transfers.add(id)
  }

  #present(row: TransferRow): Transfer | undefined {
    const { link, writer, familyOf } = this.#deps
    return presentTransfer(row, familyOf(row.name, row.mime), {
      job: this.#runner.jobOf(row.id),
      retryAt: this.#runner.retryAt(row.id),
      isOnline: link.session !== undefined,
      blockedBy: writer.blockedBy,
      filmUrl: this.#films.addressOf(row),
      isPaused: this.isPaused,
    })
  }

  #tell(changed: ReadonlySet<TransferId>): void {
    const upserted = [...changed].flatMap((id) => {
      const row = this.#rows.get(id)
      return (row && this.#present(row)) ?? []
    })
    const shown = new Set(upserted.map(({ id }) => id))
    this.#events.emit('news', { upserted, removed: [...changed].filter((id) => !shown.has(id)), isPaused: this.isPaused })
  }
}

/** To be tried again. What a person has been told of as changed is taken as it is now. */
function reopened(row: TransferRow): TransferRow {
  const isOther = row.failCode === 'changed'
  const { failCode: _code, failReason: _reason, endedAt: _at, ...rest } = { ...row, isCleared: false }
  const fresh = { sha256: undefined, mtimeMs: undefined, fileId: undefined, thumbId: undefined, done: 0 }
  return { ...rest, ...(isOther && row.direction === 'up' ? fresh : {}), state: 'open', tries: 0, isAsked: true }
}
