import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isNewer, packageFor, readRelease, type Release } from '../../../src/main/app/updates/release-file'
import { must } from '../../helpers/results'
import { newSigner, releaseOf, signatureLine, type Signer } from '../../helpers/signed-release'

const PACKAGE = Buffer.from('the bytes of a package')
const NOW = Date.parse('2026-12-01T00:00:00Z')
const signer = newSigner()
const next = newSigner()
const stranger = newSigner()
const keys = [signer.known, next.known]

const bytesOf = (content: unknown): Buffer => Buffer.from(typeof content === 'string' ? content : JSON.stringify(content))
const read = (content: unknown, signers: readonly Signer[] = [signer], now = NOW): ReturnType<typeof readRelease> => {
  const release = bytesOf(content)
  const signatures = Buffer.from(signers.map((each) => signatureLine(release, each)).join(''))
  return readRelease({ release, signatures }, { keys, version: '1.0.0', now })
}
const codeOf = (content: unknown, signers?: readonly Signer[], now?: number): string | undefined => {
  const result = read(content, signers, now)
  return result.ok ? undefined : result.error.code
}

describe('a release file', () => {
  it('is read when a key of ours signed it', () => {
    const release = must(read(releaseOf('1.1.0', PACKAGE)))
    expect(release).toMatchObject({ version: '1.1.0', notes: { en: 'What is new', 'zh-CN': '新内容' } })
    expect(release.released).toBe(Date.parse('2026-11-01T00:00:00Z'))
    expect(isNewer(release, '1.0.0')).toBe(true)
  })

  it('may be signed by the next key, alone or beside the one before', () => {
    expect(codeOf(releaseOf('1.1.0', PACKAGE), [next])).toBeUndefined()
    expect(codeOf(releaseOf('1.1.0', PACKAGE), [stranger, next])).toBeUndefined()
  })

  it('has to be signed, by one that is known', () => {
    expect(codeOf(releaseOf('1.1.0', PACKAGE), [])).toBe('unsigned')
    expect(codeOf(releaseOf('1.1.0', PACKAGE), [stranger])).toBe('unknown_key')
  })

  it('has the bytes that were signed', () => {
    const before = bytesOf(releaseOf('1.1.0', PACKAGE))
    const signatures = Buffer.from(signatureLine(before, signer))
    for (let at = 0; at < before.length; at += 1) {
      const release = Buffer.from(before)
      release[at]! ^= 1
      expect(readRelease({ release, signatures }, { keys, version: '1.0.0', now: NOW })).toMatchObject({ error: { code: 'bad_signature' } })
    }
  })

  it('finds its signature among those of other releases', () => {
    const release = bytesOf(releaseOf('1.1.0', PACKAGE))
    const others = ['1.0.1', '1.0.2'].map((version) => signatureLine(bytesOf(releaseOf(version, PACKAGE)), signer))
    const signatures = Buffer.from([...others, 'ed448 of some later time\n', signatureLine(release, signer)].join(''))
    expect(readRelease({ release, signatures }, { keys, version: '1.0.0', now: NOW }).ok).toBe(true)
  })

  it('is believed until it expires', () => {
    const expires = Date.parse('2027-02-01T00:00:00Z')
    expect(codeOf(releaseOf('1.1.0', PACKAGE), [signer], expires - 1)).toBeUndefined()
    expect(codeOf(releaseOf('1.1.0', PACKAGE), [signer], expires)).toBe('expired')
    expect(codeOf(releaseOf('1.1.0', PACKAGE, { expires: '2027-13-45T00:00:00Z' }))).toBe('invalid')
    expect(codeOf(releaseOf('1.1.0', PACKAGE, { expires: undefined }))).toBe('invalid')
  })

  it.each([
    ['0.9.9', 'older'],
    ['1.0.0-beta.1', 'older'],
    ['1.0.0', undefined],
    ['1.0.1-beta.1', undefined],
    ['1.10.0', undefined],
    ['v1.1.0', 'invalid'],
    ['1.1', 'invalid'],
    ['1.1.0+build', 'invalid'],
    ['01.1.0', 'invalid'],
    ['99999999999999999999.0.0', 'invalid'],
  ])('of version %s is %s for one who has 1.0.0', (version, code) => {
    expect(codeOf(releaseOf(version, PACKAGE))).toBe(code)
  })

  it('is no update when it is the same version', () => {
    expect(isNewer(must(read(releaseOf('1.0.0', PACKAGE))), '1.0.0')).toBe(false)
    expect(isNewer(must(read(releaseOf('1.9.0', PACKAGE))), '1.10.0-rc.1')).toBe(false)
  })

  it('says when only later versions can read it', () => {
    expect(codeOf({ format: 2, all: 'else is unknown' })).toBe('newer_format')
  })

  it('may say more than this version knows', () => {
    expect(codeOf(releaseOf('1.1.0', PACKAGE, { channel: 'beta' }))).toBeUndefined()
  })

  it.each(['../x.deb', 'a/b.deb', 'a\\b.deb', '.hidden', 'x.', '', 'C:x', 'x\n', 'a\0b', `${'x'.repeat(201)}`, '../', 'x.deb '])(
    'names no file outside its folder: %j',
    (file) => {
      const pack = { file, system: 'linux', arch: 'x64', kind: 'deb', bytes: 1, sha512: 'A'.repeat(86) + '==' }
      expect(codeOf(releaseOf('1.1.0', PACKAGE, { packages: [pack] }))).toBe('invalid')
    },
  )

  it('is bounded', () => {
    expect(codeOf('x'.repeat(65_537))).toBe('too_large')
    expect(codeOf(releaseOf('1.1.0', PACKAGE, { notes: { en: 'x'.repeat(8001) } }))).toBe('invalid')
    const pack = { file: 'x', system: 'linux', arch: 'x64', kind: 'deb', bytes: 1, sha512: 'A'.repeat(86) + '==' }
    expect(codeOf(releaseOf('1.1.0', PACKAGE, { packages: Array.from({ length: 65 }, () => pack) }))).toBe('invalid')
    expect(codeOf(releaseOf('1.1.0', PACKAGE, { packages: [{ ...pack, bytes: 2 ** 40 }] }))).toBe('invalid')
    expect(codeOf(releaseOf('1.1.0', PACKAGE, { packages: [{ ...pack, bytes: 0 }] }))).toBe('invalid')
  })

  it('ends no program, whatever is signed', () => {
    const anything = fc.oneof(
      fc.json(),
      fc.string(),
      fc.constant('null'),
      fc.constant('[]'),
      fc.json().map((text) => `{"format":1,"x":${text}}`),
    )
    fc.assert(fc.property(anything, (text) => ['invalid', 'newer_format'].includes(codeOf(text) ?? '')))
  })

  it('ends no program with one part of it changed for anything', () => {
    const base = releaseOf('1.1.0', PACKAGE)
    const part = fc.tuple(fc.constantFrom(...Object.keys(base)), fc.jsonValue())
    const codes = [undefined, 'invalid', 'newer_format', 'older', 'expired']
    fc.assert(fc.property(part, ([name, value]) => codes.includes(codeOf({ ...base, [name]: value }))))
  })

  it('believes no signatures that nobody made', () => {
    const release = bytesOf(releaseOf('1.1.0', PACKAGE))
    const signature = fc.uint8Array({ minLength: 64, maxLength: 64 }).map((bytes) => Buffer.from(bytes).toString('base64'))
    const line = signature.map((text) => `ed25519 ${signer.known.id} ${text}\n`)
    const hostile = fc.oneof(
      fc.string(),
      fc.array(line).map((lines) => lines.join('')),
      fc.string({ maxLength: 20_000, size: 'max' }),
    )
    fc.assert(
      fc.property(hostile, (text) => !readRelease({ release, signatures: Buffer.from(text) }, { keys, version: '1.0.0', now: NOW }).ok),
    )
  })
})

