import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { type ByteRange, type FileStorage, type OpenContent, StorageUnavailableError } from '../file-storage'
import { type Bucket, type ListedObject, unavailable } from './bucket'
import { HeldBytes, SegmentWriter } from './segment-writer'
import { bytesOf, chainOf, removalOrder, type Segment, SEGMENT_BYTES, segmentName, segmentOf } from './segments'

/** Objects that are asked for at once. */
const AT_ONCE = 8
/** Milliseconds that a question after its health may take. */
const HEALTH_MS = 5000

/** Names the office whose files are in the bucket. */
export const MARKER_KEY = 'office'

/**
 * ```
 *   parts/f_…/00000.5242880   uploads, growing: each segment but the last is full
 *   content/ab/abcd…          whole files, by their SHA-256, as in a folder
 *   office                    whose they are
 * ```
 * Nothing of an upload is known to this process alone: any other goes on where the bucket says that it ends.
 */
export class S3Storage implements FileStorage {
  readonly #bucket: Bucket
  readonly #held: HeldBytes

  constructor(bucket: Bucket, held = new HeldBytes()) {
    this.#bucket = bucket
    this.#held = held
  }

  /** Writes an object and removes it. @throws StorageUnavailableError */
  async check(): Promise<void> {
    const key = `parts/probe-${randomBytes(8).toString('hex')}`
    await this.#bucket.put(key, Buffer.alloc(0))
    await this.#bucket.remove(key)
  }

  async createPart(fileId: string): Promise<void> {
    await this.#bucket.put(segmentKey(fileId, { index: 0, bytes: 0 }), Buffer.alloc(0))
  }

  async partBytes(fileId: string): Promise<number | undefined> {
    const chain = await this.#chain(fileId)
    return chain && bytesOf(chain)
  }

