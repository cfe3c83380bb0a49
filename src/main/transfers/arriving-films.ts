import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import type { TransferId } from '@shared/ids'
import { mediaUrl } from '../lib/media-address'
import type { Store } from '../store/store'
import type { TransferRow } from '../store/transfers-table'
import { judgeFile } from './danger'
import { filmHead } from './film-head'
import type { FilmTail } from './film-tail'
import { isMissing } from './source-file'
import { FileReader } from './stripping/byte-reader'
import type { TransferRows } from './transfer-rows'
import { partOf } from './transfer-work'
import type { FileKeeper } from './transfers-deps'

type ArrivingFilmsDeps = {
  readonly rows: Pick<TransferRows, 'get'>
  readonly store: Pick<Store, 'messages' | 'fileHashes'>
  readonly cache: Pick<FileKeeper, 'partPath' | 'path'>
  /** Bytes of it that are written; `undefined`: nothing writes it now. */
  readonly writtenOf: (id: TransferId) => number | undefined
  /** The end of a film, by where its table stands (`readTail`). */
  readonly readTail: (row: TransferRow, tableAt: number, signal: AbortSignal) => Promise<FilmTail | undefined>
  /** It can be played from now on. */
  readonly onPlayable: (id: TransferId) => void
}

/** A film on its way, or one that was when its address was given; `row` as it was seen last. */
type Film = {
  row: TransferRow
  mime: string | undefined
  /** Its end, where that has its table of contents: fetched beside its download. */
  tail: FilmTail | undefined
  tailTries: number
  /** Written bytes from which on its head is worth a look; infinite: it plays whole, or not at all. */
  lookAt: number
  isLooking: boolean
  /** Told so often that something has happened to it. */
  news: number
  readonly wakes: Set<() => void>
}

/** What of a film is there already, or will be. See `ArrivingMedia`. */
export type ArrivingFilm = {
  readonly size: number
  readonly mime: string
  readonly read: (at: number, most: number, signal: AbortSignal) => Promise<Uint8Array | undefined>
}

type Place = { readonly path: string; readonly written: number; readonly isWhole: boolean }

/** How often the end of a film is asked for, and after how many more bytes of its beginning again. */
const TAIL_TRIES = 3
const TAIL_AGAIN_BYTES = 2 ** 20

/** Films that are remembered; an address of one that is forgotten names nothing any more. */
const KEPT = 100

/**
 * Films that play while they come ([adr/046]): what is asked for is read of the part as far as that is written, waits behind
 * that, and is read of the cache once the whole was found to be what was promised. One address serves for all of it.
 *
 * ```
 *   part  ▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓░░░░░░░░░░░░  ── whole, verified ──▶ cache   goes on at the same byte
 *         ▲ read            ▲ waits      ── failed, taken back ──▶ nothing more
 * ```
 */
export class ArrivingFilms {
  readonly #deps: ArrivingFilmsDeps
  readonly #films = new Map<TransferId, Film>()
  readonly #closing = new AbortController()

  constructor(deps: ArrivingFilmsDeps) {
    this.#deps = deps
  }

