import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { type Choice, type ChosenFile, type ChosenId, MAX_CHOSEN_FILES, type RefusedFile } from '@shared/file'
import type { PictureEdits } from '@shared/picture-edits'
import { failed, ok, type Result } from '@shared/result'
import type { Clock } from '../lib/clock'
import { diskFailure } from '../lib/json-file'
import { localDate } from '../lib/local-time'
import { mediaUrl } from '../lib/media-address'
import { lookAtFile } from './chosen-file-facts'
import { judgeFile } from './danger'
import { editedCopy } from './edited-copy'
import { magicOf } from './magic'
import type { OutgoingFolder } from './outgoing-folder'
import type { PictureDrawer } from './picture-drawer'
import { pictureFacts } from './picture-facts'

/** Files that are remembered at a time: a page that forgets to discard them does not fill the memory. */
const MAX_REMEMBERED = 500
/** Image data of the clipboard, in bytes. */
export const MAX_PASTED_BYTES = 64 * 2 ** 20

const PASTED_TYPES: ReadonlyMap<string, string> = new Map([
  ['image/png', 'png'],
  ['image/jpeg', 'jpg'],
])

/** A file that goes: as it was when it was chosen. */
export type SendableFile = {
  readonly id: ChosenId
  readonly path: string
  readonly name: string
  /** Bytes. */
  readonly size: number
  readonly mime: string
  /** Epoch ms, whole. */
  readonly mtimeMs: number
  /** Edges in px, rotation applied. */
  readonly picture?: { readonly width: number; readonly height: number }
  /** It was spoken into the composer. */
  readonly voice?: SpokenFile
}

/** What a recording says of itself: its length in s, fractions too, and its 64 levels. */
export type SpokenFile = { readonly seconds: number; readonly wave: string; readonly mime: string }

export type SendableFilesOptions = {
  /** Where pasted pictures wait until they are sent. */
  readonly outgoing: OutgoingFolder
  /** Bytes of a file at most, as the server says it now. */
  readonly maxFileBytes: () => number
  readonly clock: Pick<Clock, 'now'>
  /** Without it nothing can be edited. */
  readonly drawer?: PictureDrawer | undefined
}

/**
 * Files that the person gave and that are not sent yet: by the system's dialog, dropped, or pasted. The page knows each by
 * a token and never by its path (for files that settings name, see `ipc/chosen-files`). Forgotten with the app.
 */
export class SendableFiles {
  readonly #options: SendableFilesOptions
  /** Oldest first. */
  readonly #files = new Map<ChosenId, SendableFile>()

  constructor(options: SendableFilesOptions) {
    this.#options = options
  }