  async append(fileId: string, offset: number, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    const chain = await this.#chain(fileId)
    if (chain === undefined || bytesOf(chain) !== offset) throw new StorageUnavailableError('an upload ends elsewhere than it did')
    const last = chain.at(-1)!
    const tail = last.bytes < SEGMENT_BYTES ? last : { index: last.index + 1, bytes: 0 }
    const writer = new SegmentWriter(this.#bucket, partKey(fileId), this.#held, tail)
    try {
      await writer.begin()
      try {
        for await (const chunk of chunks) await writer.write(chunk)
      } finally {
        // Also of a request that was broken off: what came is kept.
        await writer.flush()
      }
    } finally {
      writer.release()
    }
  }

  async *readPart(fileId: string): AsyncIterable<Uint8Array> {
    for (const segment of await this.#wholeChain(fileId)) yield* this.#bytes(segmentKey(fileId, segment))
  }

  async removePart(fileId: string): Promise<void> {
    const segments = removalOrder(await this.#segments(fileId))
    const first = segments.filter(({ index }) => index === 0)
    for (const segment of first) await this.#bucket.remove(segmentKey(fileId, segment))
    await eachOf(segments.slice(first.length), (segment) => this.#bucket.remove(segmentKey(fileId, segment)))
  }

  async place(fileId: string, sha256: string): Promise<void> {
    const key = contentKey(sha256)
    if ((await this.#bucket.size(key)) === undefined) await this.#join(fileId, key)
    await this.removePart(fileId)
  }

  async open(sha256: string): Promise<OpenContent | undefined> {
    const key = contentKey(sha256)
    const size = await this.#bucket.size(key)
    if (size === undefined) return undefined
    return { size, stream: (range, onClosed) => this.#stream(key, range, onClosed), close: async () => undefined }
  }

  async removeContent(sha256: string): Promise<void> {
    await this.#bucket.remove(contentKey(sha256))
  }

  async *parts(before: number): AsyncIterable<string> {
    // What a kill left of putting files together goes with them: S3 keeps it, and has it paid, for ever.
    for await (const { key, id } of this.#bucket.joins('content/', before)) await this.#bucket.dropJoin(key, id)
    let current: ListedObject | undefined
    for await (const { key, modifiedAt } of this.#bucket.list('parts/')) {
      const fileId = key.split('/')[1]!
      if (current !== undefined && current.key !== fileId && current.modifiedAt < before) yield current.key
      current = { key: fileId, modifiedAt: current?.key === fileId ? Math.max(current.modifiedAt, modifiedAt) : modifiedAt }
    }
    if (current !== undefined && current.modifiedAt < before) yield current.key
  }

  async *contents(before: number): AsyncIterable<string> {
    for await (const { key, modifiedAt } of this.#bucket.list('content/')) if (modifiedAt < before) yield key.split('/').at(-1)!
  }

  async illness(): Promise<string | undefined> {
    try {
      const marker = await this.#bucket.read(MARKER_KEY, undefined, AbortSignal.timeout(HEALTH_MS))
      let bytes = 0
      for await (const piece of marker ?? []) bytes += piece.length
      return bytes === 0 ? 'the bucket of files is not the one that it was' : undefined
    } catch (error) {
      return `the bucket of files cannot be used: ${unavailable(error).message}`
    }
  }

  async close(): Promise<void> {
    this.#bucket.close()
  }

  /** Copies the segments into one object, within the bucket. */
  async #join(fileId: string, key: string): Promise<void> {
    const chain = await this.#wholeChain(fileId)
    if (chain.length === 1) return this.#bucket.copy(segmentKey(fileId, chain[0]!), key)
    const id = await this.#bucket.beginJoin(key)
    try {
      const tags: (string | undefined)[] = []
      const parts = chain.filter(({ bytes }) => bytes > 0)
      await eachOf(parts, async (segment) => {
        tags[segment.index] = await this.#bucket.join(key, id, segment.index + 1, segmentKey(fileId, segment))
      })
      await this.#bucket.endJoin(key, id, tags)
    } catch (error) {
      await this.#bucket.dropJoin(key, id).catch(() => undefined)
      throw error
    }
  }

  #stream(key: string, range: ByteRange, onClosed: (bytesRead: number) => void): Readable {
    let bytesRead = 0
    const abort = new AbortController()
    const stream = Readable.from(
      counted(this.#bytes(key, range, abort.signal), (bytes) => (bytesRead += bytes)),
      { objectMode: false },
    )
    return stream.once('close', () => {
      abort.abort()
      onClosed(bytesRead)
    })
  }

  async *#bytes(key: string, range?: ByteRange, signal?: AbortSignal): AsyncIterable<Uint8Array> {
    const body = await this.#bucket.read(key, range, signal)
    if (body === undefined) throw new StorageUnavailableError('an object of a file is gone')
    yield* body
  }

  async #segments(fileId: string): Promise<readonly Segment[]> {
    const segments: Segment[] = []
    const below = partKey(fileId)
    for await (const { key } of this.#bucket.list(below)) {
      const segment = segmentOf(key.slice(below.length))
      if (segment !== undefined) segments.push(segment)
    }
    return segments
  }

  async #chain(fileId: string): Promise<readonly Segment[] | undefined> {
    return chainOf(await this.#segments(fileId))
  }

  async #wholeChain(fileId: string): Promise<readonly Segment[]> {
    const chain = await this.#chain(fileId)
    if (chain === undefined) throw new StorageUnavailableError('an upload is gone')
    return chain
  }
}

function partKey(fileId: string): string {
  return `parts/${fileId}/`
}

function segmentKey(fileId: string, segment: Segment): string {
  return partKey(fileId) + segmentName(segment)
}

function contentKey(sha256: string): string {
  return `content/${sha256.slice(0, 2)}/${sha256}`
}

async function* counted(chunks: AsyncIterable<Uint8Array>, onBytes: (bytes: number) => void): AsyncIterable<Uint8Array> {
  for await (const chunk of chunks) {
    onBytes(chunk.length)
    yield chunk
  }
}

/** A few at once; the first failure is told when those that were begun have ended. */
async function eachOf<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = items.values()
  let failure: { readonly error: unknown } | undefined
  const worker = async (): Promise<void> => {
    for (const item of waiting) {
      if (failure !== undefined) return
      await work(item).catch((error: unknown) => (failure ??= { error }))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  if (failure !== undefined) throw failure.error
}
