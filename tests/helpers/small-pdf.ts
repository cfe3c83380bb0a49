import { createHash } from 'node:crypto'

/** What passwords are filled up with: ISO 32000-1, 7.6.3.3, algorithm 2. */
const FILLING = Buffer.from('28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a', 'hex')
const ID = Buffer.from('00112233445566778899aabbccddeeff', 'hex')
/** Whoever has the password may do everything. */
const RIGHTS = -4
const KEY_BYTES = 5

const md5 = (...parts: readonly Uint8Array[]): Buffer => createHash('md5').update(Buffer.concat(parts)).digest()
const filled = (password: string): Buffer => Buffer.concat([Buffer.from(password, 'latin1'), FILLING]).subarray(0, 32)

/**
 * A PDF of one page with a line of text.
 *
 * @param password it is locked by that: by the oldest way, which every reader knows
 * @param padding bytes of nothing in it, before its pages
 */
export function smallPdf(text: string, { password, padding = 0 }: { readonly password?: string; readonly padding?: number } = {}): Buffer {
  const lock = password === undefined ? undefined : lockOf(password)
  const drawn = Buffer.from(`BT /F1 24 Tf 72 700 Td (${text}) Tj ET`)
  const pad = Buffer.alloc(padding, 0x20)
  const objects = [
    '<< /Type /Catalog /Pages 3 0 R >>',
    stream(lock?.hide(2, pad) ?? pad),
    '<< /Type /Pages /Kids [4 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 3 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /Font << /F1 6 0 R >> >> >>',
    stream(lock?.hide(5, drawn) ?? drawn),
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    ...(lock === undefined ? [] : [lock.dictionary]),
  ]
  let file = Buffer.from('%PDF-1.4\n')
  const places = objects.map((object, index) => {
    const at = file.length
    file = Buffer.concat([file, Buffer.from(`${index + 1} 0 obj\n`), Buffer.from(object), Buffer.from('\nendobj\n')])
    return `${String(at).padStart(10, '0')} 00000 n \n`
  })
  const size = objects.length + 1
  const encrypt = lock === undefined ? '' : `/Encrypt ${objects.length} 0 R `
  const trailer = `<< /Size ${size} /Root 1 0 R ${encrypt}/ID [<${ID.toString('hex')}> <${ID.toString('hex')}>] >>`
  const end = `xref\n0 ${size}\n0000000000 65535 f \n${places.join('')}trailer\n${trailer}\nstartxref\n${file.length}\n%%EOF\n`
  return Buffer.concat([file, Buffer.from(end)])
}

function stream(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`<< /Length ${bytes.length} >>\nstream\n`), bytes, Buffer.from('\nendstream')])
}

/** ISO 32000-1, 7.6.3: revision 2 of the standard way, with a key of 40 bits. */
function lockOf(password: string): { readonly dictionary: string; readonly hide: (object: number, bytes: Buffer) => Buffer } {
  const rights = Buffer.alloc(4)
  rights.writeInt32LE(RIGHTS)
  const owner = rc4(md5(filled('owner')).subarray(0, KEY_BYTES), filled(password))
  const key = md5(filled(password), owner, rights, ID).subarray(0, KEY_BYTES)
  const user = rc4(key, FILLING)
  return {
    dictionary: `<< /Filter /Standard /V 1 /R 2 /O <${owner.toString('hex')}> /U <${user.toString('hex')}> /P ${RIGHTS} >>`,
    hide: (object, bytes) => rc4(md5(key, Buffer.from([object, 0, 0, 0, 0])).subarray(0, KEY_BYTES + 5), bytes),
  }
}

function rc4(key: Uint8Array, bytes: Uint8Array): Buffer {
  const state = Array.from({ length: 256 }, (_, index) => index)
  const swap = (a: number, b: number): void => void ([state[a], state[b]] = [state[b]!, state[a]!])
  for (let at = 0, other = 0; at < 256; at++) {
    other = (other + state[at]! + key[at % key.length]!) & 0xff
    swap(at, other)
  }
  let [a, b] = [0, 0]
  return Buffer.from(
    bytes.map((byte) => {
      a = (a + 1) & 0xff
      b = (b + state[a]!) & 0xff
      swap(a, b)
      return byte ^ state[(state[a]! + state[b]!) & 0xff]!
    }),
  )
}
