import { randomBytes } from 'node:crypto'
import { asFileId } from '@shared/ids'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Jim1Files } from '../../../src/main/kinds/jim1/jim1-files'
import { byteCount, contentRange, fileIdOf, hashOf, shortName, uploadMetadata } from '../../../src/main/kinds/jim1/tus-upload'
import type { ByteSink, ByteSource, FileHead, NewFile } from '../../../src/main/kinds/kind/file-api'
import type { ByteHttp } from '../../../src/main/lib/byte-exchange'
import { createByteHttp } from '../../../src/main/lib/byte-http'
import { systemClock } from '../../../src/main/lib/clock'
import { HttpError } from '../../../src/main/lib/http-client'
import { failed, ok } from '../../../src/shared/result'
import { FakeClock } from '../../helpers/fake-clock'
import { FileServer, hash } from '../../helpers/file-server'
import { must } from '../../helpers/results'

let server: FileServer
let http: ByteHttp
const never = new AbortController().signal

beforeEach(async () => {
  server = await FileServer.open()
  http = createByteHttp()
})

afterEach(async () => {
  await http.close()
  await server.close()
})

function filesWith(change: Partial<ConstructorParameters<typeof Jim1Files>[0]> = {}): Jim1Files {
  const { url } = server
  return new Jim1Files({ http, httpBase: () => url, token: () => 'secret', dialect: () => 'sync', clock: systemClock, ...change })
}

const fileOf = (bytes: Buffer, name = '报告.pdf'): NewFile => ({ name, mime: 'application/pdf', size: bytes.length, sha256: hash(bytes) })

async function* pieces(bytes: Buffer, size = 10_000): ByteSource {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size))
}

class Taken implements ByteSink {
  head: FileHead | undefined
  bytes = Buffer.alloc(0)
  begin(head: FileHead) {
    this.head = head
    return Promise.resolve(ok())
  }
  write(bytes: Uint8Array) {
    this.bytes = Buffer.concat([this.bytes, bytes])
    return Promise.resolve(ok())
  }
}

