import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { describeCa, readCa } from '../../src/main/app/network/ca-file'
import { testCertificate } from '../helpers/test-certificates'

function file(content: string | Uint8Array): string {
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
    expect(await describeCa(path)).toMatchObject({ ok: true, value: { path, name: 'Jim test authority', certificates: 2 } })
    expect(await readCa(path)).toMatchObject({ ok: true, value: expect.stringContaining('BEGIN CERTIFICATE') as unknown })
  })

  it('in any form is handed on as PEM', async () => {
    const { ca } = await testCertificate({ hosts: ['127.0.0.1'] })
    const certificate = new X509Certificate(ca)
    const path = file(certificate.raw)
    expect(await describeCa(path)).toMatchObject({ ok: true, value: { name: 'Jim test authority', certificates: 1 } })
    expect(await readCa(path)).toEqual({ ok: true, value: certificate.toString() })
    expect(await readCa(file(Buffer.from(`\ufeff${ca}`, 'utf16le')))).toEqual({ ok: true, value: certificate.toString() })
  })

  it('that was not named is none', async () => {
    expect(await readCa('')).toEqual({ ok: true, value: undefined })
  })

  it('that is not there says so', async () => {
    expect(await readCa('/nowhere/ca.pem')).toMatchObject({ ok: false, error: { code: 'ca_file_unreadable' } })
    expect(await readCa(tmpdir())).toMatchObject({ ok: false, error: { code: 'ca_file_unreadable' } })
  })

  it.each([
    ['is empty', ''],
    ['has only a key', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n'],
    ['has a broken certificate', '-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n'],
    ['is broken in DER', Buffer.concat([Buffer.from([0x30, 0x82, 1, 0]), Buffer.alloc(256)])],
    ['is far too large', 'x'.repeat(2 * 1024 * 1024)],
  ])('that %s is refused before it is used', async (_, content) => {
    expect(await readCa(file(content))).toMatchObject({ ok: false, error: { code: 'ca_file_invalid' } })
  })

  it('may have a whole mebibyte and no byte more', async () => {
    const { ca } = await testCertificate({ hosts: ['127.0.0.1'] })
    const full = ca.padEnd(1024 * 1024, '\n')
    expect(await readCa(file(full))).toMatchObject({ ok: true })
    expect(await readCa(file(`${full}\n`))).toMatchObject({ ok: false, error: { code: 'ca_file_invalid' } })
  })
})

describe.runIf(process.platform !== 'win32')('a path that names no regular file', () => {
  it.each(['/dev/zero', '/dev/null', '/dev/tty'])('as %s is not read', async (device) => {
    expect(await readCa(device)).toMatchObject({ ok: false, error: { code: 'ca_file_unreadable' } })
    const link = join(dirname(file('')), 'link.pem')
    symlinkSync(device, link)
    expect(await describeCa(link)).toMatchObject({ ok: false, error: { code: 'ca_file_unreadable' } })
  })

  it('as a pipe that nobody writes to is not waited for, however many there are', async () => {
    const pipe = join(dirname(file('')), 'pipe.pem')
    execFileSync('mkfifo', [pipe])
    // More than libuv has threads: each that waited for a writer would be one fewer for all other files.
    const answers = await Promise.all(Array.from({ length: 8 }, () => describeCa(pipe)))
    for (const answer of answers) {
      expect(answer).toMatchObject({ ok: false, error: { code: 'ca_file_unreadable', message: 'it is not a regular file' } })
    }
  })
})
