import { randomUUID } from 'node:crypto'
import type { S3Options } from '../../src/server/files/s3/s3-options'

/** The server of S3 that the stage `s3` runs; absent: files are in a folder. */
export const S3 = process.env['JIM_TEST_S3']

/** Of the folder's office when it was opened before, so that it finds its files again. */
const buckets = new Map<string, Promise<S3Options>>()

/** The bucket of an office that has no other, or of the data folder that had one before. */
export function bucketOf(dataDir: string | undefined): Promise<S3Options> {
  const key = dataDir ?? randomUUID()
  let bucket = buckets.get(key)
  if (bucket === undefined) buckets.set(key, (bucket = freshBucket()))
  return bucket
}

/** An empty bucket on that server, which has no keys of its own and takes any. */
export async function freshBucket(endpoint = S3): Promise<S3Options> {
  if (endpoint === undefined) throw new Error('there is no server of S3: npm test -- s3 starts one')
  const bucket = `jim-${randomUUID()}`
  const answer = await fetch(`${endpoint}/${bucket}`, { method: 'PUT' })
  if (!answer.ok) throw new Error(`no bucket was made: ${await answer.text()}`)
  const credentials = { keyId: 'test', secret: 'test' }
  return { bucket, prefix: 'office/files', endpoint, region: 'us-east-1', pathStyle: true, credentials }
}
