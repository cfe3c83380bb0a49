import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FileStorage } from '../../src/server/files/file-storage'
import { FolderStorage } from '../../src/server/files/folder-storage'
import { Bucket } from '../../src/server/files/s3/bucket'
import { S3Storage } from '../../src/server/files/s3/s3-storage'
import { sha256, someBytes } from '../server/file-client'
import { freshBucket } from '../server/test-bucket'

const MB = 1024 * 1024
const ID = 'f_one'

type Place = { open(): Promise<FileStorage>; remove(): Promise<void> }

/** Each of them opens the same place again, as another node does. */
const PLACES: Readonly<Record<string, () => Promise<Place>>> = {
  'a folder': async () => {
    const folder = await mkdtemp(join(tmpdir(), 'jim-storage-'))
    return { open: async () => new FolderStorage(folder, 0), remove: () => rm(folder, { recursive: true }) }
  },
  'a bucket': async () => {
    const options = await freshBucket()
    return { open: async () => new S3Storage(await Bucket.open(options)), remove: async () => undefined }
  },
}

async function* inChunks(bytes: Buffer, size = 65_536): AsyncIterable<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size)
}

async function all(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of chunks) pieces.push(piece)
  return Buffer.concat(pieces)
}

async function names(list: AsyncIterable<string>): Promise<readonly string[]> {
  const found: string[] = []
  for await (const name of list) found.push(name)
  return found.sort()
}

async function sizeOf(storage: FileStorage, hash: string): Promise<number | undefined> {
  const content = await storage.open(hash)
  await content?.close()
  return content?.size
}

describe.each(Object.entries(PLACES))('files in %s', (_name, openPlace) => {
  let place: Place
  let one: FileStorage
  let other: FileStorage
  beforeEach(async () => {
    place = await openPlace()
    one = await place.open()
    other = await place.open()
  })
  afterEach(async () => {
    await one.close()
    await other.close()
    await place.remove()
  })
  const keep = async (bytes: Buffer, fileId = ID): Promise<string> => {
    await one.createPart(fileId)
    await one.append(fileId, 0, inChunks(bytes))
    await one.place(fileId, sha256(bytes))
    return sha256(bytes)
  }
  const read = async (hash: string, start: number, end: number): Promise<{ readonly bytes: Buffer; readonly counted: number }> => {
    const content = (await other.open(hash))!
    let counted = -1
    const stream = content.stream({ start, end }, (count) => (counted = count))
    const bytes = await all(stream)
    await expect.poll(() => counted).toBeGreaterThanOrEqual(0)
    return { bytes, counted }
  }

  it('grow wherever they are gone on with, and are read from anywhere', async () => {
    const bytes = someBytes(13 * MB + 17)
    await one.createPart(ID)
    expect(await other.partBytes(ID)).toBe(0)
    const ends = [1, 2 * MB, 5 * MB, 11 * MB, bytes.length]
    for (const [i, end] of ends.entries()) {
      const from = ends[i - 1] ?? 0
      await [one, other][i % 2]!.append(ID, from, inChunks(bytes.subarray(from, end)))
      expect(await one.partBytes(ID)).toBe(end)
    }
    expect((await all(other.readPart(ID))).equals(bytes)).toBe(true)
    const hash = sha256(bytes)
    await other.place(ID, hash)
    expect(await one.partBytes(ID)).toBeUndefined()
    expect(await sizeOf(one, hash)).toBe(bytes.length)
    for (const [start, end] of [
      [0, bytes.length - 1],
      [5 * MB - 1, 5 * MB],
      [bytes.length - 1, bytes.length - 1],
    ] as const) {
      const { bytes: found, counted } = await read(hash, start, end)
      expect(found.equals(bytes.subarray(start, end + 1))).toBe(true)
      expect(counted).toBe(found.length)
    }
  })

  it('keep what came before their source failed', async () => {
    const bytes = someBytes(6 * MB)
    await one.createPart(ID)
    const broken = async function* (): AsyncIterable<Uint8Array> {
      yield* inChunks(bytes)
      throw new Error('the cable was cut')
    }
    await expect(one.append(ID, 0, broken())).rejects.toThrow('the cable was cut')
    expect(await other.partBytes(ID)).toBe(bytes.length)
    expect((await all(other.readPart(ID))).equals(bytes)).toBe(true)
  })

  it('may be empty or small', async () => {
    for (const [fileId, bytes] of [
      ['f_none', Buffer.alloc(0)],
      ['f_few', someBytes(10)],
    ] as const) {
      const hash = await keep(bytes, fileId)
      expect(await sizeOf(other, hash)).toBe(bytes.length)
    }
  })

  it('are kept once, and dropped without a word where there are none', async () => {
    const bytes = someBytes(1000)
    const hash = await keep(bytes, 'f_one')
    await keep(bytes, 'f_two')
    expect(await names(one.contents(Infinity))).toEqual([hash])
    expect(await names(one.parts(Infinity))).toEqual([])
    await other.removeContent(hash)
    await other.removeContent(hash)
    await other.removePart('f_two')
    expect(await sizeOf(one, hash)).toBeUndefined()
    expect(await one.partBytes('f_two')).toBeUndefined()
  })

  it('are listed by when they were last written', async () => {
    const hash = await keep(someBytes(10))
    await one.createPart('f_part')
    await one.append('f_part', 0, inChunks(someBytes(6 * MB)))
    await one.createPart('f_begun')
    const [before, after] = [Date.now() - 3600_000, Date.now() + 3600_000]
    expect(await names(one.parts(before))).toEqual([])
    expect(await names(one.contents(before))).toEqual([])
    expect(await names(one.parts(after))).toEqual(['f_begun', 'f_part'])
    expect(await names(one.contents(after))).toEqual([hash])
    await one.removePart('f_part')
    expect(await names(one.parts(after))).toEqual(['f_begun'])
  })

  it('are let go of by whoever reads only their beginning', async () => {
    const hash = await keep(someBytes(6 * MB))
    const stream = (await other.open(hash))!.stream({ start: 0, end: 6 * MB - 1 }, (count) => (counted = count))
    let counted = -1
    for await (const _chunk of stream) break
    await expect.poll(() => counted).toBeGreaterThan(0)
    expect(counted).toBeLessThan(6 * MB)
  })
})
