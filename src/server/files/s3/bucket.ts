import type { Readable } from 'node:stream'
import type * as Sdk from '@aws-sdk/client-s3'
import { type ByteRange, StorageUnavailableError } from '../file-storage'
import type { S3Options } from './s3-options'

/** Milliseconds for a connection, for a question up to its answer's head, and of silence within the answer. */
const CONNECT_MS = 3000
const ANSWER_MS = 60_000
const SILENCE_MS = 20_000
/** Of a question that failed by the network or the store's own fault, the first included. */
const ATTEMPTS = 3
/** Each request that reads or writes a file may hold one, and there are fewer of those (`FilesLimits`): nobody waits for another. */
const SOCKETS = 4096

export type ListedObject = { readonly key: string; readonly modifiedAt: number }

/**
 * A bucket, from the office's prefix on: the questions that files ask, in their words. Keys are without the prefix. Whatever it
 * fails with is a StorageUnavailableError, which has the name of what happened and nothing of the credentials.
 */
export class Bucket {
  readonly #sdk: typeof Sdk
  readonly #client: Sdk.S3Client
  readonly #bucket: string
  readonly #prefix: string

  private constructor(sdk: typeof Sdk, client: Sdk.S3Client, { bucket, prefix }: S3Options) {
    this.#sdk = sdk
    this.#client = client
    this.#bucket = bucket
    this.#prefix = prefix === '' ? '' : `${prefix}/`
  }

  /**
   * Asks nothing yet.
   *
   * @throws Error when this build has no SDK
   */
  static async open(options: S3Options): Promise<Bucket> {
    // Whoever has a folder loads nothing of it.
    const sdk = await import('@aws-sdk/client-s3').catch((cause: unknown) => {
      throw new Error('--s3: this build cannot speak S3: the package "@aws-sdk/client-s3" is not beside it', { cause })
    })
    const { endpoint, region, pathStyle, credentials } = options
    const client = new sdk.S3Client({
      region,
      endpoint,
      forcePathStyle: pathStyle,
      credentials: credentials && { accessKeyId: credentials.keyId, secretAccessKey: credentials.secret },
      maxAttempts: ATTEMPTS,
      responseChecksumValidation: 'WHEN_REQUIRED',
      requestHandler: {
        connectionTimeout: CONNECT_MS,
        requestTimeout: ANSWER_MS,
        throwOnRequestTimeout: true,
        httpAgent: { keepAlive: true, maxSockets: SOCKETS },
        httpsAgent: { keepAlive: true, maxSockets: SOCKETS },
      },
    })
    return new Bucket(sdk, client, options)
  }

