import { connect } from 'node:net'
import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Slots } from '../../src/server/files/slots'
import { DEFAULT_LIMITS, type ServerLimits } from '../../src/server/limits'
import { FakeClock } from '../helpers/fake-clock'
import { FileClient, someBytes, TUS } from './file-client'
import { TestOffice } from './office'

let clock: FakeClock
let office: TestOffice
let alice: FileClient
const open = async (limits: Partial<ServerLimits> = {}, isKeptAtOneNode = false) => {
  clock = new FakeClock()
  office = await TestOffice.open({ clock, limits, isKeptAtOneNode })
  alice = new FileClient(office, 'alice')
}
afterEach(() => office.close())

/** A request whose body is written by hand. */
class OpenRequest {
  readonly socket
  readonly answered: Promise<string>

  constructor(head: string) {
    this.socket = connect(office.server.ports.http, '127.0.0.1')
    this.socket.write(`${head}\r\n\r\n`)
    let text = ''
    this.socket.on('data', (chunk: Buffer) => (text += chunk.toString()))
    this.socket.on('error', () => undefined)
    this.answered = once(this.socket, 'close').then(() => text)
  }

  static async patch(path: string, offset: number, length: number): Promise<OpenRequest> {
    const headers = { ...TUS, 'content-type': 'application/offset+octet-stream', 'upload-offset': offset, 'content-length': length }
    const token = await alice.token()
    const lines = Object.entries({ host: 'x', connection: 'close', authorization: `Bearer ${token}`, ...headers })
    return new OpenRequest([`PATCH ${path} HTTP/1.1`, ...lines.map(([name, value]) => `${name}: ${value}`)].join('\r\n'))
  }
}

/** What the server has of an upload's bytes, when it is so many. */
const taken = async (bytes: number): Promise<void> => {
  while ((await office.metric('jim_file_bytes_in_total')) !== bytes);
}

describe('a body', () => {
  beforeEach(() => open())

  it('that brings no byte for half a minute is cut, and what came of it stays', async () => {
    const path = (await alice.create(100_000)).headers['location']!
    const request = await OpenRequest.patch(path, 0, 100_000)
    request.socket.write(someBytes(5000))
    await taken(5000)
    clock.advance(29_000)
    request.socket.write(someBytes(1000))
    await taken(6000)
    clock.advance(1000)
    request.socket.write(someBytes(4095))
    await taken(10_095)
    clock.advance(30_000)
    expect(await request.answered).toBe('')
    expect((await alice.head(path)).headers['upload-offset']).toBe('10095')
  })

  it('may take as long as it likes while it goes on', async () => {
    const path = (await alice.create(40_960)).headers['location']!
    const request = await OpenRequest.patch(path, 0, 40_960)
    for (let i = 1; i <= 10; i++) {
      request.socket.write(someBytes(4096))
      await taken(i * 4096)
      if (i < 10) clock.advance(30_000)
    }
    expect(await request.answered).toMatch(/^HTTP\/1.1 204 /)
  })

  it('of any other call comes in half a minute', async () => {
    const head = ['POST /v1/groups HTTP/1.1', 'host: x', `authorization: Bearer ${await alice.token()}`, 'content-type: application/json']
    const timers = clock.pending
    const request = new OpenRequest([...head, 'content-length: 50'].join('\r\n'))
    request.socket.write('{')
    while (clock.pending === timers) await new Promise((resolve) => setImmediate(resolve))
    clock.advance(29_999)
    expect(request.socket.readableEnded).toBe(false)
    clock.advance(1)
    expect(await request.answered).toMatch(/^HTTP\/1.1 408 [\s\S]*"code":"timeout"/)
  })

  it('is refused while it is still on its way', async () => {
    async function* endless(): AsyncIterable<Uint8Array> {
      for (;;) yield someBytes(65_536)
    }
    const answer = await alice.patch(`/v1/files/f_${'a'.repeat(26)}`, 0, endless())
    expect(answer).toMatchObject({ status: 404, code: 'not_found' })
  })
})

