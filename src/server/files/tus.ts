import { Server } from '@tus/server'
import { DataStore, ERRORS, Upload } from '@tus/utils'
import { FILES_PATH } from '@protocol/file-links'
import { RefusedError } from '../world/session'
import { newFileId } from './file-id'
import { refused } from './refusals'
import { readFacts } from './upload-metadata'
import type { UploadLocks } from './upload-locks'
import type { Uploads } from './uploads'

/** Whose request it is, and of which upload. */
type Work = { readonly uploaderId: string; fileId: string | undefined }

/** An answer of tus 1.0.0. */
export type TusAnswer = { readonly status: number; readonly headers: Readonly<Record<string, string>> }

/** Milliseconds from the word to stop to the end of what had come by then; it cannot be 0. */
const DRAIN_MS = 1

/** The headers of an answer that are ours to give; the library also speaks to pages of other origins, which we never do. */
const HEADERS = ['tus-resumable', 'location', 'upload-offset', 'upload-length', 'upload-metadata', 'cache-control'] as const

/** tus 1.0.0 over `Uploads` (PROTOCOL 9): creation, creation-with-upload, termination; who expires is decided there. */
export class Tus {
  readonly #server: Server
  readonly #store: TusStore
  readonly #works = new WeakMap<Request, Work>()

  constructor(uploads: Uploads, locks: UploadLocks, maxFileBytes: number) {
    this.#store = new TusStore(uploads)
    this.#server = new Server({
      path: FILES_PATH.slice(0, -1),
      datastore: this.#store,
      locker: locks,
      lockDrainTimeout: DRAIN_MS,
      relativeLocation: true,
      maxSize: maxFileBytes,
      namingFunction: newFileId,
      onUploadCreate: async (request, { id, metadata, size = 0 }) => {
        const work = this.#works.get(request)!
        await uploads.begin(id, work.uploaderId, readFacts(metadata ?? {}), size)
        work.fileId = id
        return {}
      },
      onResponseError: (_request, error) => {
        throw refusalOf(error)
      },
    })
  }

  /**
   * @param fileId of an upload that was begun
   * @throws RefusedError with the codes of PROTOCOL 9
   */
  async answer(uploaderId: string, fileId: string | undefined, request: Request): Promise<TusAnswer> {
    const work: Work = { uploaderId, fileId }
    this.#works.set(request, work)
    const { status, headers, body } = await this.#server.handleWeb(request).catch((error: unknown) => {
      throw this.#store.failureOf(work.fileId) ?? error
    })
    if (status >= 400) throw headerRefusal(status, await new Response(body).text())
    const told = HEADERS.flatMap((name) => {
      const value = headers.get(name)
      return value === null ? [] : [[name, value] as const]
    })
    return { status, headers: Object.fromEntries(told) }
  }
}

/** What the library asks of a store. */
class TusStore extends DataStore {
  override extensions = ['creation', 'creation-with-upload', 'termination']
  readonly #uploads: Uploads
  readonly #failures = new Map<string, unknown>()

  constructor(uploads: Uploads) {
    super()
    this.#uploads = uploads
  }

  override async create(upload: Upload): Promise<Upload> {
    await this.#uploads.create(upload.id)
    return upload
  }

  /** What a write failed with, once: the library takes a reader that stops for a request that was broken off. */
  failureOf(fileId = ''): unknown {
    const failure = this.#failures.get(fileId)
    this.#failures.delete(fileId)
    return failure
  }

  override async write(chunks: AsyncIterable<Uint8Array>, fileId: string, offset: number): Promise<number> {
    try {
      return await this.#uploads.append(fileId, offset, chunks)
    } catch (error) {
      if (error instanceof RefusedError) this.#failures.set(fileId, error)
      throw error
    }
  }

  override async getUpload(fileId: string): Promise<Upload> {
    const { size, offset } = await this.#uploads.progress(fileId)
    return new Upload({ id: fileId, size, offset })
  }

  override remove(fileId: string): Promise<void> {
    return this.#uploads.discard(fileId)
  }
}

type TusError = { readonly status_code?: number; readonly body?: string }

function refusalOf(error: unknown): unknown {
  if (error instanceof RefusedError) return error
  if (error === ERRORS.INVALID_OFFSET) return refused('wrong_offset', 'the upload goes on at another byte: ask where')
  if (error === ERRORS.ABORTED) return refused('locked', 'the upload went on over another connection')
  const { status_code: status, body = '' } = error as TusError
  if (status === 413) return refused('too_large', 'it is larger than it may be, or than was announced')
  return status === undefined || status >= 500 ? error : headerRefusal(status, body)
}

/** What the library refuses by the headers alone. */
function headerRefusal(status: number, body: string): RefusedError {
  if (/upload-metadata/i.test(body)) return refused('bad_metadata', 'Upload-Metadata is none')
  return new RefusedError(status === 404 ? 'not_found' : 'bad_request', body.trim(), status)
}
