import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { contentPath, FolderStorage } from '../../src/server/files/folder-storage'
import { Bucket } from '../../src/server/files/s3/bucket'
import { S3Storage } from '../../src/server/files/s3/s3-storage'
import { copyFiles } from '../../src/server/import/copy-files'
import { sha256, someBytes } from '../server/file-client'
import { freshBucket } from '../server/test-bucket'

it('files of a folder are copied into a bucket, those that are missing, and none that is damaged', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'jim-copy-'))
  const from = new FolderStorage(folder, 0)
  const to = new S3Storage(await Bucket.open(await freshBucket()))
  try {
    const files = [Buffer.alloc(0), someBytes(10), someBytes(6 * 1024 * 1024)]
    for (const [i, bytes] of files.entries()) {
      await from.createPart(`f_${i}`)
      await from.append(`f_${i}`, 0, chunksOf(bytes))
      await from.place(`f_${i}`, sha256(bytes))
    }
    const damaged = sha256(files[1]!)
    await writeFile(contentPath(folder, damaged), someBytes(10))
    expect(await copyFiles(from, to)).toEqual({ copied: 2, known: 0, damaged: [damaged] })
    expect(await copyFiles(from, to)).toEqual({ copied: 0, known: 2, damaged: [damaged] })
    const content = (await to.open(sha256(files[2]!)))!
    const pieces: Uint8Array[] = []
    for await (const piece of content.stream({ start: 0, end: content.size - 1 }, () => undefined)) pieces.push(piece as Uint8Array)
    expect(Buffer.concat(pieces).equals(files[2]!)).toBe(true)
    expect(await to.open(damaged)).toBeUndefined()
    for await (const part of to.parts(Infinity)) expect.unreachable(part)
  } finally {
    await from.close()
    await to.close()
    await rm(folder, { recursive: true })
  }
})

async function* chunksOf(bytes: Buffer): AsyncIterable<Uint8Array> {
  yield bytes
}