describe('uploads', () => {
  it('are made, sent in two parts and whole then', async () => {
    const files = filesWith()
    const bytes = randomBytes(300_000)
    const { fileId, offset } = must(await files.create(fileOf(bytes), undefined, never))
    expect(offset).toBe(0)
    expect(server.files.get(fileId)?.metadata).toBe(uploadMetadata(fileOf(bytes)))
    // 5,000 of them, then the link breaks.
    server.faults.push({ on: 'PATCH', cutAfter: 5000 })
    expect(await files.send(fileId, 0, bytes.length, pieces(bytes), never)).toMatchObject({ ok: false, error: { code: 'reset' } })
    const held = must(await files.offset(fileId, never))
    expect(held).toBe(5000)
    expect(must(await files.send(fileId, held, bytes.length - held, pieces(bytes.subarray(held)), never))).toBe(bytes.length)
    expect(server.files.get(fileId)?.bytes.equals(bytes)).toBe(true)
    expect(server.received).toBe(bytes.length)
  })

  it('of a small file take one way', async () => {
    const bytes = randomBytes(1000)
    expect(must(await filesWith().create(fileOf(bytes), bytes, never)).offset).toBe(1000)
    expect(server.log).toEqual(['POST'])
    expect([...server.files.values()][0]?.bytes.equals(bytes)).toBe(true)
  })

  it('are claimed where the server has the bytes already', async () => {
    const bytes = randomBytes(1000)
    expect(await filesWith().claim(fileOf(bytes), never)).toMatchObject({ ok: false, error: { code: 'not_found' } })
    const id = server.put(bytes)
    expect(must(await filesWith().claim(fileOf(bytes), never))).toBe(id)
  })

  it('that are given up are gone', async () => {
    const id = asFileId(server.put(randomBytes(10)))
    must(await filesWith().abandon(id))
    expect(server.files.size).toBe(0)
    expect(await filesWith().offset(id, never)).toMatchObject({ ok: false, error: { code: 'not_found' } })
  })

  it.each([
    [400, '', 'bad_request'],
    [401, '', 'bad_token'],
    [401, '{"code":"expired","reason":"the token has expired"}', 'bad_token'],
    [404, '<html>', 'not_found'],
    [409, 'wrong', 'wrong_offset'],
    [410, '', 'expired'],
    [410, '{"code":"gone","reason":"its bytes are lost"}', 'gone'],
    [413, '', 'too_large'],
    [423, '', 'locked'],
    [460, '', 'wrong_hash'],
    [502, '', 'http_502'],
    [503, '{"code":"files_unavailable"}', 'files_unavailable'],
    [507, '', 'server_full'],
    [507, '{"code":"quota","reason":"yours"}', 'quota'],
  ])('refused with %i %s are `%s`', async (status, body, code) => {
    server.faults.push({ on: 'PATCH', status, body })
    const bytes = randomBytes(10)
    const id = asFileId(server.put(bytes))
    expect(await filesWith().send(id, 0, 10, pieces(bytes), never)).toMatchObject({ ok: false, error: { code } })
  })

  it('say how long the server wants to be left alone', async () => {
    server.faults.push({ on: 'POST', status: 429, body: '{"code":"too_many_uploads","reason":"","retry_after_ms":1500}' })
    const made = await filesWith().create(fileOf(Buffer.from('x')), undefined, never)
    expect(made).toEqual({ ok: false, error: { code: 'too_many_uploads', message: '', retryAfterMs: 1500 } })
  })

  it('that stop moving are told as a link that does not answer', async () => {
    const clock = new FakeClock(0)
    const id = asFileId(server.put(randomBytes(10)))
    server.faults.push({ on: 'PATCH', isSilent: true })
    // Its second piece never comes: nothing moves.
    let isWaiting: (() => void) | undefined
    const waits = new Promise<void>((resolve) => (isWaiting = resolve))
    async function* stuck(): ByteSource {
      yield Buffer.from('12345')
      isWaiting?.()
      await new Promise(() => undefined)
    }
    const sent = filesWith({ clock }).send(id, 0, 10, stuck(), never)
    await waits
    clock.advance(30_000)
    expect(await sent).toMatchObject({ ok: false, error: { code: 'timeout' } })
  })

  describe('over a slow line', () => {
    const PIECE = 256 * 1024
    /** Bytes a millisecond. */
    const PACE = 4

    /** Takes a body as fast as the line is, and counts what it is handed at a time. */
    function line(pace: number) {
      const clock = new FakeClock(0)
      const parts: number[] = []
      const slow: ByteHttp = {
        ...http,
        async request({ body, signal, answerMs }) {
          let came = 0
          for await (const part of body instanceof Uint8Array ? [body] : (body as ByteSource)) {
            parts.push(part.length)
            came += part.length
            clock.advance(part.length / pace)
            if (signal.aborted || (answerMs > 0 && clock.monotonic() > answerMs)) throw new HttpError('timeout', 'it was cut')
          }
          const headers: Readonly<Record<string, string>> = { 'upload-offset': String(came), location: `/v1/files/f_${'a'.repeat(26)}` }
          return {
            status: 201,
            header: (name) => headers[name],
            each: () => Promise.resolve(),
            text: () => Promise.resolve(''),
            drop: () => undefined,
          }
        },
      }
      return { files: filesWith({ http: slow, clock }), parts, clock }
    }

    it('come in as long as it needs for them', async () => {
      const { files, clock } = line(PACE)
      const bytes = Buffer.alloc(20 * PIECE)
      expect(must(await files.send(asFileId('f_1'), 0, bytes.length, pieces(bytes, PIECE), never))).toBe(bytes.length)
      expect([clock.monotonic(), clock.pending]).toEqual([bytes.length / PACE, 0])
    })

    it('of a small file come in one piece', async () => {
      const { files, parts } = line(PACE)
      const bytes = Buffer.alloc(PIECE)
      expect(must(await files.create(fileOf(bytes), bytes, never)).offset).toBe(PIECE)
      expect(parts).toEqual([PIECE])
    })

    it('go by small parts, and by whole pieces once it turns out to be fast', async () => {
      const { files, parts } = line(PACE * 1000)
      const bytes = Buffer.alloc(4 * PIECE)
      must(await files.send(asFileId('f_1'), 0, bytes.length, pieces(bytes, PIECE), never))
      expect(parts).toEqual([...Array.from({ length: 16 }, () => 16 * 1024), PIECE, PIECE, PIECE])
    })
  })

  it('end at once when nobody wants them any more', async () => {
    const id = asFileId(server.put(randomBytes(10)))
    server.faults.push({ on: 'HEAD', isSilent: true })
    const stop = new AbortController()
    const asked = filesWith().offset(id, stop.signal)
    stop.abort()
    expect(await asked).toMatchObject({ ok: false, error: { code: 'cancelled' } })
  })
})

