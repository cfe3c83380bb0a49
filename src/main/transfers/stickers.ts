import { readFile, writeFile } from 'node:fs/promises'
import type { ChosenId } from '@shared/file'
import type { LocalId } from '@shared/ids'
import { failed, ok, type Result } from '@shared/result'
import { MAX_STICKERS, type Sticker, type StickerId } from '@shared/sticker'
import { diskFailure } from '../lib/json-file'
import { mediaUrl } from '../lib/media-address'
import type { Store } from '../store/store'
import type { StoreWriter } from '../store/store-writer'
import type { OutgoingFolder } from './outgoing-folder'
import type { SendableFiles } from './sendable-files'
import type { StickerFolder } from './sticker-folder'
import { stickerPicture, type StickerMaker } from './sticker-picture'

/** What is remembered of one; `mime` is what its bytes are. The last used is the first. */
type Kept = Pick<Sticker, 'id' | 'width' | 'height' | 'isMoving'> & { readonly mime: string; readonly bytes: number }

/** One list of the account, read and written whole: it is bounded, and its order is all that is asked of it. */
const KEY = 'stickers.kept'

const ENDINGS: { readonly [mime: string]: string | undefined } = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/apng': 'png',
  'image/webp': 'webp',
  'image/gif': 'gif',
}

type StickersDeps = StickerMaker & {
  readonly store: Store
  readonly writer: Pick<StoreWriter, 'commit'>
  readonly folder: StickerFolder
  readonly outgoing: OutgoingFolder
  readonly sendable: SendableFiles
  /** Where the picture of a message is; `undefined`: not here, or the message has none. */
  readonly pictureOf: (localId: LocalId) => string | undefined
}

/**
 * Pictures that a person keeps to send again (adr/034): the bytes in a folder of the account, which and in what order in its
 * store. What is removed can be had back until the app ends.
 */
export class Stickers {
  readonly #deps: StickersDeps
  /** Removed in this run, with where each stood. */
  readonly #removed = new Map<StickerId, { readonly kept: Kept; readonly index: number }>()

  constructor(deps: StickersDeps) {
    this.#deps = deps
  }

  /** Once, at the start. */
  sweep(): Promise<void> {
    return this.#deps.folder.sweep(new Set(this.#kept().map(({ id }) => id)))
  }

  /** The last used first; one whose bytes somebody has deleted is none. */
  list(): readonly Sticker[] {
    return this.#kept()
      .filter(({ id }) => this.#deps.folder.path(id) !== undefined)
      .map(({ id, width, height, isMoving }) => ({
        id,
        url: mediaUrl({ of: 'sticker', id }),
        width,
        height,
        ...(isMoving === true ? { isMoving } : {}),
      }))
  }

  /** Its bytes, to be shown. */
  picture(id: StickerId): { readonly path: string; readonly mime: string; readonly bytes: number } | undefined {
    const kept = this.#kept().find((each) => each.id === id) ?? this.#removed.get(id)?.kept
    const path = kept && this.#deps.folder.path(id)
    return kept === undefined || path === undefined ? undefined : { path, mime: kept.mime, bytes: kept.bytes }
  }

  /**
   * The picture of a message, before all others; one that is kept already comes first. Codes: `not_here`, `not_drawable`,
   * `sticker_too_large`, `stickers_full`, those of the disk and the store.
   */
  async keep(localId: LocalId): Promise<Result<readonly Sticker[]>> {
    const path = this.#deps.pictureOf(localId)
    return path === undefined ? failed('not_here') : this.#add(path)
  }

  /** A picture of this computer that the person chose, which is let go of then. Codes: `not_found`, those of `keep`. */
  async add(id: ChosenId): Promise<Result<readonly Sticker[]>> {
    const { sendable } = this.#deps
    const chosen = sendable.path(id)
    if (chosen === undefined) return failed('not_found')
    const added = await this.#add(chosen.path)
    await sendable.discard([id])
    return added
  }

  /** Code: `not_found`. */
  remove(id: StickerId): Result<readonly Sticker[]> {
    const kept = this.#kept()
    const index = kept.findIndex((each) => each.id === id)
    const one = kept[index]
    if (one === undefined) return failed('not_found')
    const saved = this.#save(kept.filter((each) => each !== one))
    if (saved.ok) this.#removed.set(id, { kept: one, index })
    return saved
  }

  /** Where it stood. Codes: `not_found`, `stickers_full`. */
  restore(id: StickerId): Result<readonly Sticker[]> {
    const removed = this.#removed.get(id)
    if (removed === undefined) return failed('not_found')
    const kept = this.#kept().filter((each) => each.id !== id)
    if (kept.length >= MAX_STICKERS) return failed('stickers_full')
    const saved = this.#save(kept.toSpliced(removed.index, 0, removed.kept))
    if (saved.ok) this.#removed.delete(id)
    return saved
  }

  /**
   * As what it can be sent: a copy, so that it may be removed while it is on its way. Codes: `not_found`, those of the disk,
   * and why such a file is not taken (`RefusedFile`).
   */
  async sendable(id: StickerId): Promise<Result<ChosenId>> {
    const { outgoing, sendable } = this.#deps
    const picture = this.picture(id)
    if (picture === undefined) return failed('not_found')
    try {
      const name = `sticker.${ENDINGS[picture.mime] ?? 'png'}`
      const bytes = await readFile(picture.path)
      const copy = await outgoing.make(name, (to) => writeFile(to, bytes, { mode: 0o600, flag: 'wx', flush: true }))
      const { files, refused } = await sendable.choose([copy])
      return files[0] === undefined ? failed(refused[0]?.code ?? 'not_found') : ok(files[0].id)
    } catch (error) {
      return diskFailure(error)
    }
  }

  /** It is not sent after all. */
  release(file: ChosenId): Promise<void> {
    return this.#deps.sendable.discard([file])
  }

  /** It was sent: the next time it stands first. */
  used(id: StickerId): Result<readonly Sticker[]> {
    const kept = this.#kept()
    const one = kept.find((each) => each.id === id)
    return one === undefined ? ok(this.list()) : this.#save([one, ...kept.filter((each) => each !== one)])
  }

  async #add(path: string): Promise<Result<readonly Sticker[]>> {
    const { folder } = this.#deps
    const made = await stickerPicture(path, this.#deps)
    if (!made.ok) return made
    const { id, bytes, mime, width, height, isMoving } = made.value
    if (this.#others(id).length >= MAX_STICKERS) return failed('stickers_full')
    try {
      await folder.put(id, bytes)
    } catch (error) {
      return diskFailure(error)
    }
    // While it was written others may have come.
    const others = this.#others(id)
    if (others.length >= MAX_STICKERS) return failed('stickers_full')
    this.#removed.delete(id)
    return this.#save([{ id, mime, bytes: bytes.length, width, height, ...(isMoving ? { isMoving } : {}) }, ...others])
  }

  #others(id: StickerId): readonly Kept[] {
    return this.#kept().filter((each) => each.id !== id)
  }

  #kept(): readonly Kept[] {
    return this.#deps.store.settings.get<readonly Kept[]>(KEY) ?? []
  }

  #save(kept: readonly Kept[]): Result<readonly Sticker[]> {
    const { store, writer } = this.#deps
    const saved = writer.commit(() => store.settings.set(KEY, kept.length === 0 ? undefined : kept))
    return saved.ok ? ok(this.list()) : saved
  }
}
