import { describe, expect, it } from 'vitest'
import { Thumbnails } from '../../src/main/media/thumbnails'
import { must } from '../helpers/results'
import { MediaBench } from './media-bench'

const WEBP = new Uint8Array(Buffer.from('RIFF\x10\0\0\0WEBPVP8 ', 'latin1'))
const MADE = { bytes: WEBP, mime: 'image/webp', width: 40, height: 30, thumbHash: new Uint8Array([1, 2, 3]) }

class Bench extends MediaBench {
  readonly thumbnails = new Thumbnails(this.decoder)
}

describe('previews', () => {
  it('are what the window made, of pictures and of films', async () => {
    const bench = new Bench()
    const made = [bench.thumbnails.make('/a.jpg', 'image/jpeg'), bench.thumbnails.make('/b.mp4', 'video/mp4')]
    await bench.askedFor(1)
    bench.made(1, MADE, undefined)
    expect(must(await made[0]!)).toEqual({ bytes: WEBP, mime: 'image/webp', width: 40, height: 30, thumbHash: 'AQID' })
    await bench.askedFor(2)
    bench.made(2, MADE, undefined)
    must(await made[1]!)
    expect(bench.asked.map(({ task }) => task)).toEqual([
      { make: 'preview', isVideo: false },
      { make: 'preview', isVideo: true },
    ])
  })

  it.each([
    [1.2, 1],
    [0.1, 1],
    [83.6, 84],
    [0, undefined],
    [Number.POSITIVE_INFINITY, undefined],
    [1e9, undefined],
    ['12', undefined],
  ])('of a film of %s seconds say %s', async (seconds, told) => {
    const bench = new Bench()
    const made = bench.thumbnails.make('/b.mp4', 'video/mp4')
    await bench.askedFor(1)
    bench.made(1, { ...MADE, seconds }, undefined)
    expect(must(await made).seconds).toBe(told)
  })

  it.each([
    ['nothing', undefined],
    ['no WebP', { ...MADE, bytes: new Uint8Array(40) }],
    ['too much', { ...MADE, bytes: new Uint8Array(Buffer.concat([WEBP, Buffer.alloc(200 * 1024)])) }],
    ['another type', { ...MADE, mime: 'text/html' }],
    ['no edges', { ...MADE, width: Number.NaN }],
    ['edges of nothing', { ...MADE, height: 0 }],
    ['a long hash', { ...MADE, thumbHash: new Uint8Array(31) }],
    ['no bytes', { ...MADE, bytes: 'RIFF' }],
  ])('are not what a window that was taken over gives: %s', async (_, made) => {
    const bench = new Bench()
    const making = bench.thumbnails.make('/a.jpg', 'image/jpeg')
    await bench.askedFor(1)
    bench.made(1, made, 'no')
    expect(await making).toMatchObject({ ok: false, error: { code: 'not_drawable' } })
  })
})

describe('faces', () => {
  const JPEG = new Uint8Array([0xff, 0xd8, 0xff, 0xe0])
  const face = { square: { x: 1, y: 2, side: 3 }, edge: 64 }

  it('are squares of a picture', async () => {
    const bench = new Bench()
    const made = bench.thumbnails.makeFace('/b.png', 'image/png', face)
    await bench.askedFor(1)
    expect(bench.asked[0]).toEqual({ id: 1, path: '/b.png', task: { make: 'face', ...face } })
    bench.made(1, JPEG, undefined)
    expect(must(await made)).toEqual(JPEG)
  })

  it.each([[undefined], [MADE], [WEBP], [new Uint8Array()], [Buffer.concat([JPEG, Buffer.alloc(2 ** 20)])]])(
    'are taken only as what they should be',
    async (answer) => {
      const bench = new Bench()
      const made = bench.thumbnails.makeFace('/b.png', 'image/png', face)
      await bench.askedFor(1)
      bench.made(1, answer, 'no')
      expect(await made).toMatchObject({ ok: false, error: { code: 'not_drawable' } })
    },
  )
})