describe('the package for a computer', () => {
  const pack = (system: string, arch: string, kind: string): Release['packages'][number] => ({
    file: `${system}-${arch}.${kind}`,
    system,
    arch,
    kind,
    bytes: 1,
    sha512: 'A'.repeat(86) + '==',
  })
  const packages = [
    pack('linux', 'x64', 'deb'),
    pack('linux', 'arm64', 'deb'),
    pack('linux', 'universal', 'rpm'),
    pack('darwin', 'universal', 'zip'),
  ]
  const release: Release = { ...must(read(releaseOf('1.1.0', PACKAGE))), packages }

  it('is of its system, its processor and its way of installing', () => {
    expect(packageFor(release, { system: 'linux', arch: 'arm64', kind: 'deb' })?.file).toBe('linux-arm64.deb')
    expect(packageFor(release, { system: 'linux', arch: 'ia32', kind: 'deb' })).toBeUndefined()
    expect(packageFor(release, { system: 'linux', arch: 'x64', kind: 'rpm' })).toBeUndefined()
    expect(packageFor(release, { system: 'win32', arch: 'x64', kind: 'zip' })).toBeUndefined()
  })

  it('is for both processors on a Mac', () => {
    expect(packageFor(release, { system: 'darwin', arch: 'arm64', kind: 'zip' })?.file).toBe('darwin-universal.zip')
  })
})
