import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createDialer } from '../../src/main/connection/dialers/dialer'
import type { ByteAnswer } from '../../src/main/lib/byte-exchange'
import { createByteHttp } from '../../src/main/lib/byte-http'
import { systemClock } from '../../src/main/lib/clock'

const BYTES = randomBytes(3_000_000)

/** What the server does with the next answer. */
let answer: (response: ServerResponse) => void
const server = createServer((_, response) => answer(response))
const http = createByteHttp({ dial: createDialer({ clock: systemClock }) })

beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
beforeEach(() => {
  answer = whole(BYTES)
})
afterAll(async () => {
  await http.close()
  server.closeAllConnections()
  server.close()
})

const whole =
  (bytes: Uint8Array | string) =>
  (response: ServerResponse): void =>
    void response.writeHead(200, { 'content-length': bytes.length }).end(bytes)

function ask(isLarge: boolean): Promise<ByteAnswer> {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  return http.request({ method: 'GET', url, headers: {}, signal: new AbortController().signal, answerMs: 10_000, pauseMs: 10_000, isLarge })
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe.each([
  ['a connection of many answers', false],
  ['a connection of its own', true],
])('the pieces of an answer by %s', (_way, isLarge) => {
  const get = (): Promise<ByteAnswer> => ask(isLarge)

  it('come in their order, each once the one before is taken', async () => {
    const taken: Uint8Array[] = []
    let running = 0
    await (
      await get()
    ).each((bytes) => {
      expect(running).toBe(0)
      taken.push(Uint8Array.from(bytes))
      if (taken.length % 3 > 0) return true
      running++
      return turn().then(() => --running === 0)
    })
    expect(Buffer.concat(taken).equals(BYTES)).toBe(true)
  })

  it.each([
    ['at once', () => false],
    ['later', () => turn().then(() => false)],
  ])('come no more when no more are wanted, said %s, and the connection ends', async (_, take) => {
    const closed = new Promise<boolean>((resolve) => {
      answer = (response) => {
        response.once('close', () => resolve(response.writableFinished))
        response.writeHead(200, { 'content-length': BYTES.length + 1 }).write(BYTES)
      }
    })
    let pieces = 0
    await (
      await get()
    ).each(() => {
      pieces++
      return take()
    })
    expect(await closed).toBe(false)
    expect(pieces).toBe(1)
  })

  it('that break off are told once the last of them is taken', async () => {
    let cut = (): void => undefined
    answer = (response) => {
      response.writeHead(200, { 'content-length': BYTES.length }).write(BYTES.subarray(0, 1000))
      cut = () => void response.destroy()
    }
    const found = await get()
    let finish = (_wantsMore: boolean): void => undefined
    let hasEnded = false
    let ended: Promise<unknown> = Promise.resolve()
    await new Promise<void>((begun) => {
      ended = found
        .each(() => {
          begun()
          return new Promise<boolean>((done) => (finish = done))
        })
        .catch((error: unknown) => error)
        .finally(() => (hasEnded = true))
    })
    cut()
    answer = whole('later')
    // By the time that another answer has come, the end of this one has, too.
    expect(await (await get()).text()).toBe('later')
    expect(hasEnded).toBe(false)
    finish(true)
    expect(await ended).toMatchObject({ name: 'HttpError', code: 'reset' })
  })

  it('end with what taking one failed with, as it is', async () => {
    const mine = new RangeError('mine')
    const throws = (): boolean => {
      throw mine
    }
    await expect((await get()).each(throws)).rejects.toBe(mine)
    await expect((await get()).each(() => Promise.reject(mine))).rejects.toBe(mine)
  })

  it('that were broken off before anybody asked for them are told, too', async () => {
    answer = (response) => {
      response.writeHead(200, { 'content-length': BYTES.length }).write(BYTES.subarray(0, 1000))
      setImmediate(() => void response.destroy())
    }
    const found = await get()
    answer = whole('later')
    expect(await (await get()).text()).toBe('later')
    await expect(found.each(() => true)).rejects.toMatchObject({ name: 'HttpError', code: 'reset' })
  })
})
