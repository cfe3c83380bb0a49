import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HttpError } from '../../src/main/lib/http-client'
import { HeadReader, MAX_HEAD_BYTES, type ResponseHead } from '../../src/main/lib/response-head'

type Read = { readonly head: ResponseHead; readonly used: number }

/** All of it in pieces of these sizes, the last one as often as it takes. `used` counts from the beginning. */
function read(bytes: Buffer, sizes: readonly number[] = [bytes.length]): Read | undefined {
  const reader = new HeadReader()
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = Math.max(1, sizes[Math.min(turn, sizes.length - 1)] ?? 1)
    const found = reader.take(bytes.subarray(at, at + size))
    if (found !== undefined) return { head: found.head, used: at + found.used }
    at += size
  }
  return undefined
}

const readText = (text: string): Read | undefined => read(Buffer.from(text, 'latin1'))
const facts = (text: string): unknown => {
  const found = readText(text)
  return found && { status: found.head.status, length: found.head.length, headers: Object.fromEntries(found.head.headers) }
}

describe('the head of an answer', () => {
  it('has a status, headers in any spelling, and the length of what follows', () => {
    expect(facts('HTTP/1.1 206 Partial Content\r\nContent-LENGTH:  42 \t\r\nETag:"x"\r\nEmpty:\r\n\r\nbody')).toEqual({
      status: 206,
      length: 42,
      headers: { 'content-length': '42', etag: '"x"', empty: '' },
    })
    expect(readText('HTTP/1.1 200 OK\r\n\r\nbody')?.used).toBe('HTTP/1.1 200 OK\r\n\r\n'.length)
  })

  it('comes after any number of interim ones', () => {
    const text = 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 404 No\r\ncontent-length: 2\r\n\r\n'
    expect(facts(text)).toEqual({ status: 404, length: 2, headers: { 'content-length': '2' } })
  })

  it.each([
    ['without a length', 'HTTP/1.1 200 OK\r\nx: y\r\n\r\n', undefined],
    ['in chunks', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ncontent-length: 5\r\n\r\n', undefined],
    ['without a body', 'HTTP/1.1 204 No Content\r\n\r\n', 0],
    ['of an old server', 'HTTP/1.0 200 OK\r\ncontent-length: 7\r\n\r\n', 7],
    ['without words', 'HTTP/1.1 200\r\ncontent-length: 7\r\n\r\n', 7],
  ])('%s says so', (_what, text, length) => expect(readText(text)?.head.length).toBe(length))

  it.each([
    ['another protocol', 'SSH-2.0-OpenSSH_9.6\r\n\r\n'],
    ['another version', 'HTTP/2 200 OK\r\n\r\n'],
    ['no status', 'HTTP/1.1 2000 OK\r\n\r\n'],
    ['a status that is none', 'HTTP/1.1 999 OK\r\n\r\n'],
    ['a change of protocol', 'HTTP/1.1 101 Switching Protocols\r\n\r\n'],
    ['a folded line', 'HTTP/1.1 200 OK\r\nx: y\r\n z\r\n\r\n'],
    ['a space before the colon', 'HTTP/1.1 200 OK\r\ncontent-length : 5\r\n\r\n'],
    ['a bare line feed', 'HTTP/1.1 200 OK\r\nx: y\ncontent-length: 5\r\n\r\n'],
    ['a bare carriage return', 'HTTP/1.1 200 OK\r\nx: y\rcontent-length: 5\r\n\r\n'],
    ['a zero byte', 'HTTP/1.1 200 OK\r\nx: \0\r\n\r\n'],
    ['a line without a colon', 'HTTP/1.1 200 OK\r\nnothing\r\n\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 5\r\n\r\n'],
    ['a length with a sign', 'HTTP/1.1 200 OK\r\ncontent-length: +5\r\n\r\n'],
    ['a length in hex', 'HTTP/1.1 200 OK\r\ncontent-length: 0x5\r\n\r\n'],
    ['a length beyond numbers', 'HTTP/1.1 200 OK\r\ncontent-length: 9999999999999999\r\n\r\n'],
    ['an empty length', 'HTTP/1.1 200 OK\r\ncontent-length:\r\n\r\n'],
  ])('with %s is not taken', (_what, text) => expect(() => readText(text)).toThrow(HttpError))

  it('has an end within its bytes, or is not taken, in however small pieces it comes', () => {
    const start = 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\nx: '
    const filled = (bytes: number): Buffer => Buffer.from(`${start}${'y'.repeat(bytes - start.length - 4)}\r\n\r\n`)
    for (const size of [1, 7, 4096]) {
      expect(read(filled(MAX_HEAD_BYTES), [size])).toMatchObject({ head: { length: 5 }, used: MAX_HEAD_BYTES })
      expect(() => read(filled(MAX_HEAD_BYTES + 1), [size])).toThrow('never ends')
    }
    // Interim ones count: a server cannot send them for ever.
    expect(() => readText('HTTP/1.1 100 Continue\r\n\r\n'.repeat(1000))).toThrow('never ends')
  })

  it('with as many spaces as fit takes no time to speak of', () => {
    const spaces = `HTTP/1.1 200 OK\r\nx: y${' '.repeat(15_000)}y${' '.repeat(1000)}\r\n\r\n`
    expect(readText(spaces)?.head.headers.get('x')).toHaveLength(15_002)
  })
})

/** Reads a whole text at once, line by line, in the plainest way. */
function oracle(
  text: string,
): { readonly status: number; readonly length: number | undefined; readonly used: number } | 'more' | 'refused' {
  for (let start = 0; ;) {
    const end = text.indexOf('\r\n\r\n', start)
    if (end < 0) return 'more'
    const [first = '', ...lines] = text.slice(start, end).split('\r\n')
    const [version = '', status = '', ...words] = first.split(' ')
    if ((version !== 'HTTP/1.1' && version !== 'HTTP/1.0') || status.length !== 3 || !isClean(words.join(' '))) return 'refused'
    const code = [...status].every((sign) => sign >= '0' && sign <= '9') ? Number(status) : 0
    if (code < 100 || code > 599 || code === 101) return 'refused'
    const lengths: string[] = []
    let isCoded = false
    for (const line of lines) {
      const colon = line.indexOf(':')
      const name = line.slice(0, Math.max(0, colon)).toLowerCase()
      if (name === '' || [...name].some((sign) => !"!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz".includes(sign))) return 'refused'
      if (!isClean(line.slice(colon + 1))) return 'refused'
      if (name === 'transfer-encoding') isCoded = true
      if (name === 'content-length')
        lengths.push(
          line
            .slice(colon + 1)
            .replace(/^[ \t]+/, '')
            .replace(/[ \t]+$/, ''),
        )
    }
    if (code >= 200) {
      if (code === 204) return { status: code, length: 0, used: end + 4 }
      if (isCoded || lengths.length === 0) return { status: code, length: undefined, used: end + 4 }
      const [length = ''] = lengths
      const isCount =
        lengths.length === 1 && length.length > 0 && length.length < 16 && [...length].every((sign) => sign >= '0' && sign <= '9')
      return isCount ? { status: code, length: Number(length), used: end + 4 } : 'refused'
    }
    start = end + 4
    // An interim head's own length is looked at as well.
    if (!isCoded && lengths.length > 0 && !(lengths.length === 1 && /^\d{1,15}$/.test(lengths[0] ?? ''))) return 'refused'
  }
}

const isClean = (text: string): boolean =>
  [...text].every(
    (sign) => sign === '\t' || (sign >= ' ' && sign !== '\x7f' && sign.charCodeAt(0) <= 0xff && !(sign > '\x7f' && sign < '\x80')),
  )

const PIECES = [
  'HTTP/1.1 200 OK\r\n',
  'HTTP/1.1 206 Partial Content\r\n',
  'HTTP/1.1 100 Continue\r\n\r\n',
  'HTTP/1.1 204 \r\n',
  'HTTP/1.0 404 Not Found\r\n',
  'content-length: 5\r\n',
  'Content-Length:\t12345 \r\n',
  'content-length: 99999999999999999\r\n',
  'transfer-encoding: chunked\r\n',
  'etag: "x"\r\n',
  '\r\n',
  '\r\n\r\n',
  '\n',
  ' ',
  ':',
  'x',
  '\xa0\xff',
  '\0',
]

it('is what a plain reader of the whole text makes of it, whatever is sent in whatever pieces', () => {
  const text = fc.array(fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...PIECES) }, fc.string({ unit: 'binary-ascii', maxLength: 4 })), {
    maxLength: 12,
  })
  const seen = { heads: 0, refused: 0, more: 0 }
  fc.assert(
    fc.property(
      fc.constantFrom('', ...PIECES.slice(0, 5)),
      text,
      fc.array(fc.nat({ max: 40 }), { minLength: 1, maxLength: 5 }),
      (start, parts, sizes) => {
        const bytes = Buffer.from(start + parts.join(''), 'latin1')
        const expected = oracle(bytes.toString('latin1'))
        if (expected === 'refused') {
          seen.refused++
          expect(() => read(bytes, sizes)).toThrow(HttpError)
          return
        }
        const found = read(bytes, sizes)
        if (expected === 'more') seen.more++
        else seen.heads++
        expect(found && { status: found.head.status, length: found.head.length, used: found.used }).toEqual(
          expected === 'more' ? undefined : expected,
        )
      },
    ),
    { numRuns: 5000 },
  )
  // Each of the three is reached often enough to mean something.
  expect(Math.min(seen.heads, seen.refused, seen.more)).toBeGreaterThan(200)
})