  /** The address by which it plays while it comes; `undefined`: not yet, or not at all. */
  addressOf(row: TransferRow): string | undefined {
    if (row.direction !== 'down' || !isComing(row) || row.size === 0) return undefined
    // Thousands may wait of which nothing is there yet: nobody looks what they are.
    if ((this.#deps.writtenOf(row.id) ?? row.done) === 0 && !this.#films.has(row.id)) return undefined
    const film = this.#films.get(row.id) ?? this.#noted(row)
    if (film === undefined) return undefined
    film.row = row
    void this.#look(film)
    return film.mime === undefined ? undefined : mediaUrl({ of: 'arriving', id: String(row.id) })
  }

  /** By an id of an address that was given. */
  of(id: TransferId): ArrivingFilm | undefined {
    const film = this.#films.get(id)
    if (film?.mime === undefined || this.#placeOf(film) === undefined) return undefined
    return { size: film.row.size, mime: film.mime, read: (at, most, signal) => this.#read(film, { at, most }, signal) }
  }

  /** Something happened to these: bytes were written, or they are no longer on their way. */
  noteNews(ids: Iterable<TransferId>): void {
    for (const id of ids) {
      const film = this.#films.get(id)
      if (film === undefined) continue
      const row = this.#deps.rows.get(id)
      if (row === undefined || !isComing(row)) film.tail = undefined
      wake(film)
    }
  }

  /** Whoever waits is told that nothing comes. Twice is harmless. */
  close(): void {
    this.#closing.abort()
    for (const film of this.#films.values()) wake(film)
  }

  #noted(row: TransferRow): Film | undefined {
    const message = row.localId === undefined ? undefined : this.#deps.store.messages.get(row.localId)
    if (message?.type !== 'video') return undefined
    const film: Film = { row, mime: undefined, tail: undefined, tailTries: 0, lookAt: 1, isLooking: false, news: 0, wakes: new Set() }
    this.#films.set(row.id, film)
    const [oldest] = this.#films.keys()
    if (this.#films.size > KEPT && oldest !== undefined) this.#films.delete(oldest)
    return film
  }

  async #look(film: Film): Promise<void> {
    const { id, size, name } = film.row
    const place = this.#placeOf(film)
    if (film.mime !== undefined || film.isLooking || place === undefined || place.written < film.lookAt) return
    film.isLooking = true
    // What cannot be read now is looked at with the next bytes.
    const head = await headOf(place, size).catch(() => ({ moreAt: place.written + 1 }))
    if (head !== undefined && 'moreAt' in head) film.lookAt = head.moreAt
    else if (head === undefined || judgeFile(name, head.mime).danger !== undefined) film.lookAt = Number.POSITIVE_INFINITY
    else if (head.tailAt === undefined || (await this.#fetchTail(film, head.tailAt, place.written))) {
      film.mime = head.mime
      this.#deps.onPlayable(id)
    }
    film.isLooking = false
  }

  /** Resolves to whether it is there now. */
  async #fetchTail(film: Film, tableAt: number, written: number): Promise<boolean> {
    film.tailTries++
    const tail = await this.#deps.readTail(film.row, tableAt, this.#closing.signal).catch(() => undefined)
    film.lookAt = film.tailTries < TAIL_TRIES ? written + TAIL_AGAIN_BYTES : Number.POSITIVE_INFINITY
    if (tail === undefined || this.#placeOf(film)?.isWhole !== false) return false
    film.tail = tail
    return true
  }

  async #read(
    film: Film,
    { at, most }: { readonly at: number; readonly most: number },
    signal: AbortSignal,
  ): Promise<Uint8Array | undefined> {
    for (;;) {
      const seen = film.news
      const place = this.#closing.signal.aborted || signal.aborted ? undefined : this.#placeOf(film)
      if (place === undefined) return undefined
      const { tail } = film
      if (tail !== undefined && at >= tail.from && !place.isWhole) return tail.bytes.subarray(at - tail.from, at - tail.from + most)
      // The last byte comes when it was found to be what was promised: nothing else is ever given whole.
      const end = place.isWhole ? place.written : Math.min(place.written, (tail?.from ?? film.row.size) - 1)
      const length = Math.min(most, end - at)
      const bytes = length > 0 ? await readAt(place.path, at, length) : undefined
      if (bytes !== undefined && bytes.length > 0) return bytes
      // It was there a moment ago: somebody took it from the cache.
      if (place.isWhole) return undefined
      await nextNews(film, seen, signal)
    }
  }

  /** `undefined`: it has failed, or nobody wants it any more. */
  #placeOf(film: Film): Place | undefined {
    const { rows, store, cache, writtenOf } = this.#deps
    const row = rows.get(film.row.id)
    if (row?.state === 'failed') return undefined
    if (row !== undefined && isComing(row)) {
      return { path: cache.partPath(partOf(row)), written: writtenOf(row.id) ?? row.done, isWhole: false }
    }
    // What a rule fetched leaves no row.
    const { fileId, sha256, size } = row ?? film.row
    const hash = sha256 ?? (fileId === undefined ? undefined : store.fileHashes.get(fileId)?.sha256)
    const path = hash === undefined ? undefined : cache.path(hash)
    return path === undefined ? undefined : { path, written: size, isWhole: true }
  }
}

const isComing = ({ state }: TransferRow): boolean => state === 'open' || state === 'paused'

function wake(film: Film): void {
  film.news++
  for (const resolve of [...film.wakes]) resolve()
}

/** Resolves when something has happened to it since, or nobody asks any more. */
async function nextNews(film: Film, seen: number, signal: AbortSignal): Promise<void> {
  if (film.news !== seen || signal.aborted) return
  await new Promise<void>((resolve) => {
    const done = (): void => {
      film.wakes.delete(done)
      signal.removeEventListener('abort', done)
      resolve()
    }
    film.wakes.add(done)
    signal.addEventListener('abort', done)
  })
}

async function headOf({ path, written }: Place, size: number): ReturnType<typeof filmHead> {
  const handle = await open(path, constants.O_RDONLY)
  try {
    return await filmHead(new FileReader(handle, size), written)
  } finally {
    await handle.close()
  }
}

/** Opened for each piece: the part is renamed when it is whole, and removed when it begins anew. `undefined`: it is not there. */
async function readAt(path: string, at: number, length: number): Promise<Uint8Array | undefined> {
  try {
    const handle = await open(path, constants.O_RDONLY)
    try {
      const { buffer, bytesRead } = await handle.read(new Uint8Array(length), 0, length, at)
      return buffer.subarray(0, bytesRead)
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}
