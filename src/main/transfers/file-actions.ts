import { randomUUID } from 'node:crypto'
import { chmod, mkdir, readdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Dragged, FilePart } from '@shared/file'
import type { LocalId } from '@shared/ids'
import type { DeletedHere } from '@shared/library'
import { failed, ok, type Result } from '@shared/result'
import type { Clock } from '../lib/clock'
import { removePath } from '../lib/held-files'
import { diskFailure } from '../lib/json-file'
import type { StoredMessage } from '../store/message-row'
import type { Store } from '../store/store'
import type { StoreWriter } from '../store/store-writer'
import { awaitedSources } from './awaited-sources'
import { isNeverOpened } from './danger'
import { deleteHere } from './delete-here'
import type { FileCache } from './file-cache'
import { readPart } from './file-part'
import { layOut } from './lay-out'
import { markOfTheWeb } from './mark-of-the-web'
import { type MessageFiles, nameOf } from './message-file'
import { safeFileName } from './names'
import { copyOver, copyToNew } from './new-file'
import { pictureRoundMs } from './picture-round'

/** Where files are saved: the person is asked each time, the system's folder for downloads, one of their own, or where the last one went. */
export type SaveMode = 'ask' | 'downloads' | 'folder' | 'last'

/** What the system does with a file. */
export interface FileDesk {
  /** Resolves to what is wrong, empty when it was opened. */
  open(path: string): Promise<string>
  show(path: string): void
  /** Onto the clipboard, as a file. */
  copy(path: string): Promise<void>
  /** Hands files to the pointer that is held down, until it lets go of them. False: there is no window. */
  drag(paths: readonly string[]): Promise<boolean>
  /** What the window draws there, in px of its page: as a picture. False: there is no window. */
  copyDrawn(x: number, y: number): boolean
  /** The path that the person chose, where they agreed to replace what there is; `undefined`: they changed their mind. */
  askWhere(suggested: string): Promise<string | undefined>
  readonly downloadsDir: string
}

export type FileActionsOptions = {
  readonly store: Store
  readonly writer: Pick<StoreWriter, 'owe'>
  readonly files: MessageFiles
  readonly cache: FileCache
  readonly desk: FileDesk
  readonly saveMode: () => SaveMode
  /** Of the mode `folder`; empty: none was chosen. */
  readonly saveFolder: () => string
  /** Copies with a name that programs can open; emptied at the start. */
  readonly openedDir: string
  readonly clock: Pick<Clock, 'now'>
}

const LAST_FOLDER = 'files.lastFolder'
const TYPES: { readonly [type: string]: string | undefined } = { image: 'picture', video: 'video', sound: 'sound' }
const ENDINGS: { readonly [mime: string]: string | undefined } = {
  'image/jpeg': '.jpg',
  'image/png': '.png',
  'image/gif': '.gif',
  'image/webp': '.webp',
  'video/mp4': '.mp4',
  'audio/mpeg': '.mp3',
  'audio/mp4': '.m4a',
  'audio/ogg': '.ogg',
}

/** What a person does with the file of a message. Everywhere: `not_found`, `not_here`, and the disk's codes. */
export class FileActions {
  readonly #options: FileActionsOptions
  /** Copies for programs, by the message whose file each is. */
  readonly #laidOut = new Map<LocalId, readonly string[]>()

  constructor(options: FileActionsOptions) {
    this.#options = options
  }

  /** What the last run laid out for programs, but for what a person has copied and pasted, and is on its way from there. */
  async sweep(awaited: Iterable<string>): Promise<void> {
    const { openedDir } = this.#options
    const kept = new Set([...awaited].map((path) => dirname(path)))
    for (const name of await readdir(openedDir).catch((): string[] => [])) {
      const folder = join(openedDir, name)
      if (!kept.has(folder)) await removePath(folder, { recursive: true }).catch(() => undefined)
    }
  }