describe('reading', () => {
  it('gives the bytes from the place that was asked for, and says which file they are of', async () => {
    const bytes = randomBytes(200_000)
    const id = asFileId(server.put(bytes))
    const [whole, rest] = [new Taken(), new Taken()]
    must(await filesWith().read(id, { from: 0, sha256: undefined }, whole, never))
    expect(whole.head).toEqual({ from: 0, size: 200_000, sha256: hash(bytes) })
    expect(whole.bytes.equals(bytes)).toBe(true)
    must(await filesWith().read(id, { from: 150_000, sha256: hash(bytes) }, rest, never))
    expect(rest.head).toEqual({ from: 150_000, size: 200_000, sha256: hash(bytes) })
    expect(rest.bytes.equals(bytes.subarray(150_000))).toBe(true)
  })

  it('begins anew when the file is another one by now', async () => {
    const bytes = randomBytes(1000)
    const taken = new Taken()
    must(await filesWith().read(asFileId(server.put(bytes)), { from: 500, sha256: hash(Buffer.from('other')) }, taken, never))
    expect([taken.head?.from, taken.bytes.equals(bytes)]).toEqual([0, true])
  })

  it('says what broke off, after the bytes that came', async () => {
    const bytes = randomBytes(200_000)
    const taken = new Taken()
    server.faults.push({ on: 'GET', cutAfter: 100_000 })
    const read = await filesWith().read(asFileId(server.put(bytes)), { from: 0, sha256: undefined }, taken, never)
    expect(read).toMatchObject({ ok: false, error: { code: 'reset' } })
    expect(taken.bytes.equals(bytes.subarray(0, taken.bytes.length))).toBe(true)
  })

  it.each<[string, 'begin' | 'write']>([
    ['head', 'begin'],
    ['bytes', 'write'],
  ])('ends with the failure of whoever takes its %s', async (_what, at) => {
    const taken = Object.assign(new Taken(), { [at]: () => Promise.resolve(failed('disk_full')) })
    const read = await filesWith().read(asFileId(server.put(randomBytes(1000))), { from: 0, sha256: undefined }, taken, never)
    expect(read).toMatchObject({ ok: false, error: { code: 'disk_full' } })
  })

  it('has a connection of its own where many bytes are expected, and only there', async () => {
    const bytes = randomBytes(1000)
    const id = asFileId(server.put(bytes))
    const large: (boolean | undefined)[] = []
    const watched: ByteHttp = {
      ...http,
      request: (request) => {
        large.push(request.isLarge)
        return http.request(request)
      },
    }
    const limit = 8 * 1024 * 1024
    for (const expected of [undefined, limit - 1, limit]) {
      must(await filesWith({ http: watched }).read(id, { from: 0, sha256: undefined, expected }, new Taken(), never))
    }
    expect(large).toEqual([false, false, true])
  })

  it.each([
    ['of another length', 206, { 'content-range': 'bytes 500-999/1000', 'content-length': '499' }],
    ['from another place', 206, { 'content-range': 'bytes 400-999/1000', 'content-length': '600' }],
    ['without a place', 206, { 'content-length': '500' }],
    ['without a length', 200, {}],
  ])('takes no bytes %s than the server says', async (_what, status, headers: Readonly<Record<string, string>>) => {
    const lying: ByteHttp = {
      ...http,
      request: () =>
        Promise.resolve({
          status,
          header: (name) => headers[name],
          each: () => Promise.reject(new Error('was read')),
          text: () => Promise.resolve(''),
          drop: () => undefined,
        }),
    }
    const id = asFileId(server.put(randomBytes(1000)))
    const read = await filesWith({ http: lying }).read(id, { from: 500, sha256: undefined }, new Taken(), never)
    expect(read).toMatchObject({ ok: false, error: { code: 'bad_answer' } })
  })

  it('past the end is told', async () => {
    const id = asFileId(server.put(randomBytes(10)))
    const read = await filesWith().read(id, { from: 11, sha256: undefined }, new Taken(), never)
    expect(read).toMatchObject({ ok: false, error: { code: 'wrong_offset' } })
  })
})