  async put(key: string, body: Uint8Array): Promise<void> {
    await told(this.#client.send(new this.#sdk.PutObjectCommand({ ...this.#at(key), Body: body })))
  }

  /** Its size in bytes; `undefined`: there is none. */
  async size(key: string): Promise<number | undefined> {
    const answer = await unlessMissing(this.#client.send(new this.#sdk.HeadObjectCommand(this.#at(key))))
    return answer && (answer.ContentLength ?? 0)
  }

  /** `undefined`: there is none. Whoever gets it reads it, to its end or as far as they like. */
  async read(key: string, range?: ByteRange, abortSignal?: AbortSignal): Promise<AsyncIterable<Uint8Array> | undefined> {
    const Range = range && `bytes=${range.start}-${range.end}`
    const command = new this.#sdk.GetObjectCommand({ ...this.#at(key), Range })
    const answer = await unlessMissing(this.#client.send(command, { abortSignal }))
    return answer && unlessSilent(answer.Body as Readable)
  }

  /** None is no error. */
  async remove(key: string): Promise<void> {
    await unlessMissing(this.#client.send(new this.#sdk.DeleteObjectCommand(this.#at(key))))
  }

  /** Everything below a key, in the order of the keys. */
  async *list(below: string): AsyncIterable<ListedObject> {
    let ContinuationToken: string | undefined
    do {
      const command = new this.#sdk.ListObjectsV2Command({ Bucket: this.#bucket, Prefix: this.#prefix + below, ContinuationToken })
      const answer = await told(this.#client.send(command))
      for (const { Key = '', LastModified } of answer.Contents ?? [])
        yield { key: Key.slice(this.#prefix.length), modifiedAt: LastModified?.getTime() ?? Infinity }
      ContinuationToken = answer.IsTruncated === true ? answer.NextContinuationToken : undefined
    } while (ContinuationToken !== undefined)
  }

  async copy(from: string, to: string): Promise<void> {
    await told(this.#client.send(new this.#sdk.CopyObjectCommand({ ...this.#at(to), CopySource: this.#source(from) })))
  }

  /** Begins an object that is put together of others; returns the number of that. */
  async beginJoin(key: string): Promise<string> {
    const { UploadId } = await told(this.#client.send(new this.#sdk.CreateMultipartUploadCommand(this.#at(key))))
    if (UploadId === undefined) throw new StorageUnavailableError('the bucket gave no UploadId')
    return UploadId
  }

  /** @param part from 1 on */
  async join(key: string, UploadId: string, part: number, from: string): Promise<string | undefined> {
    const where = { ...this.#at(key), UploadId, PartNumber: part, CopySource: this.#source(from) }
    return (await told(this.#client.send(new this.#sdk.UploadPartCopyCommand(where)))).CopyPartResult?.ETag
  }

  /** From now on the object is there, whole. */
  async endJoin(key: string, UploadId: string, tags: readonly (string | undefined)[]): Promise<void> {
    const Parts = tags.map((ETag, i) => ({ ETag, PartNumber: i + 1 }))
    const command = new this.#sdk.CompleteMultipartUploadCommand({ ...this.#at(key), UploadId, MultipartUpload: { Parts } })
    await told(this.#client.send(command))
  }

  /** None is no error. */
  async dropJoin(key: string, UploadId: string): Promise<void> {
    await unlessMissing(this.#client.send(new this.#sdk.AbortMultipartUploadCommand({ ...this.#at(key), UploadId })))
  }

  /** Those that somebody began before that time, and did not end. */
  async *joins(below: string, before: number): AsyncIterable<{ readonly key: string; readonly id: string }> {
    let marker: { readonly KeyMarker?: string; readonly UploadIdMarker?: string } | undefined = {}
    do {
      const where = { Bucket: this.#bucket, Prefix: this.#prefix + below, ...marker }
      const answer: Sdk.ListMultipartUploadsCommandOutput = await this.#listJoins(where)
      for (const { Key = '', UploadId = '', Initiated } of answer.Uploads ?? [])
        if ((Initiated?.getTime() ?? Infinity) < before) yield { key: Key.slice(this.#prefix.length), id: UploadId }
      marker = answer.IsTruncated === true ? { KeyMarker: answer.NextKeyMarker, UploadIdMarker: answer.NextUploadIdMarker } : undefined
    } while (marker !== undefined)
  }

  close(): void {
    this.#client.destroy()
  }

  #listJoins(where: { readonly Bucket: string; readonly Prefix: string }) {
    return told(this.#client.send(new this.#sdk.ListMultipartUploadsCommand(where)))
  }

  #at(key: string): { readonly Bucket: string; readonly Key: string } {
    return { Bucket: this.#bucket, Key: this.#prefix + key }
  }

  #source(key: string): string {
    return `${this.#bucket}/${this.#prefix}${key}`.split('/').map(encodeURIComponent).join('/')
  }
}

/** It may wait for whoever reads it as long as they like, but not for the bucket. */
async function* unlessSilent(body: Readable): AsyncIterable<Uint8Array> {
  const chunks = body[Symbol.asyncIterator]() as AsyncIterableIterator<Uint8Array>
  try {
    for (;;) {
      const silence = setTimeout(() => body.destroy(new StorageUnavailableError('the bucket fell silent')), SILENCE_MS)
      const { done, value } = await chunks.next().finally(() => clearTimeout(silence))
      if (done === true) return
      yield value
    }
  } catch (error) {
    throw unavailable(error)
  } finally {
    body.destroy()
  }
}

async function told<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    throw unavailable(error)
  }
}

/** `undefined` for an object that is not there; a bucket that is not there is an error. */
async function unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    if (/^(NotFound|NoSuchKey|NoSuchUpload)$/.test(nameOf(error))) return undefined
    throw unavailable(error)
  }
}

/** Its own message may have the request in it. */
export function unavailable(error: unknown): StorageUnavailableError {
  if (error instanceof StorageUnavailableError) return error
  const { $metadata, code } = error as { readonly code?: string; readonly $metadata?: { readonly httpStatusCode?: number } }
  const what = [code, $metadata?.httpStatusCode].find((detail) => detail !== undefined)
  return new StorageUnavailableError(`the bucket answers ${nameOf(error)}${what === undefined ? '' : ` (${what})`}`, { cause: error })
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : String(error)
}