describe('two writers', () => {
  beforeEach(() => open())

  it('do not write at once: the second is told that the upload is locked', async () => {
    const path = (await alice.create(100)).headers['location']!
    const first = await OpenRequest.patch(path, 0, 100)
    first.socket.write(someBytes(10))
    await taken(10)
    const timers = clock.pending
    const second = alice.patch(path, 10, someBytes(90))
    while (clock.pending < timers + 2) await new Promise((resolve) => setImmediate(resolve))
    clock.advance(1000)
    first.socket.write(someBytes(10))
    await taken(20)
    clock.advance(2000)
    expect(await second).toMatchObject({ status: 423, code: 'locked' })
    first.socket.write(someBytes(80))
    expect(await first.answered).toMatch(/^HTTP\/1.1 204 /)
  })

  it('of which the first has lost its network: it gives way after 3 s', async () => {
    const bytes = someBytes(100)
    const path = (await alice.create(100)).headers['location']!
    const first = await OpenRequest.patch(path, 0, 100)
    first.socket.write(bytes.subarray(0, 10))
    await taken(10)
    const timers = clock.pending
    const head = alice.head(path)
    while (clock.pending === timers) await new Promise((resolve) => setImmediate(resolve))
    clock.advance(3000)
    expect((await head).headers['upload-offset']).toBe('10')
    expect((await alice.patch(path, 10, bytes.subarray(10))).status).toBe(204)
    expect((await alice.get(path)).bytes.equals(bytes)).toBe(true)
    first.socket.destroy()
  })
})

describe('how much there may be', () => {
  it('of one file', async () => {
    await open({ maxFileBytes: 1000 })
    expect((await alice.create(1000)).status).toBe(201)
    expect(await alice.create(1001)).toMatchObject({ status: 413, code: 'too_large' })
    const session = await office.enter('alice')
    expect(session.frames[0]?.json['files']).toEqual({ max_bytes: 1000, expires_ms: 86_400_000 })
  })

  it('of one user: what is unfinished counts in full, what was taken back does not, others are not asked', async () => {
    await open({ quotaBytes: 20_000 })
    const bob = new FileClient(office, 'bob')
    await alice.upload(someBytes(10_000))
    const path = (await alice.create(6000)).headers['location']!
    expect(await alice.create(5000)).toMatchObject({ status: 507, code: 'quota' })
    expect((await bob.create(5000)).status).toBe(201)
    await alice.delete(path)
    expect((await alice.create(5000)).status).toBe(201)
    // However small, a file takes a block.
    expect((await alice.create(1)).status).toBe(201)
    expect((await alice.create(1)).code).toBe('quota')
  })

  it('of one user, of what they claim', async () => {
    await open({ quotaBytes: 20_000 })
    const bytes = someBytes(8000)
    await alice.upload(bytes)
    const { createHash } = await import('node:crypto')
    const facts = { sha256: createHash('sha256').update(bytes).digest('hex'), size: 8000 }
    expect((await alice.claim(facts)).status).toBe(201)
    expect(await alice.claim(facts)).toMatchObject({ status: 507, code: 'quota' })
  })

  it('of all', async () => {
    await open({ quotaBytesInAll: 20_000 })
    await alice.upload(someBytes(15_000))
    expect(await new FileClient(office, 'bob').create(6000)).toMatchObject({ status: 507, code: 'quota' })
  })

  it('of unfinished uploads: of a user, and of all', async () => {
    expect(DEFAULT_LIMITS).toMatchObject({ maxUploads: 100, maxUploadsInAll: 10_000 })
    await open({ maxUploads: 3, maxUploadsInAll: 7 })
    const [bob, carol] = [new FileClient(office, 'bob'), new FileClient(office, 'carol')]
    for (const each of [alice, bob]) {
      for (let i = 0; i < 3; i++) expect((await each.create(1)).status).toBe(201)
      expect(await each.create(1)).toMatchObject({ status: 429, code: 'too_many_uploads' })
    }
    expect((await carol.create(1)).status).toBe(201)
    expect(await carol.create(1)).toMatchObject({ status: 429, code: 'too_many_uploads' })
    expect((await office.server.store.files.counts()).unfinished).toBe(7)
  })

  it('of requests that write at once', async () => {
    await open({ maxWriters: 1 }, true)
    const [one, two] = [(await alice.create(100)).headers['location']!, (await alice.create(100)).headers['location']!]
    const first = await OpenRequest.patch(one, 0, 100)
    first.socket.write(someBytes(10))
    await taken(10)
    const refused = await alice.patch(two, 0, someBytes(100))
    expect(refused).toMatchObject({ status: 429, code: 'rate_limited', headers: { 'retry-after': '1' } })
    first.socket.write(someBytes(90))
    await first.answered
    expect((await alice.patch(two, 0, someBytes(100))).status).toBe(204)
  })
})

describe('slots', () => {
  beforeEach(() => open())

  it('are so many for each and in all, and are given back once', () => {
    const slots = new Slots({ perKey: 2, inAll: 3 })
    const [a, b] = [slots.take('alice'), slots.take('alice')]
    expect(slots.take('alice')).toBeUndefined()
    expect(slots.take('bob')).toBeTypeOf('function')
    expect(slots.take('carol')).toBeUndefined()
    a?.()
    a?.()
    expect(slots.count).toBe(2)
    expect(slots.take('carol')).toBeTypeOf('function')
    b?.()
    expect(slots.take('alice')).toBeTypeOf('function')
  })
})
