import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readRange } from '../../src/server/files/byte-range'
import { FileClient, sha256, someBytes } from './file-client'
import { TestOffice } from './office'

/** RFC 9110 slowly: which of the bytes, one by one, does the header name? */
function oracle(header: string, size: number): readonly number[] | 'unsatisfiable' | 'all' {
  const match = /^bytes=(\d*)-(\d*)$/i.exec(header.replaceAll(/[ \t]/g, ''))
  const [, from = '', to = ''] = match ?? []
  if (match === null || (from === '' && to === '')) return 'all'
  if (from !== '' && to !== '' && BigInt(to) < BigInt(from)) return 'all'
  const positions = Array.from({ length: size }, (_, i) => i)
  const named = positions.filter((i) =>
    from === '' ? BigInt(size - i) <= BigInt(to) : BigInt(i) >= BigInt(from) && (to === '' || BigInt(i) <= BigInt(to)),
  )
  return named.length === 0 ? 'unsatisfiable' : named
}

const digits = fc.oneof(
  fc.constant(''),
  fc.nat(40).map(String),
  fc.nat(40).map((n) => `00${n}`),
  fc.constantFrom('9007199254740993', '99999999999999999999999999', '0'),
)
const wellFormed = fc
  .tuple(digits, digits, fc.constantFrom('bytes=', 'Bytes= ', 'bytes=\t'))
  .map(([from, to, unit]) => `${unit}${from}-${to}`)
const lies = fc.oneof(
  wellFormed,
  fc.string({ maxLength: 20 }),
  fc.constantFrom(
    'bytes=0-1,3-4',
    'bytes=-',
    'bytes=--1',
    'bytes=1',
    'items=0-1',
    'bytes=0x1-2',
    'bytes=1.5-2',
    'bytes=+1-2',
    'bytes = 1-2',
    ' bytes=1-2',
  ),
)

describe('a range', () => {
  it('names the bytes that a slow reading of the standard names, and no others', () => {
    fc.assert(
      fc.property(lies, fc.nat(30), (header, size) => {
        const range = readRange(header, size)
        const wanted = /^bytes=/i.test(header) && !/\d[ \t]+[\d-]|-[ \t]+\d/.test(header) ? oracle(header, size) : 'all'
        const named =
          typeof range === 'object' ? Array.from({ length: range.end - range.start + 1 }, (_, i) => range.start + i) : (range ?? 'all')
        expect(named).toEqual(wanted)
      }),
      { numRuns: 3000 },
    )
  })

  it('of 16 KB of digits is read like any other', () => {
    expect(readRange(`bytes=0-${'9'.repeat(16_000)}`, 10)).toEqual({ start: 0, end: 9 })
    expect(readRange(`bytes=${'9'.repeat(16_000)}-`, 10)).toBe('unsatisfiable')
  })
})

describe('what is answered to a range', () => {
  it('is that part, all of it, or that there is none', async () => {
    const office = await TestOffice.open({ users: ['alice'] })
    const alice = new FileClient(office, 'alice')
    const bytes = someBytes(600_000)
    const path = `/v1/files/${await alice.upload(bytes)}`
    const etag = `"${sha256(bytes)}"`
    const part = async (headers: Readonly<Record<string, string>>) => {
      const answer = await alice.get(path, headers)
      expect(answer.headers['content-length']).toBe(String(answer.bytes.length))
      return [answer.status, answer.headers['content-range'], sha256(answer.bytes)]
    }
    expect(await part({ range: 'bytes=0-0' })).toEqual([206, 'bytes 0-0/600000', sha256(bytes.subarray(0, 1))])
    expect(await part({ range: 'bytes=100000-' })).toEqual([206, 'bytes 100000-599999/600000', sha256(bytes.subarray(100_000))])
    expect(await part({ range: 'bytes=-5' })).toEqual([206, 'bytes 599995-599999/600000', sha256(bytes.subarray(-5))])
    expect(await part({ range: 'bytes=599999-999999999999' })).toEqual([206, 'bytes 599999-599999/600000', sha256(bytes.subarray(-1))])
    expect((await part({ range: 'bytes=5-1' }))[0]).toBe(200)
    expect((await part({ range: 'bytes=0-1,5-6' }))[0]).toBe(200)
    expect((await part({ range: 'bytes=600000-' })).slice(0, 2)).toEqual([416, 'bytes */600000'])
    // A part of what was read before, or all of what it is now.
    expect(await part({ range: 'bytes=0-0', 'if-range': etag })).toEqual([206, 'bytes 0-0/600000', sha256(bytes.subarray(0, 1))])
    for (const other of ['"0"', `W/${etag}`, 'Thu, 26 Nov 2026 07:46:38 GMT'])
      expect(await part({ range: 'bytes=0-0', 'if-range': other })).toEqual([200, undefined, sha256(bytes)])
    const head = await alice.call('HEAD', path, { headers: { range: 'bytes=10-19' } })
    expect([head.status, head.headers['content-range'], head.headers['content-length']]).toEqual([206, 'bytes 10-19/600000', '10'])
    await office.close()
  })

  it('is never compressed: the bytes are counted', async () => {
    const office = await TestOffice.open({ users: ['alice'] })
    const alice = new FileClient(office, 'alice')
    const text = Buffer.from('the same again '.repeat(10_000))
    const path = `/v1/files/${await alice.upload(text, { filetype: 'text/plain' })}`
    const { headers, bytes } = await alice.get(path, { 'accept-encoding': 'gzip' })
    expect([headers['content-encoding'], headers['content-length'], bytes.equals(text)]).toEqual([undefined, '150000', true])
    await office.close()
  })
})
