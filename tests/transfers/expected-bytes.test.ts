import { createHash, randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { asFileId } from '@shared/ids'
import { expect, it } from 'vitest'
import type { FileApi, ReadFrom } from '../../src/main/kinds/kind/file-api'
import { download } from '../../src/main/transfers/download'
import type { Job } from '../../src/main/transfers/job'
import { ok } from '../../src/shared/result'
import { must } from '../helpers/results'
import { tempFolder } from '../store/helpers'

const BYTES = randomBytes(5000)
const SHA256 = createHash('sha256').update(BYTES).digest('hex')

/** Of what a server is asked for by one download. */
async function wantedBy(size: number, lies: number): Promise<readonly ReadFrom[]> {
  const path = join(tempFolder(), 'part')
  if (lies > 0) writeFileSync(path, BYTES.subarray(0, lies))
  const wanted: ReadFrom[] = []
  const files: Pick<FileApi, 'read'> = {
    async read(_fileId, from, sink) {
      wanted.push(from)
      must(await sink.begin({ size: BYTES.length, from: from.from, sha256: SHA256 }))
      return sink.write(BYTES.subarray(from.from))
    },
  }
  const job = {
    row: { size, sha256: SHA256 },
    signal: new AbortController().signal,
    step: () => undefined,
    moved: () => undefined,
    save: () => ok(),
  }
  const deps = { files: files as FileApi, syncs: { isTaken: false }, freeBytes: () => Promise.resolve(2 ** 40) }
  must(await download(job as unknown as Job, deps, asFileId('f_x'), path))
  expect(readFileSync(path).equals(BYTES)).toBe(true)
  return wanted
}

it('a download says how many bytes it expects: all, what is missing of them, or that nobody knows', async () => {
  expect(await wantedBy(5000, 0)).toEqual([{ from: 0, sha256: SHA256, expected: 5000 }])
  expect(await wantedBy(5000, 2000)).toEqual([{ from: 2000, sha256: SHA256, expected: 3000 }])
  expect(await wantedBy(0, 0)).toEqual([{ from: 0, sha256: SHA256, expected: undefined }])
})
