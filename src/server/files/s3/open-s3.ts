import type { ServerClock } from '../../clock'
import type { FileStore } from '../../store/file-store'
import type { FileStorage } from '../file-storage'
import { checkOffice } from '../office-marker'
import { Bucket } from './bucket'
import { type S3Options, s3Address } from './s3-options'
import { MARKER_KEY, S3Storage } from './s3-storage'

/** Of the marker, bytes that are read. */
const MARKER_END = 255

/**
 * Files in a bucket: it can be written to, and is this office's, whose number stands in it from now on.
 *
 * @throws Error naming the bucket
 */
export async function openS3(options: S3Options, store: Pick<FileStore, 'secret'>, clock: ServerClock): Promise<FileStorage> {
  const bucket = await Bucket.open(options)
  const storage = new S3Storage(bucket)
  const marker = {
    kind: 'bucket' as const,
    name: `${s3Address(options)}/${MARKER_KEY}`,
    read: async () => {
      const body = await bucket.read(MARKER_KEY, { start: 0, end: MARKER_END })
      return body && (await textOf(body))
    },
    write: (number: string) => bucket.put(MARKER_KEY, Buffer.from(number)),
  }
  try {
    await storage.check()
    await checkOffice(marker, store, clock)
  } catch (error) {
    bucket.close()
    throw cannotBeUsed(options, error)
  }
  return storage
}

/**
 * An empty bucket, or one that files were copied into before any server used it.
 *
 * @throws Error naming the bucket
 */
export async function openUnusedS3(options: S3Options): Promise<FileStorage> {
  const bucket = await Bucket.open(options)
  try {
    if ((await bucket.size(MARKER_KEY)) !== undefined) throw new Error('a server has files there already')
    const storage = new S3Storage(bucket)
    await storage.check()
    return storage
  } catch (error) {
    bucket.close()
    throw cannotBeUsed(options, error)
  }
}

function cannotBeUsed(options: S3Options, cause: unknown): Error {
  return new Error(`--s3: ${s3Address(options)} cannot be used: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = []
  for await (const piece of body) pieces.push(piece)
  return Buffer.concat(pieces).toString('utf8')
}
