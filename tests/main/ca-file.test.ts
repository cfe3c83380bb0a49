import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { describeCa, readCa } from '../../src/main/app/ca-file'
import { testCertificate } from '../helpers/test-certificates'

function file(content: string): string {
  const dir = mkdtempSync(join(tmpdir(), 'jim-ca-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  const path = join(dir, 'ca.pem')
  writeFileSync(path, content)
  chmodSync(path, 0o600)
  return path
}

describe('a CA file', () => {
  it('is told of by the name and the end of its first certificate', async () => {
    const { ca } = await testCertificate({ hosts: ['127.0.0.1'] })
    const path = file(`# our office\n${ca}\n${ca}`)
    expect(describeCa(path)).toMatchObject({ ok: true, value: { path, name: 'Jim test authority', certificates: 2 } })
    expect(readCa(path)).toMatchObject({ ok: true, value: expect.stringContaining('BEGIN CERTIFICATE') as unknown })
  })

  it('that was not named is none', () => {
    expect(readCa('')).toEqual({ ok: true, value: undefined })
  })

  it('that is not there says so', () => {
    expect(readCa('/nowhere/ca.pem')).toMatchObject({ ok: false, error: { code: 'ca_file_unreadable' } })
    expect(readCa(tmpdir())).toMatchObject({ ok: false, error: { code: 'ca_file_unreadable' } })
  })

  it.each([
    ['is empty', ''],
    ['has only a key', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n'],
    ['has a broken certificate', '-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n'],
    ['is far too large', 'x'.repeat(2 * 1024 * 1024)],
  ])('that %s is refused before it is used', (_, content) => {
    expect(readCa(file(content))).toMatchObject({ ok: false, error: { code: 'ca_file_invalid' } })
  })
})
