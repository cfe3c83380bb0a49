import { X509Certificate } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { certificatesIn } from '../../src/main/app/network/certificates'
import { testCertificate } from '../helpers/test-certificates'

let root: X509Certificate
let other: X509Certificate
let key: string

beforeAll(async () => {
  const made = await testCertificate({ hosts: ['127.0.0.1'] })
  root = new X509Certificate(made.ca)
  other = new X509Certificate(made.cert)
  key = made.key
})

/** One value of DER (X.690, 8.1). */
function der(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(contents)
  const length =
    body.length < 0x80 ? [body.length] : body.length < 0x100 ? [0x81, body.length] : [0x82, body.length >> 8, body.length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...length]), body])
}

/** The same in BER, its end not told beforehand but marked. */
const endless = (tag: number, ...contents: readonly Uint8Array[]): Buffer =>
  Buffer.concat([Buffer.from([tag, 0x80]), ...contents, Buffer.from([0, 0])])

const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'))
const SIGNED_DATA = '2a864886f70d010702'
const DATA = '2a864886f70d010701'

/** A bundle without signers, as Windows exports it (RFC 5652, 5). */
function bundle(certificates: readonly Uint8Array[], { kind = SIGNED_DATA, wrap = der } = {}): Buffer {
  const set = certificates.length === 0 ? [] : [wrap(0xa0, ...certificates)]
  const signed = wrap(0x30, der(0x02, Buffer.from([1])), der(0x31), der(0x30, oid(DATA)), ...set, der(0x31))
  return wrap(0x30, oid(kind), wrap(0xa0, signed))
}

function pem(label: string, bytes: Uint8Array): string {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\r\n')
}

const bigEndian = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16()
const found = (file: Uint8Array | string): readonly string[] =>
  certificatesIn(Buffer.from(file)).map(({ fingerprint256 }) => fingerprint256)

describe('the certificates of a file', () => {
  it.each<readonly [string, () => Uint8Array | string]>([
    ['PEM', () => root.toString() + other.toString()],
    [
      'PEM with words between and Windows line ends',
      () => `0 our office\r\nsubject=x\r\n${pem('CERTIFICATE', root.raw)}issuer=y\r\n${pem('CERTIFICATE', other.raw)}`,
    ],
    ['PEM of long ago', () => pem('X509 CERTIFICATE', root.raw) + pem('X509 CERTIFICATE', other.raw)],
    [
      'PEM with a key, a request and a list of revocations',
      () => root.toString() + key + pem('CERTIFICATE REQUEST', root.raw) + pem('X509 CRL', root.raw) + other.toString(),
    ],
    ['UTF-8 with its mark', () => `\ufeff${root.toString()}${other.toString()}`],
    ['UTF-16 as Notepad writes it', () => Buffer.from(`\ufeff${root.toString()}${other.toString()}`, 'utf16le')],
    ['UTF-16 with its bytes the other way round', () => bigEndian(`\ufeff${root.toString()}${other.toString()}`)],
    ['a bundle in DER', () => bundle([root.raw, other.raw])],
    ['a bundle in BER', () => bundle([root.raw, other.raw], { wrap: endless })],
    ['a bundle in PEM', () => pem('PKCS7', bundle([root.raw, other.raw]))],
    ['a bundle in PEM by its other name', () => pem('CMS', bundle([root.raw, other.raw]))],
    [
      'a bundle with a certificate of a kind that is not known',
      () => bundle([root.raw, der(0xa1, der(0x02, Buffer.from([7]))), other.raw]),
    ],
  ])('are all found in %s', (_, file) => {
    expect(found(file())).toEqual([root.fingerprint256, other.fingerprint256])
  })

  it('are one in DER', () => {
    expect(found(root.raw)).toEqual([root.fingerprint256])
  })

  it('are found behind what OpenSSL trusts them for', () => {
    // SEQUENCE { trust SEQUENCE { serverAuth }, alias "office" }
    const trust = der(0x30, der(0x30, oid('2b06010505070301')), der(0x0c, Buffer.from('office')))
    const text = pem('TRUSTED CERTIFICATE', Buffer.concat([root.raw, trust]))
    expect(found(text)).toEqual([root.fingerprint256])
    // What goes to TLS is the certificate alone.
    expect(certificatesIn(Buffer.from(text))[0]?.toString()).toBe(root.toString())
  })

  it.each<readonly [string, () => Uint8Array | string]>([
    ['nothing', () => ''],
    ['one byte', () => '0'],
    ['only a key', () => key],
    ['text that ends too soon', () => root.toString().slice(0, -30)],
    ['an empty bundle', () => bundle([])],
  ])('are none in %s', (_, file) => {
    expect(found(file())).toEqual([])
  })

  it.each<readonly [string, () => Uint8Array | string]>([
    ['a broken one beside a sound one', () => root.toString() + pem('CERTIFICATE', root.raw.subarray(0, 100))],
    ['half a one in DER', () => root.raw.subarray(0, 200)],
    ['a bundle of another kind', () => bundle([root.raw], { kind: DATA })],
    ['half a bundle', () => bundle([root.raw, other.raw]).subarray(0, 300)],
    ['a bundle with a broken one', () => bundle([root.raw, der(0x30, Buffer.alloc(200))])],
    ['noise', () => Buffer.concat([Buffer.from([0x30, 0x82]), Buffer.alloc(5000, 0x30)])],
  ])('are refused as a whole for %s', (_, file) => {
    expect(() => found(file())).toThrow()
  })
})