  /** A recording of the person's own, which is kept until it is sent or discarded. */
  async addVoice(path: string, voice: SpokenFile): Promise<Result<ChosenId>> {
    const found = await lookAtFile(path, this.#options.maxFileBytes())
    if (!found.ok) return failed(found.error.code)
    const { name, size, mtimeMs } = found.value
    const id = randomUUID()
    this.#remember({ id, path, name, size, mime: voice.mime, mtimeMs, voice })
    return ok(id)
  }

  /** What of these can be sent, in the order given, and why not the rest. */
  async choose(paths: readonly string[]): Promise<Choice> {
    const taken = paths.slice(0, MAX_CHOSEN_FILES)
    const outcomes = await Promise.all(taken.map((path) => this.#choose(path)))
    const files = outcomes.flatMap((outcome) => ('id' in outcome ? [outcome] : []))
    const refused = outcomes.flatMap((outcome) => ('id' in outcome ? [] : [outcome]))
    const over = paths.slice(MAX_CHOSEN_FILES, 2 * MAX_CHOSEN_FILES).map((path) => ({ name: basename(path), code: 'too_many' as const }))
    return { files, refused: [...refused, ...over] }
  }

  /**
   * A picture from the clipboard, or of a screen; kept in a file until it is sent. What is not what it says, or no PNG or JPEG, is refused
   * (`not_a_file`). Fails with `disk_full`, `read_only`, `io_failed`.
   * @param what its name begins with
   */
  async paste({ bytes, mime }: { readonly bytes: Uint8Array; readonly mime: string }, what = 'image'): Promise<Result<Choice>> {
    const ending = PASTED_TYPES.get(mime)
    const name = `${what}-${stamp(this.#options.clock.now())}.${ending ?? 'png'}`
    const refuse = (code: RefusedFile['code']): Result<Choice> => ok({ files: [], refused: [{ name, code }] })
    if (bytes.length === 0) return refuse('empty')
    if (bytes.length > MAX_PASTED_BYTES) return refuse('too_large')
    if (ending === undefined || (await magicOf(bytes)) !== mime) return refuse('not_a_file')
    try {
      const write = (path: string): Promise<void> => writeFile(path, bytes, { mode: 0o600, flag: 'wx', flush: true })
      return ok(await this.choose([await this.#options.outgoing.make(name, write)]))
    } catch (error) {
      return diskFailure(error)
    }
  }

  /**
   * One of them as it was edited: a file of its own, the other stays known. Codes: `not_found`, `not_drawable` for what cannot
   * be decoded, or gave something else; those of the disk.
   */
  async edit(id: ChosenId, edits: PictureEdits): Promise<Result<Choice>> {
    const file = this.#files.get(id)
    if (file?.picture === undefined) return failed('not_found')
    const copy = await editedCopy({ ...file, picture: file.picture }, edits, this.#options)
    return copy.ok ? ok(await this.choose([copy.value])) : copy
  }

  /** Forgets them and hands them over, all or none (`not_found`): pasted ones stay on disk until they are released. */
  take(ids: readonly ChosenId[]): Result<readonly SendableFile[]> {
    const files = ids.map((id) => this.#files.get(id))
    if (new Set(ids).size !== ids.length) return failed('not_found', 'named twice')
    if (!files.every((file) => file !== undefined)) return failed('not_found')
    for (const id of ids) this.#files.delete(id)
    return ok(files)
  }

  /** What was taken could not be sent: it is known again. */
  giveBack(files: readonly SendableFile[]): void {
    for (const file of files) this.#remember(file)
  }

  /** The person does not want to send them after all. */
  async discard(ids: readonly ChosenId[]): Promise<void> {
    for (const id of ids) {
      const file = this.#files.get(id)
      this.#files.delete(id)
      if (file !== undefined) await this.#options.outgoing.release(file.path)
    }
  }

  /** Where the file of a token is, for its preview. */
  path(id: ChosenId): { readonly path: string; readonly mime: string } | undefined {
    return this.#files.get(id)
  }

  async #choose(path: string): Promise<ChosenFile | RefusedFile> {
    const found = await lookAtFile(path, this.#options.maxFileBytes())
    if (!found.ok) return { name: basename(path).normalize('NFC'), code: found.error.code }
    const { name, size, mime, mtimeMs, magic } = found.value
    const { family, danger } = judgeFile(name, magic)
    const picture = danger === undefined ? await pictureFacts(path, magic) : undefined
    const file: SendableFile = { id: randomUUID(), path, name, size, mime, mtimeMs, ...(picture === undefined ? {} : { picture }) }
    this.#remember(file)
    return {
      id: file.id,
      name,
      size,
      mime,
      family,
      ...(danger === undefined ? {} : { danger }),
      ...(danger === undefined && mime.startsWith('video/') ? { film: { posterUrl: mediaUrl({ of: 'chosen', id: file.id }) } } : {}),
      ...(picture === undefined ? {} : { picture: { ...picture, previewUrl: mediaUrl({ of: 'chosen', id: file.id }) } }),
    }
  }

  #remember(file: SendableFile): void {
    this.#files.set(file.id, file)
    for (const [id, { path, voice }] of this.#files) {
      if (this.#files.size <= MAX_REMEMBERED) break
      if (voice !== undefined) continue
      this.#files.delete(id)
      void this.#options.outgoing.release(path)
    }
  }
}

/** `YYYYMMDD-HHMMSS` by the clock on the wall. @param now epoch ms */
export function stamp(now: number): string {
  const at = localDate(now)
  const two = (value: number): string => String(value).padStart(2, '0')
  const day = `${at.getFullYear()}${two(at.getMonth() + 1)}${two(at.getDate())}`
  return `${day}-${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`
}
