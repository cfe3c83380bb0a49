import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RenditionSize } from '@shared/rendition-size'
import { failed, ok } from '@shared/result'
import { describe, expect, it } from 'vitest'
import { silentLogger } from '../../src/main/lib/logger'
import { type Picture, renditionKey, Renditions, type RenderPicture } from '../../src/main/transfers/renditions'
import { tempFolder } from '../store/helpers'
import { CacheBench, hashOf } from './cache-fixture'
import { png } from './pictures'

/** Renditions over a real cache, and the window that makes them, moved by hand. */
class Bench {
  readonly asked: RenditionSize[] = []
  readonly faults: string[] = []
  answer: RenderPicture = () => Promise.resolve(ok({ bytes: png(3, 2), mime: 'image/png' }))
  renditions: Renditions

  private constructor(readonly bench: CacheBench) {
    this.renditions = this.#make()
    bench.maxBytes = 100_000
    bench.onGone = (hashes) => void this.renditions.forget(hashes)
  }

  static async open(): Promise<Bench> {
    return new Bench(await CacheBench.open())
  }

  #make(): Renditions {
    return new Renditions({
      cache: this.bench.cache,
      render: (picture, size) => {
        this.asked.push(size)
        return this.answer(picture, size)
      },
      onFault: (sha256) => this.faults.push(sha256),
      logger: silentLogger,
    })
  }

  async restart(): Promise<void> {
    await this.bench.restart()
    this.renditions = this.#make()
  }

  async keep(bytes: Buffer): Promise<Picture> {
    const sha256 = await this.bench.keep(bytes)
    return { sha256, source: { path: this.bench.place(sha256) }, bytes: bytes.length, mime: 'image/png' }
  }
}

const LARGE = png(3000, 2000, false)

describe('a rendition', () => {
  it('is made once, whoever asks while it is made and after, also after a restart', async () => {
    const bench = await Bench.open()
    const picture = await bench.keep(LARGE)
    const shown = await Promise.all([bench.renditions.of(picture, 'screen'), bench.renditions.of(picture, 'screen')])
    const kept = { path: bench.bench.place(renditionKey(picture.sha256, 'screen')), mime: 'image/png' }
    expect(shown).toEqual([kept, kept])
    await bench.restart()
    expect(await bench.renditions.of(picture, 'screen')).toEqual(kept)
    expect(bench.asked).toEqual(['screen'])
  })

  it('of a picture that the screen has whole is the same where it is looked at by itself', async () => {
    const bench = await Bench.open()
    const [small, large] = [await bench.keep(png(30, 20)), await bench.keep(LARGE)]
    const screen = await bench.renditions.of(small, 'screen')
    expect(await bench.renditions.of(small, 'large')).toEqual(screen)
    await bench.renditions.of(large, 'screen')
    expect(await bench.renditions.of(large, 'large')).toEqual({
      path: bench.bench.place(renditionKey(large.sha256, 'large')),
      mime: 'image/png',
    })
    expect(bench.asked).toEqual(['screen', 'screen', 'large'])
  })

  it('for a screen is smaller than all of it, and no second one where it has every px', async () => {
    const bench = await Bench.open()
    const [camera, screenshot] = [await bench.keep(LARGE), await bench.keep(png(2400, 1500, false))]
    await bench.renditions.of(camera, 'view')
    await bench.renditions.of(camera, 'large')
    const view = await bench.renditions.of(screenshot, 'view')
    expect(await bench.renditions.of(screenshot, 'large')).toEqual(view)
    expect(bench.asked).toEqual(['view', 'large', 'view'])
  })

  it('that moves has one size', async () => {
    const bench = await Bench.open()
    const head = Buffer.from('RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\x02\0\0\0\0\0\0\0\0\0', 'latin1')
    bench.answer = () => Promise.resolve(ok({ bytes: head, mime: 'image/webp' }))
    const picture = await bench.keep(LARGE)
    const screen = await bench.renditions.of(picture, 'screen')
    expect(screen).toMatchObject({ mime: 'image/webp' })
    expect(await bench.renditions.of(picture, 'large')).toEqual(screen)
    expect(bench.asked).toEqual(['screen'])
  })

  it('goes with its picture, and is counted with all that is cached', async () => {
    const bench = await Bench.open()
    const picture = await bench.keep(LARGE)
    await bench.renditions.of(picture, 'screen')
    await bench.renditions.of(picture, 'large')
    expect(bench.bench.cache.usage().reduce((sum, { files }) => sum + files, 0)).toBe(3)
    // Only the picture itself has to go.
    bench.bench.maxBytes = 2 * png(3, 2).length
    expect((await bench.bench.cache.fit()).ok).toBe(true)
    await bench.bench.cache.settled()
    expect(bench.bench.onDisk).toEqual([])
  })

  it('is shown where it cannot be kept', async () => {
    const bench = await Bench.open()
    const picture = await bench.keep(LARGE)
    bench.bench.cache.close()
    expect(await bench.renditions.of(picture, 'screen')).toEqual({ bytes: png(3, 2), mime: 'image/png' })
  })
})

describe('a picture that cannot be shown', () => {
  it.each([
    ['not_drawable', 'broken'],
    ['unknown_kind', 'unknown_kind'],
    ['too_large', 'too_large'],
    ['timed_out', 'timed_out'],
    ['crashed', 'crashed'],
  ])('by %s is told of once, and not tried again before the next start', async (code, fault) => {
    const bench = await Bench.open()
    bench.answer = () => Promise.resolve(failed(code))
    const picture = await bench.keep(LARGE)
    expect(await bench.renditions.of(picture, 'screen')).toBeUndefined()
    expect(await bench.renditions.of(picture, 'large')).toBeUndefined()
    expect(bench.renditions.faultOf(picture.sha256)).toBe(fault)
    expect([bench.asked, bench.faults]).toEqual([['screen'], [picture.sha256]])
    await bench.restart()
    bench.answer = () => Promise.resolve(ok({ bytes: png(3, 2), mime: 'image/png' }))
    expect(await bench.renditions.of(picture, 'screen')).toBeDefined()
  })

  it.each(['closed', 'too_many'])('now, by %s, says nothing of the picture', async (code) => {
    const bench = await Bench.open()
    bench.answer = () => Promise.resolve(failed(code))
    const picture = await bench.keep(LARGE)
    expect(await bench.renditions.of(picture, 'screen')).toBeUndefined()
    expect(bench.renditions.faultOf(picture.sha256)).toBeUndefined()
    await bench.renditions.of(picture, 'screen')
    expect(bench.asked).toEqual(['screen', 'screen'])
  })

  it('for its bytes alone is not given to anybody', async () => {
    const bench = await Bench.open()
    const path = join(tempFolder(), 'a.png')
    writeFileSync(path, LARGE)
    const picture = { sha256: hashOf('large'), source: { path }, bytes: 128 * 2 ** 20 + 1, mime: 'image/png' }
    expect(await bench.renditions.of(picture, 'screen')).toBeUndefined()
    expect(bench.renditions.faultOf(picture.sha256)).toBe('too_large')
    expect(bench.asked).toEqual([])
  })
})
