import { X509Certificate } from 'node:crypto'
import { Constructed, fromBER, ObjectIdentifier, Sequence } from 'asn1js'

/** What PEM calls a certificate: `X509` since long ago, `TRUSTED` where OpenSSL adds what it is trusted for. */
const CERTIFICATE_LABELS: ReadonlySet<string> = new Set(['CERTIFICATE', 'X509 CERTIFICATE', 'TRUSTED CERTIFICATE'])
/** And what a bundle of them. */
const BUNDLE_LABELS: ReadonlySet<string> = new Set(['PKCS7', 'PKCS #7 SIGNED DATA', 'CMS'])

const PEM = /-----BEGIN ([A-Z0-9 #]+)-----([\s\S]*?)-----END \1-----/g

/** RFC 5652, 5.1. */
const SIGNED_DATA = '1.2.840.113549.1.7.2'
/** ASN.1's SEQUENCE, and the least that follows for one of over 127 bytes: no text has such a letter. */
const SEQUENCE = 0x30
const LONG_FORM = 0x80

/**
 * All certificates of a file as administrators hand it out: PEM with whatever stands between, in UTF-8 or UTF-16 with its
 * mark; one certificate in DER; a bundle (PKCS #7) in DER or PEM. Keys, requests and lists of revocations are passed
 * over. Throws for one that is broken.
 */
export function certificatesIn(file: Buffer): readonly X509Certificate[] {
  if (file[0] === SEQUENCE && (file[1] ?? 0) >= LONG_FORM) return certificatesInBinary(file)
  return [...textOf(file).matchAll(PEM)].flatMap(([, label = '', body = '']) => {
    const bytes = Buffer.from(body, 'base64')
    // What OpenSSL has put behind a trusted one is not read.
    if (CERTIFICATE_LABELS.has(label)) return [new X509Certificate(bytes)]
    return BUNDLE_LABELS.has(label) ? bundled(bytes) : []
  })
}

/** A certificate begins with a SEQUENCE of its own, a bundle with the name of its kind. */
function certificatesInBinary(bytes: Buffer): readonly X509Certificate[] {
  const [first] = childrenOf(fromBER(bytes).result)
  return first instanceof ObjectIdentifier ? bundled(bytes) : [new X509Certificate(bytes)]
}

/**
 * ```
 *   ContentInfo ::= SEQUENCE { contentType OBJECT IDENTIFIER, content [0] EXPLICIT SignedData }
 *   SignedData  ::= SEQUENCE { version, digestAlgorithms, encapContentInfo, certificates [0] IMPLICIT SET OPTIONAL, … }
 * ```
 *
 * Each certificate as its bytes are, since its signature is over them. Nobody signed the bundle: that it has signers does
 * not matter.
 */
function bundled(bytes: Buffer): readonly X509Certificate[] {
  const [type, content] = childrenOf(fromBER(bytes).result)
  if (!(type instanceof ObjectIdentifier) || type.getValue() !== SIGNED_DATA) throw new Error('the bundle is of another kind')
  const [signedData] = childrenOf(content)
  const certificates = childrenOf(signedData).find(({ idBlock }) => idBlock.tagClass === CONTEXT && idBlock.tagNumber === 0)
  // Certificates of other kinds are tagged; all that we know is a SEQUENCE.
  return childrenOf(certificates)
    .filter((choice) => choice instanceof Sequence)
    .map((choice) => new X509Certificate(choice.valueBeforeDecodeView))
}

const CONTEXT = 3

type Asn1 = ReturnType<typeof fromBER>['result']

function childrenOf(value: Asn1 | undefined): readonly Asn1[] {
  return value instanceof Constructed ? value.valueBlock.value : []
}

/** Notepad writes UTF-16; either order of bytes has its mark. */
function textOf(file: Buffer): string {
  if (file[0] === 0xff && file[1] === 0xfe) return file.toString('utf16le')
  if (file[0] === 0xfe && file[1] === 0xff)
    return Buffer.from(file.subarray(0, file.length & ~1))
      .swap16()
      .toString('utf16le')
  return file.toString('utf8')
}
