import { writeFile } from 'node:fs/promises'
import { avatarAddress, avatarFile } from '@shared/avatar-address'
import type { FileId } from '@shared/ids'
import { failed, ok, type Result } from '@shared/result'
import type { Square } from '@shared/square'
import type { ChatLink } from '../kinds/kind/chat-link'
import { isLasting } from '../kinds/kind/file-api'
import type { Clock } from '../lib/clock'
import { removePath } from '../lib/held-files'
import { diskFailure } from '../lib/json-file'
import type { Logger } from '../lib/logger'
import type { AvatarFolder } from './avatar-folder'
import { magicOfFile } from './magic'
import { isDrawable } from './picture-facts'
import { bringSmall, readSmall } from './small-file'

/** Bytes of a picture of a person or a group (PROTOCOL 9). */
const MAX_BYTES = 2 ** 20
/** Px of a face on this device: the largest that is shown, on a screen of twice the pixels. */
const SHOWN_EDGE = 256
/** Px of one of mine as it goes to the server. */
const SENT_EDGE = 640
const AT_ONCE = 4
/** Milliseconds until one that could not be had is asked for again. */
const AGAIN_MS = 60_000
/** Faces that are asked for and not here yet, and those that are remembered as unavailable: others send as many as they like. */
const MAX_WAITING = 500

/** The file is none, or takes down whoever decodes it. */
const HARMFUL: ReadonlySet<string> = new Set(['not_drawable', 'damaged', 'crashed', 'timed_out'])

/** Makes a face of a picture, where a file that is not what it says harms nothing. */
export interface FaceMaker {
  makeFace(path: string, mime: string, face: { readonly square?: Square | undefined; readonly edge: number }): Promise<Result<Uint8Array>>
}

export type AvatarsDeps = {
  readonly folder: AvatarFolder
  readonly link: Pick<ChatLink, 'files' | 'session' | 'features'>
  readonly maker: FaceMaker | undefined
  readonly clock: Clock
  readonly logger: Logger
}

type Face = { readonly path: string; readonly mime: string }

/**
 * Pictures of people and groups (PROTOCOL 9). The server's files alone are fetched: of a picture that lies elsewhere its
 * host would learn who looks at whom, and when (adr/030).
 */
export class Avatars {
  readonly #deps: AvatarsDeps
  readonly #stop = new AbortController()
  readonly #running = new Map<FileId, Promise<Face | undefined>>()
  /** Until when it is not asked for again, epoch ms. */
  readonly #lacking = new Map<FileId, number>()
  readonly #queue: (() => void)[] = []
  #busy = 0

  constructor(deps: AvatarsDeps) {
    this.#deps = deps
  }

  /** The face, fetched where it is not here yet; `undefined`: there is none to show, now. */
  async face(fileId: FileId): Promise<Face | undefined> {
    const { folder, link, clock } = this.#deps
    const path = folder.path(fileId)
    if (path !== undefined) return faceAt(path)
    const under = this.#running.get(fileId)
    if (under !== undefined) return under
    const isAskedFor = !this.#stop.signal.aborted && link.session !== undefined && link.features.files
    if (!isAskedFor || (this.#lacking.get(fileId) ?? 0) > clock.monotonic() || this.#running.size >= MAX_WAITING) return undefined
    const fetching = this.#inTurn(() => this.#fetch(fileId)).finally(() => this.#running.delete(fileId))
    this.#running.set(fileId, fetching)
    return fetching
  }

  /** Of an address that a person or a group has, if it is here: nothing is fetched. */
  held(address: string): string | undefined {
    const fileId = avatarFile(address)
    return fileId && this.#deps.folder.path(fileId)
  }

  /**
   * Makes a picture of the person's into one for themselves or a group, and brings it to the server; the address by which
   * it is to be set. Codes: those of `FileApi`, `not_online`, and `not_drawable` where it cannot be shown.
   */
  async bring({ path, mime }: Face, square: Square): Promise<Result<string>> {
    const { link, maker, folder, logger } = this.#deps
    if (link.session === undefined) return failed('not_online')
    if (!link.features.files || maker === undefined) return failed('unsupported')
    const made = await maker.makeFace(path, mime, { square, edge: SENT_EDGE })
    if (!made.ok) return failed('not_drawable', made.error.code)
    const bytes = made.value
    const sent = await bringSmall(link.files, { name: 'picture.jpg', mime: 'image/jpeg', bytes }, this.#stop.signal)
    if (!sent.ok) return sent
    const shown = await this.#shrink(sent.value, bytes)
    if (!shown.ok) logger.warn('a picture of mine is fetched once more', { code: shown.error.code })
    else await folder.put(sent.value, shown.value).catch(() => undefined)
    this.#lacking.delete(sent.value)
    return ok(avatarAddress(sent.value))
  }

  /** Bytes that were freed. Fails with the disk's codes. */
  async clear(): Promise<Result<number>> {
    try {
      return ok(await this.#deps.folder.clear())
    } catch (error) {
      return diskFailure(error)
    }
  }

  /** Twice is harmless. */
  close(): void {
    this.#stop.abort()
    for (const begin of this.#queue.splice(0)) begin()
  }

  async #fetch(fileId: FileId): Promise<Face | undefined> {
    if (this.#stop.signal.aborted) return undefined
    const face = await this.#bringDown(fileId)
    if (face.ok) return faceAt(face.value)
    if (!this.#stop.signal.aborted) this.#note(fileId, face.error.code)
    return undefined
  }

  async #bringDown(fileId: FileId): Promise<Result<string>> {
    const bytes = await readSmall(this.#deps.link.files, fileId, MAX_BYTES, this.#stop.signal)
    if (!bytes.ok) return bytes
    const made = await this.#shrink(fileId, bytes.value)
    if (!made.ok) return made
    try {
      return ok(await this.#deps.folder.put(fileId, made.value))
    } catch (error) {
      return diskFailure(error)
    }
  }

  /** By its bytes, whatever the server calls it. */
  async #shrink(fileId: FileId, bytes: Uint8Array): Promise<Result<Uint8Array>> {
    const { folder, maker } = this.#deps
    if (maker === undefined) return failed('unsupported')
    let part: string | undefined
    try {
      part = await folder.part()
      await writeFile(part, bytes, { mode: 0o600 })
      const mime = await magicOfFile(part)
      if (!(await isDrawable({ path: part, mime }))) return failed('not_drawable', `${fileId} is ${mime || 'nothing known'}`)
      return await maker.makeFace(part, mime, { edge: SHOWN_EDGE })
    } catch (error) {
      return diskFailure(error)
    } finally {
      if (part !== undefined) await removePath(part).catch(() => undefined)
    }
  }

  /** What will be the same at the next try is not tried again before the next start. */
  #note(fileId: FileId, code: string): void {
    const { clock, logger } = this.#deps
    logger.info('a picture of somebody could not be had', { fileId, code })
    for (const oldest of this.#lacking.keys()) {
      if (this.#lacking.size < MAX_WAITING) break
      this.#lacking.delete(oldest)
    }
    const isForGood = isLasting(code) || HARMFUL.has(code)
    this.#lacking.set(fileId, isForGood ? Number.POSITIVE_INFINITY : clock.monotonic() + AGAIN_MS)
  }

  async #inTurn<T>(run: () => Promise<T>): Promise<T> {
    if (this.#busy >= AT_ONCE) await new Promise<void>((begin) => this.#queue.push(begin))
    this.#busy++
    try {
      return await run()
    } finally {
      this.#busy--
      this.#queue.shift()?.()
    }
  }
}

const faceAt = (path: string): Face => ({ path, mime: 'image/jpeg' })
