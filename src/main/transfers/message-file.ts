import type { Measured } from '@shared/decoding'
import type { FileFamily, FileLack, LocalFile, PictureFault } from '@shared/file'
import type { FileId, LocalId } from '@shared/ids'
import { isWave } from '@shared/wave'
import { entryAt } from '../lib/entry-at'
import { mediaUrl } from '../lib/media-address'
import type { StoredMessage } from '../store/message-row'
import type { MessagePlace } from '../store/changes'
import type { Store } from '../store/store'
import type { StoreWriter } from '../store/store-writer'
import { judgeFile } from './danger'
import type { FileCache } from './file-cache'
import { GivenAddresses } from './given-addresses'
import type { MeasuredFile } from './measurements'
import { FILE_TYPES, namedFile } from './shared-content'

/** What stands for a file that nobody named. */
const FAMILY_OF_TYPE: { readonly [type: string]: FileFamily | undefined } = { image: 'picture', video: 'video', sound: 'sound' }

/** By their bytes, pictures of which `picture-round` can tell. */
const MAY_MOVE: ReadonlySet<string> = new Set(['image/gif', 'image/apng', 'image/webp'])

const LACKS: { readonly [failCode: string]: FileLack | undefined } = {
  gone: 'gone',
  not_found: 'gone',
  refused: 'refused',
  forbidden: 'refused',
  too_large: 'too_large',
  unsafe_link: 'unsafe_link',
  unresolved_link: 'unresolved_link',
  damaged: 'damaged',
}

type Row = Pick<StoredMessage, 'localId' | 'type' | 'content'>
type PlacedRow = Row & MessagePlace & Pick<StoredMessage, 'isMine' | 'sentAt' | 'localAt'>

/** Where the bytes of a message's file are on this device; `isOwn`: where the person has them, not in the cache. */
export type FilePlace = { readonly path: string; readonly isOwn: boolean; readonly mime: string }

/** What this device has of the files of messages: asked for each message that is shown, so nothing here waits. */
export class MessageFiles {
  readonly #store: Store
  readonly #cache: FileCache
  /** A file that lies there was made for sending, and is none of the person's. */
  readonly #isOutgoing: (path: string) => boolean
  readonly #given = new GivenAddresses()
  readonly #faultOf: (sha256: string) => PictureFault | undefined
  readonly #measuredOf: (file: MeasuredFile) => Measured | undefined

  constructor(parts: {
    readonly store: Store
    readonly cache: FileCache
    readonly isOutgoing: (path: string) => boolean
    /** Of a picture of the cache that was tried and is not shown, or a film of which there is no poster. */
    readonly faultOf?: (sha256: string) => PictureFault | undefined
    /** What is found out of a film or a sound of which its sender said too little. */
    readonly measuredOf?: (file: MeasuredFile) => Measured | undefined
  }) {
    this.#store = parts.store
    this.#cache = parts.cache
    this.#isOutgoing = parts.isOutgoing
    this.#faultOf = parts.faultOf ?? (() => undefined)
    this.#measuredOf = parts.measuredOf ?? (() => undefined)
  }

  /** `undefined`: the message has none, or its content is all there is of it: nothing can be fetched or opened. */
  localFile(row: PlacedRow): LocalFile | undefined {
    if (!FILE_TYPES.has(row.type)) return undefined
    const place = this.place(row)
    const cached = place === undefined ? undefined : this.#cachedAt(row, place)
    const isAnywhere =
      place !== undefined || namedFile(row) !== undefined || this.#store.transfers.ofMessage(row.localId, 'up') !== undefined
    if (!isAnywhere) return undefined
    const thumb = this.#thumb(row)
    this.#given.note(
      row,
      [cached, thumb].filter((hash) => hash !== undefined),
    )
    const fault = cached === undefined ? undefined : this.#fault(row, cached)
    const judged = this.judge(row, place)
    const film = cached !== undefined && judged.danger === undefined && isFilm(row, place) ? cached : undefined
    const measured = cached === undefined || judged.danger !== undefined ? undefined : this.#measured(row, cached, place)
    const preview = thumb !== undefined ? mediaUrl({ of: 'file', id: thumb }) : film && mediaUrl({ of: 'poster', id: film })
    const lack = place === undefined ? this.#lack(row.localId) : undefined
    return {
      ...judged,
      ...(place === undefined
        ? {}
        : { mediaUrl: cached === undefined ? mediaUrl({ of: 'sent', id: String(row.localId) }) : mediaUrl({ of: 'file', id: cached }) }),
      ...(preview === undefined ? {} : { thumbUrl: preview }),
      ...(measured === undefined ? {} : { measured }),
      isSaved: this.savedPath(row) !== undefined,
      ...(place !== undefined && MAY_MOVE.has(place.mime) ? { mayMove: true } : {}),
      ...(this.#store.voices.isUnheard(row) ? { isUnheard: true } : {}),
      ...(fault === undefined ? {} : { fault }),
      ...(lack === undefined ? {} : { lack }),
    }
  }

