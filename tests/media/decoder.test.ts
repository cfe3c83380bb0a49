import type { Result } from '@shared/result'
import { describe, expect, it } from 'vitest'
import type { Urgency } from '../../src/main/media/decoder'
import { must } from '../helpers/results'
import { MediaBench } from './media-bench'

class Bench extends MediaBench {
  decode(path: string, urgency: Urgency = 'sent'): Promise<Result<string>> {
    const readText = (made: unknown): string | undefined => (typeof made === 'string' ? made : undefined)
    return this.decoder.decode({ path, mime: 'image/png' }, { make: 'preview', isVideo: false }, urgency, readText)
  }
}

describe('strange files', () => {
  it('are decoded one after the other, in one window', async () => {
    const bench = new Bench()
    const made = [bench.decode('/a'), bench.decode('/b')]
    await bench.askedFor(1)
    bench.made(1, 'A', undefined)
    expect(must(await made[0]!)).toBe('A')
    await bench.askedFor(2)
    bench.made(2, 'B', undefined)
    expect(must(await made[1]!)).toBe('B')
    expect(bench.asked.map(({ id, path }) => [id, path])).toEqual([
      [1, '/a'],
      [2, '/b'],
    ])
    expect([bench.opened, bench.closed]).toEqual([1, 0])
  })

  it('that somebody looks at come first: small ones, then the latest', async () => {
    const bench = new Bench()
    const all = [
      bench.decode('/first'),
      bench.decode('/sent'),
      bench.decode('/passed', 'shown'),
      bench.decode('/looked at', 'shown'),
      bench.decode('/small', 'small'),
    ]
    for (let id = 1; id <= all.length; id++) {
      await bench.askedFor(id)
      bench.made(id, 'made', undefined)
    }
    for (const each of all) must(await each)
    expect(bench.asked.map(({ path }) => path)).toEqual(['/first', '/small', '/looked at', '/passed', '/sent'])
  })

  it('leave a window that is closed when nobody needs it for a while, and another is opened', async () => {
    const bench = new Bench()
    const one = bench.decode('/a')
    await bench.askedFor(1)
    bench.made(1, 'A', undefined)
    must(await one)
    bench.clock.advance(29_999)
    expect(bench.closed).toBe(0)
    bench.clock.advance(1)
    expect(bench.closed).toBe(1)
    const two = bench.decode('/b')
    await bench.askedFor(2)
    bench.clock.advance(15_000)
    bench.made(2, 'B', undefined)
    must(await two)
    expect(bench.opened).toBe(2)
  })

  it('that crash their window twice are given up, and the next has a window of its own', async () => {
    const bench = new Bench()
    const [bad, good] = [bench.decode('/bad', 'shown'), bench.decode('/good')]
    await bench.askedFor(1)
    bench.gone()
    await bench.askedFor(2)
    bench.gone()
    expect(await bad).toMatchObject({ ok: false, error: { code: 'crashed' } })
    await bench.askedFor(3)
    expect(bench.asked.map(({ path }) => path)).toEqual(['/bad', '/bad', '/good'])
    bench.made(3, 'made', undefined)
    expect(must(await good)).toBe('made')
    expect([bench.opened, bench.closed]).toEqual([3, 2])
  })

  it('that somebody else’s crash has hit are decoded in the next window', async () => {
    const bench = new Bench()
    const made = bench.decode('/a')
    await bench.askedFor(1)
    bench.gone()
    await bench.askedFor(2)
    bench.made(2, 'A', undefined)
    expect(must(await made)).toBe('A')
  })

  it('lose one window to one crash, however late its page and its process say that they are gone', async () => {
    const bench = new Bench()
    let refuse: (error: Error) => void = () => undefined
    bench.run = () => new Promise((_, reject) => (refuse = reject))
    const made = bench.decode('/a')
    await bench.askedFor(1)
    const [gone, refused] = [bench.gone, refuse]
    gone()
    await bench.askedFor(2)
    refused(new Error('the page is gone'))
    gone()
    await Promise.resolve()
    bench.made(2, 'A', undefined)
    expect(must(await made)).toBe('A')
    expect([bench.opened, bench.closed]).toEqual([2, 1])
  })

  it('that reach no window, twice, are given up', async () => {
    const bench = new Bench()
    bench.run = () => Promise.reject(new Error('no page'))
    expect(await bench.decode('/a')).toMatchObject({ ok: false, error: { code: 'crashed' } })
    expect([bench.opened, bench.closed]).toEqual([2, 2])
  })

  it('that cannot even be looked at are of no kind that is known, and the next is decoded', async () => {
    const bench = new Bench()
    bench.faults.get = (path) => {
      if (path === '/a') throw new Error('read past the end')
      return undefined
    }
    const [bad, good] = [bench.decode('/a'), bench.decode('/b')]
    expect(await bad).toMatchObject({ ok: false, error: { code: 'unknown_kind' } })
    await bench.askedFor(1)
    bench.made(2, 'B', undefined)
    expect(must(await good)).toBe('B')
  })

  it.each([
    ['timed_out', (bench: Bench): void => bench.clock.advance(20_000)],
    [
      'too_large',
      (bench: Bench): void => {
        bench.memoryBytes = 1280 * 2 ** 20
        bench.clock.advance(500)
        expect(bench.closed).toBe(0)
        bench.memoryBytes += 1
        bench.clock.advance(500)
        bench.memoryBytes = 0
      },
    ],
  ] as const)('%s: the file is given up at once, and what the window says later is nobody’s', async (code, end) => {
    const bench = new Bench()
    const [bad, good] = [bench.decode('/bad'), bench.decode('/good')]
    await bench.askedFor(1)
    end(bench)
    expect(await bad).toMatchObject({ ok: false, error: { code } })
    await bench.askedFor(2)
    expect([bench.opened, bench.closed]).toEqual([2, 1])
    bench.made(1, 'late', undefined)
    bench.made(2, 'made', undefined)
    expect(must(await good)).toBe('made')
  })

  it('of which something is known beforehand open no window', async () => {
    const bench = new Bench()
    bench.faults.set('/bomb', 'too_large').set('/odd', 'unknown_kind')
    expect(await bench.decode('/bomb')).toMatchObject({ ok: false, error: { code: 'too_large' } })
    expect(await bench.decode('/odd')).toMatchObject({ ok: false, error: { code: 'unknown_kind' } })
    expect(bench.opened).toBe(0)
  })

  it('of which the window makes something else are not drawable', async () => {
    const bench = new Bench()
    const made = bench.decode('/a')
    await bench.askedFor(1)
    bench.made(1, { evil: true }, 'InvalidStateError')
    expect(await made).toEqual({ ok: false, error: { code: 'not_drawable', message: 'InvalidStateError' } })
  })

  it('wait in a queue with an end, and hear of the end of the app', async () => {
    const bench = new Bench()
    const all = Array.from({ length: 2002 }, (_, index) => bench.decode(`/${index}`))
    expect(await all[2001]).toMatchObject({ ok: false, error: { code: 'too_many' } })
    bench.decoder.close()
    bench.decoder.close()
    const codes = (await Promise.all(all.slice(0, 2001))).map((each) => (each.ok ? 'made' : each.error.code))
    expect(new Set(codes)).toEqual(new Set(['closed']))
    expect(await bench.decode('/x')).toMatchObject({ error: { code: 'closed' } })
    expect(bench.clock.pending).toBe(0)
  })
})
