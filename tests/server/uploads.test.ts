import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FileClient, sha256, someBytes, TUS } from './file-client'
import { TestOffice } from './office'

let office: TestOffice
let alice: FileClient
let bob: FileClient
beforeEach(async () => {
  office = await TestOffice.open()
  alice = new FileClient(office, 'alice')
  bob = new FileClient(office, 'bob')
})
afterEach(() => office.close())

describe('an upload', () => {
  it('has a name that nobody guesses, and an address relative to the server', async () => {
    const { status, headers } = await alice.create(10)
    expect(status).toBe(201)
    expect(headers['location']).toMatch(/^\/v1\/files\/f_[a-z2-7]{26}$/)
    expect(headers['tus-resumable']).toBe('1.0.0')
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([])
    expect((await alice.create(10)).headers['location']).not.toBe(headers['location'])
  })

  it('is a file when its last byte is there, whatever pieces it came in', async () => {
    const bytes = someBytes(300_000)
    const { headers } = await alice.create(bytes.length, {
      filename: 'Bericht – 报告.pdf',
      filetype: 'application/pdf',
      sha256: sha256(bytes),
    })
    const path = headers['location']!
    expect(await alice.patch(path, 0, bytes.subarray(0, 1))).toMatchObject({ status: 204, headers: { 'upload-offset': '1' } })
    expect(await alice.patch(path, 1, bytes.subarray(1, 200_000))).toMatchObject({ status: 204, headers: { 'upload-offset': '200000' } })
    expect((await alice.get(path)).status).toBe(404)
    expect((await alice.head(path)).headers).toMatchObject({
      'upload-offset': '200000',
      'upload-length': '300000',
      'cache-control': 'no-store',
    })
    const last = await alice.patch(path, 200_000, bytes.subarray(200_000))
    expect([last.status, last.headers['upload-offset'], last.headers['upload-expires']]).toEqual([204, '300000', undefined])
    const read = await alice.get(path)
    expect(read.status).toBe(200)
    expect(read.bytes.equals(bytes)).toBe(true)
    expect(read.headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-length': '300000',
      'content-disposition': `attachment; filename*=UTF-8''Bericht%20%E2%80%93%20%E6%8A%A5%E5%91%8A.pdf`,
      etag: `"${sha256(bytes)}"`,
      'accept-ranges': 'bytes',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'cache-control': 'private, immutable',
    })
    expect(Object.keys(read.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  })

  it('says to its uploader that it is whole, when the answer to the last byte was lost', async () => {
    const id = await alice.upload(someBytes(5000))
    expect((await alice.head(`/v1/files/${id}`)).headers).toMatchObject({
      'upload-offset': '5000',
      'upload-length': '5000',
      'content-length': '5000',
    })
  })

  it('may bring its bytes along, and may have none', async () => {
    const bytes = someBytes(1000)
    const whole = await alice.create(1000, {}, { headers: { 'content-type': 'application/offset+octet-stream' }, body: bytes })
    expect(whole).toMatchObject({ status: 201, headers: { 'upload-offset': '1000' } })
    expect((await alice.get(whole.headers['location']!)).bytes.equals(bytes)).toBe(true)
    const empty = await alice.create(0, { sha256: sha256(Buffer.alloc(0)) })
    expect(await alice.get(empty.headers['location']!)).toMatchObject({ status: 200, headers: { 'content-length': '0' } })
  })

  it('is kept once, however often the same bytes come', async () => {
    const bytes = someBytes(10_000)
    const ids = [await alice.upload(bytes, { filename: 'one' }), await bob.upload(bytes, { filename: 'two' })]
    expect(new Set(ids).size).toBe(2)
    expect((await alice.get(`/v1/files/${ids[0]}`)).headers['content-disposition']).toContain('one')
    expect((await bob.get(`/v1/files/${ids[1]}`)).headers['content-disposition']).toContain('two')
    expect((await bob.get(`/v1/files/${ids[0]}`)).status).toBe(404)
  })

  it('is nobody else’s: to them it does not exist', async () => {
    const path = (await alice.create(100)).headers['location']!
    expect((await bob.head(path)).status).toBe(404)
    expect(await bob.patch(path, 0, someBytes(10))).toMatchObject({ status: 404, code: 'not_found' })
    expect((await bob.delete(path)).status).toBe(404)
    expect((await bob.get(path)).status).toBe(404)
    expect((await alice.head(path)).headers['upload-offset']).toBe('0')
  })

  it('can be taken back until it is whole', async () => {
    const path = (await alice.create(100)).headers['location']!
    await alice.patch(path, 0, someBytes(50))
    expect((await alice.delete(path)).status).toBe(204)
    expect((await alice.head(path)).status).toBe(404)
    const whole = `/v1/files/${await alice.upload(someBytes(100))}`
    expect(await alice.delete(whole)).toMatchObject({ status: 403, code: 'forbidden' })
    expect((await alice.get(whole)).status).toBe(200)
  })
})

describe('what is no upload', () => {
  it.each([
    ['another offset than the next', 40],
    ['an offset beyond the end', 101],
  ])('%s is refused, and nothing is written', async (_, offset) => {
    const path = (await alice.create(100)).headers['location']!
    await alice.patch(path, 0, someBytes(50))
    expect(await alice.patch(path, offset, someBytes(10))).toMatchObject({ status: 409, code: 'wrong_offset' })
    expect((await alice.head(path)).headers['upload-offset']).toBe('50')
  })

  it('other bytes than were promised are gone', async () => {
    const bytes = someBytes(5000)
    const path = (await alice.create(bytes.length, { sha256: sha256(bytes) })).headers['location']!
    const wrong = Buffer.from(bytes)
    wrong[4999]! ^= 1
    expect(await alice.patch(path, 0, wrong)).toMatchObject({ status: 460, code: 'wrong_hash' })
    expect((await alice.head(path)).status).toBe(404)
    expect((await alice.get(path)).status).toBe(404)
  })

  it('more than was announced is refused, in one piece or without a length', async () => {
    const path = (await alice.create(100)).headers['location']!
    expect(await alice.patch(path, 0, someBytes(101))).toMatchObject({ status: 413, code: 'too_large' })
    async function* chunks(): AsyncIterable<Uint8Array> {
      yield someBytes(60)
      yield someBytes(60)
    }
    expect(await alice.patch(path, 0, chunks())).toMatchObject({ status: 413, code: 'too_large' })
    expect(Number((await alice.head(path)).headers['upload-offset'])).toBeLessThanOrEqual(60)
  })

  it.each([
    ['a name of 10 kB', { filename: 'x'.repeat(10_000) }],
    ['256 bytes', { filename: `${'é'.repeat(127)}xx` }],
    ['no name', { filename: ' ' }],
    ['a name that is line breaks', { filename: '\r\n\u2028' }],
    ['a hash that is none', { sha256: 'abc' }],
  ])('%s is no name, no hash', async (_, metadata) => {
    expect(await alice.create(10, metadata)).toMatchObject({ status: 400, code: 'bad_metadata' })
  })

  it('has a name of at most 255 bytes, and a type that is one', async () => {
    const bytes = someBytes(10)
    const id = await alice.upload(bytes, { filename: `${'é'.repeat(127)}x`, filetype: 'text/html; charset=utf-8' })
    expect((await alice.get(`/v1/files/${id}`)).headers).toMatchObject({
      'content-type': 'text/html',
      'content-disposition': `attachment; filename*=UTF-8''${'%C3%A9'.repeat(127)}x`,
    })
    const other = await alice.upload(bytes, { filename: `a\r\nset-cookie: b"*'()`, filetype: 'text/html\r\nx: y' })
    expect((await alice.get(`/v1/files/${other}`)).headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename*=UTF-8''aset-cookie%3A%20b%22%2A%27%28%29`,
    })
  })

  it.each<[string, Readonly<Record<string, string>>, number]>([
    ['without a version of tus', { 'tus-resumable': '0.2.2' }, 400],
    ['without a length', { 'upload-length': 'many' }, 400],
    ['of a length to be told later', { 'upload-length': '', 'upload-defer-length': '1' }, 400],
    ['with metadata that is none', { 'upload-metadata': 'filename not-base64!' }, 400],
  ])('%s it is refused in the words of every error', async (_, headers, status) => {
    const answer = await alice.create(10, {}, { headers })
    expect(answer.status).toBe(status)
    expect(answer.code).toMatch(/^bad_(request|metadata)$/)
  })

  it('ids that are none are not looked for', async () => {
    for (const id of ['f_short', '..%2f..%2fserver.db', `f_${'A'.repeat(26)}`, '%00', 'x'.repeat(400)]) {
      expect((await alice.get(`/v1/files/${id}`)).status).toBe(404)
      expect((await alice.patch(`/v1/files/${id}`, 0, someBytes(1))).status).toBe(404)
      expect((await alice.call('DELETE', `/v1/files/${id}`, { headers: TUS })).status).toBe(404)
    }
  })

  it('nobody uploads or reads without a token', async () => {
    const id = await alice.upload(someBytes(10))
    for (const [method, path] of [
      ['POST', '/v1/files/'],
      ['PATCH', `/v1/files/${id}`],
      ['HEAD', `/v1/files/${id}`],
      ['DELETE', `/v1/files/${id}`],
      ['GET', `/v1/files/${id}`],
      ['POST', '/v1/files/claim'],
    ] as const)
      expect((await fetch(office.url(path), { method })).status).toBe(401)
  })
})

describe('claiming', () => {
  it('gives a file of one’s own of what one may read, and nothing of what others have', async () => {
    const bytes = someBytes(7000)
    const id = await alice.upload(bytes)
    const facts = { sha256: sha256(bytes), size: bytes.length }
    expect(await bob.claim(facts)).toMatchObject({ status: 404, code: 'not_found' })
    const claimed = await alice.claim({ ...facts, filename: 'again.bin' })
    expect(claimed.status).toBe(201)
    const { file_id: again } = JSON.parse(claimed.bytes.toString()) as { file_id: string }
    expect(again).not.toBe(id)
    const read = await alice.get(`/v1/files/${again}`)
    expect(read.bytes.equals(bytes)).toBe(true)
    expect(read.headers['content-disposition']).toContain('again.bin')
  })

  it('takes size and hash together, and facts that are facts', async () => {
    const bytes = someBytes(7000)
    await alice.upload(bytes)
    expect((await alice.claim({ sha256: sha256(bytes), size: 6999 })).status).toBe(404)
    expect((await alice.claim({ sha256: 'x', size: 7000 })).status).toBe(400)
    expect(await alice.claim({ sha256: sha256(bytes), size: 7000, filename: 'x'.repeat(300) })).toMatchObject({
      status: 400,
      code: 'bad_metadata',
    })
    expect(await alice.claim({ sha256: sha256(bytes), size: 7000, filename: 'a\ud800' })).toMatchObject({ status: 201 })
    const unfinished = someBytes(100)
    const path = (await alice.create(100, { sha256: sha256(unfinished) })).headers['location']!
    await alice.patch(path, 0, unfinished.subarray(0, 50))
    expect((await alice.claim({ sha256: sha256(unfinished), size: 100 })).status).toBe(404)
  })
})