it('asks nothing of a plain server', async () => {
  const files = filesWith({ dialect: () => 'base' })
  const id = asFileId(server.put(Buffer.from('x')))
  expect(await files.read(id, { from: 0, sha256: undefined }, new Taken(), never)).toMatchObject({ error: { code: 'unsupported' } })
  expect(server.log).toEqual([])
})

describe('what the headers of a server say', () => {
  const ID = `f_${'a'.repeat(26)}`

  it.each<[string | undefined, string | undefined]>([
    [`/v1/files/${ID}`, ID],
    [`http://127.0.0.1:9003/v1/files/${ID}`, ID],
    [`/v1/files/${ID}?x=1`, undefined],
    [`/v1/files/../${ID}`, undefined],
    [`/v1/files/F_${'A'.repeat(26)}`, undefined],
    [`https://evil.example/other/v1/files/${ID}`, undefined],
    [undefined, undefined],
  ])('a Location %s names %s', (location, id) => expect(fileIdOf(location)).toBe(id))

  it.each<[string | undefined, number | undefined]>([
    ['0', 0],
    ['9007199254740991', 9007199254740991],
    ['9007199254740993', undefined],
    ['-1', undefined],
    ['1e3', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('a count of %s is %s', (text, count) => expect(byteCount(text)).toBe(count))

  it.each<[string | undefined, ReturnType<typeof contentRange>]>([
    ['bytes 5-9/10', { from: 5, to: 9, size: 10 }],
    ['bytes 5-9/*', undefined],
    ['bytes 9-5/10', undefined],
    ['bytes 5-10/10', undefined],
    ['5-9/10', undefined],
    [undefined, undefined],
  ])('a range of %s is %o', (text, range) => expect(contentRange(text)).toEqual(range))

  it.each<[string | undefined, string | undefined]>([
    [`"${'a'.repeat(64)}"`, 'a'.repeat(64)],
    [`W/"${'a'.repeat(64)}"`, undefined],
    [`"${'A'.repeat(64)}"`, undefined],
    [undefined, undefined],
  ])('an ETag of %s is %s', (text, found) => expect(hashOf(text)).toBe(found))

  it('anything at all breaks none of the readers', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const read of [fileIdOf, byteCount, contentRange, hashOf]) expect(() => read(text)).not.toThrow()
      }),
    )
  })
})

describe('names', () => {
  it('keep their ending within as many bytes as a server takes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.stringMatching(/^\.[a-z]{1,8}$/), (stem, ending) => {
        const name = shortName(`x${stem.replaceAll('.', '')}${ending}`)
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255)
        expect(name.endsWith(ending)).toBe(true)
      }),
    )
  })

  it('that fit stay as they are, and those without an ending lose of their end', () => {
    expect(shortName('计划.pdf')).toBe('计划.pdf')
    expect(shortName('字'.repeat(300))).toBe('字'.repeat(85))
    expect(shortName(`${'字'.repeat(300)}.${'x'.repeat(300)}`).startsWith('字')).toBe(true)
  })
})
