import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { systemServerClock } from '../../src/server/clock'
import { StorageUnavailableError } from '../../src/server/files/file-storage'
import { Bucket } from '../../src/server/files/s3/bucket'
import { openS3, openUnusedS3 } from '../../src/server/files/s3/open-s3'
import type { S3Options } from '../../src/server/files/s3/s3-options'
import { S3Storage } from '../../src/server/files/s3/s3-storage'
import { HeldBytes } from '../../src/server/files/s3/segment-writer'
import { ownPort } from '../helpers/own-port'
import { someBytes } from '../server/file-client'
import { freshBucket } from '../server/test-bucket'

const MB = 1024 * 1024
const ID = 'f_one'

let options: S3Options
let bucket: Bucket
let storage: S3Storage
beforeEach(async () => {
  options = await freshBucket()
  bucket = await Bucket.open(options)
  storage = new S3Storage(bucket)
  return () => storage.close()
})

async function* once(...chunks: readonly Uint8Array[]): AsyncIterable<Uint8Array> {
  yield* chunks
}

/** The secrets of an office's database. */
function officeStore(): { secret(name: string, make: () => string): Promise<string> } {
  const secrets = new Map<string, string>()
  return {
    secret: async (name, make) => {
      if (!secrets.has(name)) secrets.set(name, make())
      return secrets.get(name)!
    },
  }
}

const open = (store = officeStore()) => openS3(options, store, systemServerClock)

describe('an upload in a bucket', () => {
  it('ignores what a node writes late that has lost it', async () => {
    await storage.createPart(ID)
    await storage.append(ID, 0, once(Buffer.from('abc')))
    await storage.append(ID, 3, once(Buffer.from('def')))
    await bucket.put(`parts/${ID}/00000.4`, Buffer.from('abcd'))
    await bucket.put(`parts/${ID}/00002.4`, Buffer.from('late'))
    expect(await storage.partBytes(ID)).toBe(6)
  })

  it('is not gone on with where it does not end', async () => {
    await storage.createPart(ID)
    await expect(storage.append(ID, 3, once(Buffer.from('def')))).rejects.toThrow(StorageUnavailableError)
    expect(await storage.partBytes(ID)).toBe(0)
  })

  it('holds no more in memory than it may, and keeps what came', async () => {
    const narrow = new S3Storage(bucket, new HeldBytes(2 * MB))
    const bytes = someBytes(3 * MB)
    await storage.createPart(ID)
    await expect(narrow.append(ID, 0, once(bytes.subarray(0, MB), bytes.subarray(MB, 2 * MB), bytes.subarray(2 * MB)))).rejects.toThrow(
      'too many bytes',
    )
    expect(await storage.partBytes(ID)).toBe(2 * MB)
    // What was held is free again.
    await storage.createPart('f_two')
    await narrow.append('f_two', 0, once(bytes.subarray(0, 2 * MB)))
    expect(await storage.partBytes('f_two')).toBe(2 * MB)
  })

  it('leaves nothing of putting it together that a kill broke off', async () => {
    await bucket.beginJoin('content/ab/abcd')
    const left = async (): Promise<number> => {
      let count = 0
      for await (const _join of bucket.joins('content/', Infinity)) count += 1
      return count
    }
    expect(await left()).toBe(1)
    for await (const _part of storage.parts(Date.now() + 3600_000)) expect.unreachable()
    expect(await left()).toBe(0)
  })
})

describe('a bucket', () => {
  it('belongs to one office', async () => {
    const store = officeStore()
    await (await openUnusedS3(options)).close()
    const first = await open(store)
    expect(await first.illness()).toBeUndefined()
    await (await open(store)).close()
    await expect(open()).rejects.toThrow(`--s3: s3://${options.bucket}/office/files cannot be used: it has the files of another office`)
    await expect(openUnusedS3(options)).rejects.toThrow('a server has files there already')
    await bucket.remove('office')
    expect(await first.illness()).toBe('the bucket of files is not the one that it was')
    await first.close()
  })

  it('that is not there, or does not answer, is refused with nothing of the credentials', async () => {
    const secret = randomUUID()
    const credentials = { keyId: secret, secret }
    const nobody = { ...options, credentials, endpoint: `http://127.0.0.1:${await ownPort()}` }
    const errors = await Promise.all(
      [{ ...options, credentials, bucket: 'no-such-bucket' }, nobody].map((wrong) =>
        openS3(wrong, officeStore(), systemServerClock).then(
          () => expect.unreachable(),
          (error: unknown) => String(error),
        ),
      ),
    )
    expect(errors[0]).toContain('the bucket answers NoSuchBucket (404)')
    expect(errors[1]).toContain('ECONNREFUSED')
    for (const error of errors) expect(error).not.toContain(secret)
  })
})
