import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { fetchPackage } from '../../../src/main/app/updates/package-file'
import type { ReleaseSource } from '../../../src/main/app/updates/release-source'
import { sha512 } from '../../helpers/signed-release'

it('takes no more of an endless package than was signed', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'jim-package-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  const piece = Buffer.alloc(100, 1)
  let taken = 0
  const endless: ReleaseSource = {
    small: () => Promise.reject(new Error('nobody asks')),
    async read(_name, _from, sink) {
      await sink.begin(0)
      while ((await sink.take(piece)) && taken < 1000) taken += 1
      return { ok: true, value: undefined }
    },
    close: () => Promise.resolve(),
  }
  const signed = Buffer.alloc(250, 1)
  const pack = { file: 'x.deb', bytes: signed.length, sha512: sha512(signed) }
  const signal = new AbortController().signal
  const fetched = await fetchPackage({ source: endless, pack, path: join(dir, 'x.deb'), signal, onBytes: () => undefined })
  expect(fetched).toMatchObject({ ok: false, error: { code: 'package_changed' } })
  expect(taken).toBe(2)
  expect(readdirSync(dir)).toEqual([])
})