  /**
   * With the system's program. What runs is never opened (`never_opened`); of what else is dangerous the person is told
   * first (`dangerous`, with its kind as the message), and asks again.
   */
  async open(localId: LocalId, isSure = false): Promise<Result<void>> {
    const { files, desk } = this.#options
    const row = this.#row(localId)
    const danger = row && files.judge(row).danger
    const ready = await this.#named(localId)
    if (!ready.ok) return ready
    if (isNeverOpened(danger)) return failed('never_opened', danger)
    if (danger !== undefined && !isSure) return failed('dangerous', danger)
    const problem = await desk.open(ready.value)
    return problem === '' ? ok() : failed('no_application', problem)
  }

  /** Never in the place of another file, unless the person chose just that one. */
  async saveAs(localId: LocalId): Promise<Result<{ readonly saved: boolean }>> {
    const { files, desk } = this.#options
    const row = this.#row(localId)
    if (row === undefined) return failed('not_found')
    const place = files.place(row)
    if (place === undefined) return failed('not_here')
    const name = this.#name(row, place.mime)
    const folder = await this.#folder()
    let saved: Result<string>
    if (folder === undefined) {
      const chosen = await desk.askWhere(join(this.#lastFolder, name))
      if (chosen === undefined) return ok({ saved: false })
      saved = await copyOver(place.path, dirname(chosen), chosen)
    } else {
      saved = await this.#into(place.path, folder, name)
    }
    if (!saved.ok) return saved
    await markOfTheWeb(saved.value, this.#options.clock.now())
    return this.#noteSaved(row, saved.value)
  }

  show(localId: LocalId): Result<void> {
    const row = this.#row(localId)
    if (row === undefined) return failed('not_found')
    const path = this.#options.files.savedPath(row)
    if (path === undefined) return failed('not_here')
    this.#options.desk.show(path)
    return ok()
  }

  async copy(localId: LocalId): Promise<Result<void>> {
    const ready = await this.#named(localId)
    if (!ready.ok) return ready
    await this.#options.desk.copy(ready.value)
    return ok()
  }

  /**
   * Out of the window, to the desktop or another program, all that are here; each by a name of its own that lasts until the
   * next start, marked as a stranger's. What runs is left out: it is saved on purpose or not at all. Codes: `not_here`,
   * `never_opened` where nothing is left.
   */
  async drag(localIds: readonly LocalId[]): Promise<Result<Dragged>> {
    const { files, desk, clock, openedDir } = this.#options
    const rows = localIds.flatMap((localId) => this.#row(localId) ?? [])
    const places = rows.flatMap((row) => {
      const place = files.place(row)
      return place === undefined ? [] : [{ row, place }]
    })
    const allowed = places.filter(({ row, place }) => !isNeverOpened(files.judge(row, place).danger))
    const paths: string[] = []
    for (const { row, place } of allowed) {
      if (place.isOwn) paths.push(place.path)
      else {
        const laid = await layOut(place.path, openedDir, this.#name(row, place.mime))
        if (!laid.ok) return laid
        this.#noteLaidOut(row.localId, laid.value.folder)
        await markOfTheWeb(laid.value.path, clock.now())
        paths.push(laid.value.path)
      }
    }
    if (paths.length === 0) return failed(places.length === 0 ? 'not_here' : 'never_opened')
    if (!(await desk.drag(paths))) return failed('not_here')
    return ok({ dragged: paths.length, away: localIds.length - places.length, refused: places.length - allowed.length })
  }

  /** From this computer, as `delete-here` says. */
  deleteHere(localIds: readonly LocalId[]): Promise<Result<DeletedHere>> {
    const { store, files, cache } = this.#options
    return deleteHere({ store, files, cache, laidOut: { remove: (of) => this.#removeLaidOut(of) } }, localIds)
  }

  /** Bytes of it, for who shows it as a document: nothing of it is understood here. */
  async part(localId: LocalId, from: number, length: number): Promise<Result<FilePart>> {
    const row = this.#row(localId)
    const place = row === undefined ? undefined : this.#options.files.place(row)
    return place === undefined ? failed('not_here') : readPart(place.path, from, length)
  }

  /** Ms; read from what is here. */
  async gifRound(localId: LocalId): Promise<Result<number>> {
    const row = this.#row(localId)
    const place = row === undefined ? undefined : this.#options.files.place(row)
    if (place === undefined || !place.mime.startsWith('image/')) return failed('not_here')
    return ok(await pictureRoundMs(place.path))
  }

  /** By the page itself, which has it decoded: nobody's picture is decoded here. */
  copyDrawn(x: number, y: number): Result<void> {
    return this.#options.desk.copyDrawn(x, y) ? ok() : failed('not_here')
  }

  get #lastFolder(): string {
    return this.#options.store.settings.get<string>(LAST_FOLDER) ?? this.#options.desk.downloadsDir
  }

  /** `undefined`: the person is asked. So they are where the folder is gone, with the disk that was pulled out. */
  async #folder(): Promise<string | undefined> {
    const { desk, saveMode, saveFolder } = this.#options
    const mode = saveMode()
    if (mode === 'ask') return undefined
    if (mode === 'downloads') return desk.downloadsDir
    const folder = mode === 'last' ? this.#lastFolder : saveFolder()
    if (folder === desk.downloadsDir) return folder
    return (await isFolder(folder)) ? folder : undefined
  }

  #row(localId: LocalId): StoredMessage | undefined {
    const row = this.#options.store.messages.get(localId)
    return row !== undefined && this.#options.files.localFile(row) !== undefined ? row : undefined
  }

  /** A path under the file's own name: where the person has it, else a copy, which cannot be written to and is marked. */
  async #named(localId: LocalId): Promise<Result<string>> {
    const { files, openedDir, clock } = this.#options
    const row = this.#row(localId)
    if (row === undefined) return failed('not_found')
    const saved = files.savedPath(row)
    if (saved !== undefined) return ok(saved)
    const place = files.place(row)
    if (place === undefined) return failed('not_here')
    const folder = join(openedDir, randomUUID())
    const copied = await this.#into(place.path, folder, this.#name(row, place.mime))
    if (!copied.ok) return copied
    this.#noteLaidOut(localId, folder)
    await markOfTheWeb(copied.value, clock.now())
    await chmod(copied.value, 0o400).catch(() => undefined)
    return copied
  }

  #noteLaidOut(localId: LocalId, folder: string): void {
    this.#laidOut.set(localId, [...(this.#laidOut.get(localId) ?? []), folder])
  }

  /** Not one that was pasted and is on its way up; one that a program holds open stays until the next start. */
  async #removeLaidOut(localIds: readonly LocalId[]): Promise<void> {
    const awaited = new Set(awaitedSources(this.#options.store).map((path) => dirname(path)))
    for (const localId of localIds) {
      const folders = (this.#laidOut.get(localId) ?? []).filter((folder) => !awaited.has(folder))
      for (const folder of folders) await removePath(folder, { recursive: true }).catch(() => undefined)
      this.#laidOut.delete(localId)
    }
  }

  async #into(source: string, folder: string, name: string): Promise<Result<string>> {
    try {
      await mkdir(folder, { recursive: true })
    } catch (error) {
      return diskFailure(error)
    }
    return copyToNew(source, folder, name)
  }

  /** A picture may come without a name. */
  #name(row: StoredMessage, mime: string): string {
    const name = nameOf(row)
    return safeFileName(name === '' ? `${TYPES[row.type] ?? 'file'}-${row.localId}${ENDINGS[mime] ?? ''}` : name)
  }

  #noteSaved({ localId, conversationId }: StoredMessage, path: string): Result<{ readonly saved: boolean }> {
    const { store, writer } = this.#options
    // It is saved, whether or not that can be written down now.
    writer.owe(`saved ${localId}`, (changes) => {
      store.messageFiles.note(localId, { savedPath: path })
      store.settings.set(LAST_FOLDER, dirname(path))
      changes.noteMessage({ localId, conversationId })
    })
    return ok({ saved: true })
  }
}

function isFolder(path: string): Promise<boolean> {
  return path === ''
    ? Promise.resolve(false)
    : stat(path).then(
        (entry) => entry.isDirectory(),
        () => false,
      )
}
