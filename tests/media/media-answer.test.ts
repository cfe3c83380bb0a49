import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { answerMedia } from '../../src/main/media/media-answer'
import { tempFolder } from '../store/helpers'

const BYTES = Buffer.from(Array.from({ length: 600_000 }, (_, at) => at % 251))

function file(bytes: Buffer = BYTES, mime = 'video/mp4'): { readonly path: string; readonly mime: string } {
  const path = join(tempFolder(), 'film')
  writeFileSync(path, bytes)
  return { path, mime }
}

const ask = (range?: string, method = 'GET'): Request =>
  new Request('https://x/', { method, headers: range === undefined ? {} : { range } })
const bytesOf = async (response: Response): Promise<Buffer> => Buffer.from(await response.arrayBuffer())

/** Files of this folder that this process holds open. */
function openIn(path: string): number {
  const names = execFileSync('sh', ['-c', `ls -l /proc/${process.pid}/fd | grep -c "${path}" || true`]).toString()
  return Number(names)
}

describe('an answer for a file', () => {
  it('has all of it, and says how long it is', async () => {
    const answer = await answerMedia(ask(), file())
    expect([answer.status, answer.headers.get('content-length'), answer.headers.get('accept-ranges')]).toEqual([200, '600000', 'bytes'])
    expect(answer.headers.get('content-range')).toBeNull()
    expect((await bytesOf(answer)).equals(BYTES)).toBe(true)
  })

  it.each([
    ['bytes=0-', 0, 599_999],
    ['bytes=0-0', 0, 0],
    ['bytes=262143-262144', 262_143, 262_144],
    ['bytes=599999-', 599_999, 599_999],
    ['bytes=-10', 599_990, 599_999],
    ['bytes=5-9999999', 5, 599_999],
  ])('has exactly the part that is asked for: %s', async (range, first, last) => {
    const answer = await answerMedia(ask(range), file())
    expect([answer.status, answer.headers.get('content-length'), answer.headers.get('content-range')]).toEqual([
      206,
      String(last - first + 1),
      `bytes ${first}-${last}/600000`,
    ])
    expect((await bytesOf(answer)).equals(BYTES.subarray(first, last + 1))).toBe(true)
  })

  it('says that there is no such part', async () => {
    const answer = await answerMedia(ask('bytes=600000-'), file())
    expect([answer.status, answer.headers.get('content-range')]).toEqual([416, 'bytes */600000'])
    expect((await bytesOf(answer)).length).toBe(0)
  })

  it('says the same to HEAD, without bytes, and nothing to other methods', async () => {
    const known = file()
    const answer = await answerMedia(ask('bytes=1-2', 'HEAD'), known)
    expect([answer.status, answer.headers.get('content-length'), answer.body]).toEqual([206, '2', null])
    expect((await answerMedia(ask(undefined, 'POST'), known)).status).toBe(405)
    expect(openIn(known.path)).toBe(0)
  })

  it.runIf(process.platform !== 'win32')('is that it is not there for what is no file', async () => {
    const folder = tempFolder()
    mkdirSync(join(folder, 'dir'))
    execFileSync('mkfifo', [join(folder, 'pipe')])
    for (const name of ['dir', 'pipe', 'gone']) {
      expect((await answerMedia(ask(), { path: join(folder, name), mime: 'image/png' })).status).toBe(404)
    }
    expect((await answerMedia(ask(), undefined)).status).toBe(404)
    expect((await bytesOf(await answerMedia(ask(), file(Buffer.alloc(0))))).length).toBe(0)
    expect(readdirSync(folder)).toHaveLength(2)
  })

  it.each([
    ['image/png', 'image/png'],
    ['audio/ogg; codecs=opus', 'audio/ogg'],
    ['text/html', 'application/octet-stream'],
    ['image/svg+xml', 'application/octet-stream'],
    ['application/pdf', 'application/octet-stream'],
    ['image/png\r\nset-cookie: a', 'application/octet-stream'],
    ['', 'application/octet-stream'],
  ])('calls %j %j, and lets nobody guess', async (mime, type) => {
    const answer = await answerMedia(ask(), file(BYTES, mime))
    expect([answer.headers.get('content-type'), answer.headers.get('x-content-type-options')]).toEqual([type, 'nosniff'])
    await answer.body?.cancel()
  })

  it('lets go of the file when nobody wants the rest', async () => {
    const known = file()
    const answers = await Promise.all(Array.from({ length: 60 }, (_, i) => answerMedia(ask(`bytes=${i * 1000}-`), known)))
    for (const [index, answer] of answers.entries()) {
      const reader = answer.body!.getReader()
      if (index % 3 === 0) await reader.cancel()
      else {
        const reading = reader.read()
        if (index % 3 === 1) await reading
        await reader.cancel()
        await reading
      }
    }
    await expect.poll(() => openIn(known.path)).toBe(0)
  })

  it('ends early, and ends, when the file becomes shorter', async () => {
    const known = file()
    const answer = await answerMedia(ask(), known)
    const reader = answer.body!.getReader()
    await reader.read()
    truncateSync(known.path, 300_000)
    let length = 262_144
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      length += value.length
    }
    expect(length).toBe(300_000)
    expect(openIn(known.path)).toBe(0)
  })
})