  /** Bytes are here no more, or cannot be shown, by their hash: whoever has their address is told of its message as it is now. */
  tellAnew(hashes: ReadonlySet<string>, writer: Pick<StoreWriter, 'owe'>): void {
    const places = this.#given.of(hashes)
    if (places.length === 0) return
    // A key of its own: while nothing can be written, later news does not take the place of these.
    writer.owe(`file ${[...hashes][0]}`, (changes) => {
      for (const place of places) changes.noteMessage(place)
    })
  }

  /** By its name and, where they are here, its bytes. */
  judge(row: Row, place = this.place(row)): Pick<LocalFile, 'family' | 'danger'> {
    const judged = judgeFile(nameOf(row), place?.mime)
    const family = judged.family === 'other' ? (FAMILY_OF_TYPE[row.type] ?? 'other') : judged.family
    return judged.danger === undefined ? { family } : { family, danger: judged.danger }
  }

  /** `undefined`: they are not here, or not any more what they were. */
  place(row: Row): FilePlace | undefined {
    const hash = this.#hash(row)
    const cached = hash === undefined ? undefined : this.#cache.has(hash)
    if (hash !== undefined && cached !== undefined) {
      const path = this.#cache.path(hash)
      if (path !== undefined) return { path, isOwn: false, mime: cached.mime }
    }
    return this.sent(row.localId)
  }

  /** A file of mine, where I took it from. */
  sent(localId: LocalId): FilePlace | undefined {
    const upload = this.#store.transfers.ofMessage(localId, 'up')
    if (upload?.path === undefined) return undefined
    const found = entryAt(upload.path)
    const isSame = found?.isFile() === true && found.size === upload.size && Math.floor(found.mtimeMs) === upload.mtimeMs
    return isSame ? { path: upload.path, isOwn: !this.#isOutgoing(upload.path), mime: upload.mime } : undefined
  }

  /** Where the person finds it; `undefined`: nowhere, or not any more. */
  savedPath(row: Row): string | undefined {
    const { savedPath } = this.#store.messageFiles.get(row.localId)
    if (savedPath !== undefined && entryAt(savedPath)?.isFile() === true) return savedPath
    const sent = this.sent(row.localId)
    return sent?.isOwn === true ? sent.path : undefined
  }

  /** By which its bytes are in the cache; `undefined`: they are not, or not there. */
  cached(row: Row): string | undefined {
    const place = this.place(row)
    return place && this.#cachedAt(row, place)
  }

  /** The hash by which its bytes are in the cache; `undefined`: they are not those of the cache. */
  #cachedAt(row: Row, { isOwn, path }: FilePlace): string | undefined {
    const hash = this.#hash(row)
    return !isOwn && hash !== undefined && this.#cache.path(hash) === path ? hash : undefined
  }

  /** What the server said of the file counts before what its sender said. */
  #hash({ localId, content }: Row): string | undefined {
    const fileId = textOf(content, 'file_id')
    const known = fileId === undefined ? undefined : this.#store.fileHashes.get(fileId as FileId)?.sha256
    return known ?? textOf(content, 'sha256') ?? this.#store.messageFiles.get(localId).sha256
  }

  #thumb({ localId, content }: Row): string | undefined {
    const thumbId = textOf(content, 'thumb_id')
    const known = thumbId === undefined ? undefined : this.#store.fileHashes.get(thumbId as FileId)?.sha256
    const hash = known ?? this.#store.messageFiles.get(localId).thumbSha256
    return hash !== undefined && this.#cache.has(hash) !== undefined && this.#faultOf(hash) === undefined ? hash : undefined
  }

  /** A film that takes too long, or too much, for its poster plays all the same. */
  #fault(row: Row, cached: string): PictureFault | undefined {
    const fault = this.#faultOf(cached)
    return row.type === 'video' && fault !== 'broken' && fault !== 'crashed' ? undefined : fault
  }

  #measured({ type, content }: Row, sha256: string, place: FilePlace | undefined): Measured | undefined {
    const has = (key: string): boolean => Object.hasOwn(content, key) && Number(content[key]) > 0
    const isSaid = type === 'video' ? has('seconds') && has('width') && has('height') : has('seconds') && isWave(content['wave'])
    if (place === undefined || isSaid || (type !== 'video' && type !== 'sound')) return undefined
    return this.#measuredOf({ sha256, path: place.path, mime: place.mime, of: type === 'video' ? 'film' : 'sound' })
  }

  #lack(localId: LocalId): FileLack | undefined {
    const download = this.#store.transfers.ofMessage(localId, 'down')
    return download?.state === 'failed' ? LACKS[download.failCode ?? ''] : undefined
  }
}

const isFilm = ({ type }: Row, place: FilePlace | undefined): boolean => type === 'video' && place?.mime.startsWith('video/') === true

/** As its sender called it; empty where they did not. */
export function nameOf({ content }: Pick<Row, 'content'>): string {
  return textOf(content, 'name') ?? ''
}

function textOf(content: Row['content'], key: string): string | undefined {
  const value = Object.hasOwn(content, key) ? content[key] : undefined
  return typeof value === 'string' && value !== '' ? value : undefined
}
