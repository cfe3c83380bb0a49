import { describe, expect, it, onTestFinished } from 'vitest'
import { silentLogger } from '../../src/main/lib/logger'
import type { MadeListener } from '../../src/main/media/decoding-page'
import { Thumbnails } from '../../src/main/media/thumbnails'
import { FakeClock } from '../helpers/fake-clock'
import { must } from '../helpers/results'

const WEBP = new Uint8Array(Buffer.from('RIFF\x10\0\0\0WEBPVP8 ', 'latin1'))
const MADE = { bytes: WEBP, mime: 'image/webp', width: 40, height: 30, thumbHash: new Uint8Array([1, 2, 3]) }

/** The page, moved by hand. */
class Bench {
  readonly clock = new FakeClock()
  readonly asked: { readonly id: number; readonly path: string; readonly isVideo: boolean; readonly face?: object }[] = []
  opened = 0
  closed = 0
  undrawable = ''
  made: MadeListener = () => undefined
  gone: () => void = () => undefined
  readonly thumbnails = new Thumbnails({
    clock: this.clock,
    logger: silentLogger,
    open: (onMade, onGone) => {
      this.opened++
      this.made = onMade
      this.gone = onGone
      return {
        make: (id, { path }, { isVideo, face }) =>
          Promise.resolve(void this.asked.push({ id, path, isVideo, ...(face === undefined ? {} : { face }) })),
        close: () => void this.closed++,
      }
    },
    isDrawable: ({ path }) => Promise.resolve(path !== this.undrawable),
  })

  constructor() {
    onTestFinished(() => this.thumbnails.close())
  }

  /** Resolves once the page was asked for so many files. */
  async askedFor(count: number): Promise<void> {
    await expect.poll(() => this.asked.length).toBe(count)
  }
}

describe('previews', () => {
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

  it('are made one after the other, in one page', async () => {
    const bench = new Bench()
    const made = [bench.thumbnails.make('/a.jpg', 'image/jpeg'), bench.thumbnails.make('/b.mp4', 'video/mp4')]
    await bench.askedFor(1)
    bench.made(1, MADE, undefined)
    expect(must(await made[0]!)).toEqual({ bytes: WEBP, mime: 'image/webp', width: 40, height: 30, thumbHash: 'AQID' })
    await bench.askedFor(2)
    bench.made(2, MADE, undefined)
    must(await made[1]!)
    expect(bench.asked).toEqual([
      { id: 1, path: '/a.jpg', isVideo: false },
      { id: 2, path: '/b.mp4', isVideo: true },
    ])
    expect([bench.opened, bench.closed]).toEqual([1, 0])
  })

  it('close their page when nobody wants one for a while, and open another', async () => {
    const bench = new Bench()
    const one = bench.thumbnails.make('/a.jpg', 'image/jpeg')
    await bench.askedFor(1)
    bench.made(1, MADE, undefined)
    must(await one)
    bench.clock.advance(29_999)
    expect(bench.closed).toBe(0)
    bench.clock.advance(1)
    expect(bench.closed).toBe(1)
    const two = bench.thumbnails.make('/b.jpg', 'image/jpeg')
    await bench.askedFor(2)
    bench.clock.advance(15_000)
    bench.made(2, MADE, undefined)
    must(await two)
    expect(bench.opened).toBe(2)
  })

  it.each([
    ['crashed', (bench: Bench): void => bench.gone()],
    ['timed_out', (bench: Bench): void => bench.clock.advance(20_000)],
  ] as const)('%s: the file goes without one, the next has a page of its own', async (code, fail) => {
    const bench = new Bench()
    const [bad, good] = [bench.thumbnails.make('/bad.jpg', 'image/jpeg'), bench.thumbnails.make('/good.jpg', 'image/jpeg')]
    await bench.askedFor(1)
    fail(bench)
    expect(await bad).toMatchObject({ ok: false, error: { code } })
    await bench.askedFor(2)
    expect([bench.opened, bench.closed]).toEqual([2, 1])
    // The page that was given up answers after all.
    bench.made(1, MADE, undefined)
    bench.made(2, MADE, undefined)
    must(await good)
  })

  it('are not made of what would take gigabytes to draw', async () => {
    const bench = new Bench()
    bench.undrawable = '/bomb.png'
    expect(await bench.thumbnails.make('/bomb.png', 'image/png')).toMatchObject({ ok: false, error: { code: 'not_drawable' } })
    expect(bench.opened).toBe(0)
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
  ])('are not what a page that was taken over gives: %s', async (_, made) => {
    const bench = new Bench()
    const making = bench.thumbnails.make('/a.jpg', 'image/jpeg')
    await bench.askedFor(1)
    bench.made(1, made, 'no')
    expect(await making).toMatchObject({ ok: false, error: { code: 'not_drawable' } })
  })

  it('wait in a queue with an end, and hear of the end of the app', async () => {
    const bench = new Bench()
    const all = Array.from({ length: 202 }, (_, i) => bench.thumbnails.make(`/${i}.jpg`, 'image/jpeg'))
    expect(await all[201]).toMatchObject({ ok: false, error: { code: 'too_many' } })
    bench.thumbnails.close()
    bench.thumbnails.close()
    const codes = (await Promise.all(all.slice(0, 201))).map((each) => (each.ok ? 'made' : each.error.code))
    expect(new Set(codes)).toEqual(new Set(['closed']))
    expect(await bench.thumbnails.make('/x.jpg', 'image/jpeg')).toMatchObject({ error: { code: 'closed' } })
    expect(bench.clock.pending).toBe(0)
  })
})

describe('faces', () => {
  const JPEG = new Uint8Array([0xff, 0xd8, 0xff, 0xe0])
  const face = { square: { x: 1, y: 2, side: 3 }, edge: 64 }

  it('are squares of a picture, in the same page and their turn', async () => {
    const bench = new Bench()
    const [preview, made] = [bench.thumbnails.make('/a.jpg', 'image/jpeg'), bench.thumbnails.makeFace('/b.png', 'image/png', face)]
    await bench.askedFor(1)
    bench.made(1, MADE, undefined)
    must(await preview)
    await bench.askedFor(2)
    expect(bench.asked[1]).toEqual({ id: 2, path: '/b.png', isVideo: false, face })
    bench.made(2, JPEG, undefined)
    expect(must(await made)).toEqual(JPEG)
    expect(bench.opened).toBe(1)
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

  it('of what would take gigabytes are not asked for', async () => {
    const bench = new Bench()
    bench.undrawable = '/bomb.png'
    expect(await bench.thumbnails.makeFace('/bomb.png', 'image/png', face)).toMatchObject({ ok: false, error: { code: 'not_drawable' } })
    expect(bench.opened).toBe(0)
  })
})
