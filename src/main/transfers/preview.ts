import { ok, type Result } from '@shared/result'
import { type FileApi, isLasting } from '../kinds/kind/file-api'
import type { Job } from './job'
import { bringSmall } from './small-file'

/** Bytes of a preview at most (PROTOCOL 9). */
const MAX_BYTES = 200 * 1024

/** A small picture of a file: at most 200 KiB and 800 px. `thumbHash` in base64. */
export type Preview = {
  readonly bytes: Uint8Array
  readonly mime: string
  readonly width: number
  readonly height: number
  /** Of a film: whole. */
  readonly seconds?: number
  readonly thumbHash: string
}

export interface PreviewMaker {
  make(path: string, mime: string): Promise<Result<Preview>>
}

/** Makes the preview of a picture or a video, and brings it up as a file of its own, once; a file goes without one, too. */
export class Previews {
  readonly #maker: PreviewMaker
  readonly #files: FileApi
  readonly #onMade: (job: Job, preview: Preview) => Result<void>
  /** Of this start: what could not be made is not made at each try. */
  readonly #tried = new Set<Job['row']['id']>()

  constructor(maker: PreviewMaker, files: FileApi, onMade: (job: Job, preview: Preview) => Result<void>) {
    this.#maker = maker
    this.#files = files
    this.#onMade = onMade
  }

  /** Fails only for what may be better at the next try: the link. */
  async prepare(job: Job): Promise<Result<void>> {
    const { id, mime, path, thumbId } = job.row
    if (thumbId !== undefined || path === undefined || !/^(image|video)\//.test(mime) || this.#tried.has(id)) return ok()
    const made = await this.#maker.make(path, mime)
    if (!made.ok || made.value.bytes.length > MAX_BYTES || made.value.bytes.length === 0) {
      this.#tried.add(id)
      return ok()
    }
    const told = this.#onMade(job, made.value)
    if (!told.ok) return told
    const sent = await bringSmall(this.#files, { name: 'preview', ...made.value }, job.signal)
    if (!sent.ok) return isLasting(sent.error.code) ? ok() : sent
    return job.save({ thumbId: sent.value })
  }
}
