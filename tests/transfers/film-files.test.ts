import type { Measured } from '@shared/decoding'
import type { LocalFile, PictureFault } from '@shared/file'
import { beforeEach, describe, expect, it } from 'vitest'
import type { MeasuredFile } from '../../src/main/transfers/measurements'
import { MessageFiles } from '../../src/main/transfers/message-file'
import { received } from '../store/helpers'
import { CacheBench } from './cache-fixture'

/** The beginning of a film by which its kind is known, and of a voice. */
const FILM = Buffer.from('\0\0\0\x18ftypisom\0\0\0\0isomiso2', 'latin1')
const WAVE = 'A'.repeat(64)

let bench: CacheBench
let files: MessageFiles
let asked: readonly MeasuredFile[]
let measured: Measured | undefined
let fault: PictureFault | undefined
let seq: number
beforeEach(async () => {
  bench = await CacheBench.open()
  asked = []
  seq = 1
  measured = { seconds: 7 }
  fault = undefined
  files = new MessageFiles({
    store: bench.store,
    cache: bench.cache,
    isOutgoing: () => false,
    faultOf: () => fault,
    measuredOf: (file) => {
      asked = [...asked, file]
      return measured
    },
  })
})

/** What the window is given of a message whose file is here. */
async function shown(
  type: string,
  told: Readonly<Record<string, unknown>> = {},
): Promise<{ readonly sha256: string; readonly file: LocalFile }> {
  const sha256 = await bench.keep(Buffer.concat([FILM, Buffer.from(type)]))
  const content = { name: 'a.mp4', url: '/v1/files/f_1', file_id: `f_${seq}`, sha256, ...told }
  const { localId } = bench.store.messages.insert(received({ seq: seq++, type, content }))
  return { sha256, file: files.localFile(bench.store.messages.get(localId)!)! }
}

describe('a film that is here', () => {
  it('has a poster made of it where its sender sent none', async () => {
    const { sha256, file } = await shown('video')
    expect(file.thumbUrl).toBe(`jim-media://poster/${sha256}`)
    expect((await shown('file')).file.thumbUrl).toBeUndefined()
  })

  it('is measured where its sender did not say how long or how large it is', async () => {
    const { sha256, file } = await shown('video', { seconds: 3, width: 40 })
    expect(asked).toEqual([{ sha256, path: bench.place(sha256), mime: 'video/mp4', of: 'film' }])
    expect(file.measured).toEqual({ seconds: 7 })
  })

  it.each([
    ['a film of which all is said', 'video', { seconds: 3, width: 40, height: 30 }],
    ['a voice of which all is said', 'sound', { seconds: 3, wave: WAVE, name: 'a.m4a' }],
    ['a file', 'file', {}],
    ['a film under the name of a program', 'video', { name: 'a.exe' }],
  ])('is not: %s', async (_, type, told) => {
    await shown(type, told)
    expect(asked).toEqual([])
  })

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['its length', { wave: WAVE }],
    ['its wave', { seconds: 3, wave: 'x' }],
  ])('is a voice that is measured without %s', async (_, told) => {
    await shown('sound', told)
    expect(asked.map(({ of }) => of)).toEqual(['sound'])
  })

  it('cannot be shown where its decoder said so or broke, but can where its poster only took too long', async () => {
    const faults: (PictureFault | undefined)[] = []
    for (fault of ['broken', 'crashed', 'timed_out', 'too_large'] as const) faults.push((await shown('video')).file.fault)
    expect(faults).toEqual(['broken', 'crashed', undefined, undefined])
  })
})
