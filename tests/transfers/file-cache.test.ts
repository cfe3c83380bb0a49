import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { StoreError } from '../../src/main/store/store-error'
import { failNextSync } from '../helpers/failing-sync'
import { openSmallDisk } from '../helpers/small-disk'
import { must } from '../helpers/results'
import { openTestStore, tempFolder } from '../store/helpers'
import { CacheBench, hashOf } from './cache-fixture'

describe('a file in the cache', () => {
  it('is there once it is taken, by its hash, and its part is not', async () => {
    const bench = await CacheBench.open()
    const sha256 = hashOf('hello')
    const part = bench.part('down-7', 'hello')
    expect([bench.cache.path(sha256), bench.cache.has(sha256)]).toEqual([undefined, undefined])
    must(await bench.cache.take(part, { sha256, size: 5 }))
    expect(bench.cache.path(sha256)).toBe(bench.place(sha256))
    expect(readFileSync(bench.place(sha256), 'utf8')).toBe('hello')
    expect(bench.cache.has(sha256)).toMatchObject({ size: 5, mime: '' })
    expect(bench.onDisk).toEqual([sha256])
  })

  it('is what its bytes are, whatever it is called', async () => {
    const bench = await CacheBench.open()
    const sha256 = await bench.keep('%PDF-1.7\n')
    expect(bench.cache.has(sha256)?.mime).toBe('application/pdf')
    expect(bench.cache.usage()).toEqual([{ mime: 'application/pdf', bytes: 9, files: 1 }])
  })

  it('is written down with what else its caller writes then, and has its place before', async () => {
    const bench = await CacheBench.open()
    const sha256 = hashOf('hello')
    const seen: unknown[] = []
    const keep = (put: () => void): void => {
      seen.push(existsSync(bench.place(sha256)), bench.cache.has(sha256))
      put()
      seen.push(bench.cache.has(sha256)?.size)
    }
    must(await bench.cache.take(bench.part('a', 'hello'), { sha256, size: 5 }, keep))
    expect(seen).toEqual([true, undefined, 5])
    // One that is here already has nothing to be written, and its caller is asked all the same.
    must(await bench.cache.take(bench.part('b', 'hello'), { sha256, size: 5 }, keep))
    expect(seen.slice(3)).toEqual([true, { sha256, size: 5, mime: '', usedAt: expect.any(Number) as number }, 5])
  })

  it('is taken once, however many bring it at the same time', async () => {
    const bench = await CacheBench.open()
    const sha256 = hashOf('hello')
    const facts = { sha256, size: 5 }
    const takes = ['a', 'b', 'c'].map((name) => bench.cache.take(bench.part(name, 'hello'), facts))
    expect((await Promise.all(takes)).map(({ ok }) => ok)).toEqual([true, true, true])
    expect(bench.onDisk).toEqual([sha256])
    expect(bench.cache.usage()).toEqual([{ mime: '', bytes: 5, files: 1 }])
  })

  it('is refused when its size is another one, and the part stays for its owner', async () => {
    const bench = await CacheBench.open()
    const part = bench.part('down', 'hell')
    expect(await bench.cache.take(part, { sha256: hashOf('hello'), size: 5 })).toMatchObject({ ok: false, error: { code: 'damaged' } })
    expect([existsSync(part), bench.cache.path(hashOf('hello'))]).toEqual([true, undefined])
  })

  it('whose bytes the disk lost is not there, nor its part, which would be taken for whole', async () => {
    const bench = await CacheBench.open()
    const part = bench.part('down', 'hello')
    const facts = { sha256: hashOf('hello'), size: 5 }
    await failNextSync('datasync')
    expect(await bench.cache.take(part, facts)).toMatchObject({ ok: false, error: { code: 'io_failed' } })
    expect([bench.cache.has(facts.sha256), bench.onDisk]).toEqual([undefined, []])
    expect(await bench.keep('hello')).toBe(facts.sha256)
  })

  it('is not there any more when somebody took it from its folder, or changed its length, and can come again', async () => {
    const bench = await CacheBench.open()
    const sha256 = await bench.keep('hello')
    rmSync(bench.place(sha256))
    expect(bench.cache.path(sha256)).toBeUndefined()
    await bench.keep('hello')
    expect(bench.cache.path(sha256)).toBe(bench.place(sha256))
    writeFileSync(bench.place(sha256), 'hello and more')
    expect(bench.cache.path(sha256)).toBeUndefined()
    await bench.keep('hello')
    expect(readFileSync(bench.place(sha256), 'utf8')).toBe('hello')
  })

  it('never has a name that is not its hash', async () => {
    const bench = await CacheBench.open()
    for (const name of ['', '../x', 'a/b', 'a.b', 'x'.repeat(81)]) expect(() => bench.cache.partPath(name)).toThrow()
    expect(bench.cache.path('../../jim.db')).toBeUndefined()
    await expect(bench.cache.take(bench.part('p', 'x'), { sha256: '../../../x', size: 1 })).rejects.toThrow('not a sha256')
    expect(bench.onDisk).toEqual(['p'])
    // One that threw holds up nobody.
    expect(await bench.keep('hello')).toBe(hashOf('hello'))
  })
})

describe('a copy for the cache', () => {
  it('is taken when it has the hash that was said, and what it is of stays', async () => {
    const bench = await CacheBench.open()
    const source = join(tempFolder(), 'paste.png')
    writeFileSync(source, 'picture')
    const facts = { sha256: hashOf('picture'), size: 7 }
    const copies = await Promise.all([bench.cache.adopt(source, facts), bench.cache.adopt(source, facts)])
    expect(copies.map(({ ok }) => ok)).toEqual([true, true])
    expect([readFileSync(bench.place(facts.sha256), 'utf8'), existsSync(source)]).toEqual(['picture', true])
    expect(bench.onDisk).toEqual([facts.sha256])
  })

  it('is refused when the file has changed since', async () => {
    const bench = await CacheBench.open()
    const source = join(tempFolder(), 'report.pdf')
    writeFileSync(source, 'pictures')
    const adopted = await bench.cache.adopt(source, { sha256: hashOf('picture'), size: 8 })
    expect(adopted).toMatchObject({ ok: false, error: { code: 'changed' } })
    expect(await bench.cache.adopt(join(source, 'nothing'), { sha256: hashOf('x'), size: 1 })).toMatchObject({
      error: { code: 'io_failed' },
    })
    expect(bench.onDisk).toEqual([])
  })
})

describe('the bound of the cache', () => {
  it('lets the least recently used go, and never what is needed', async () => {
    const bench = await CacheBench.open()
    const [a, b, c] = [await bench.keep('a'.repeat(400)), await bench.keep('b'.repeat(300)), await bench.keep('c'.repeat(200))]
    bench.cache.pin(a, 'message 1')
    bench.cache.pin(a, 'message 2')
    const d = await bench.keep('d'.repeat(200))
    expect(['a', a, b, c, d].map((sha256) => bench.cache.path(sha256) !== undefined)).toEqual([false, true, false, true, true])
    bench.cache.unpin(a, 'message 1')
    // Used since, so the next to go is `d`.
    bench.clock.advance(1000)
    expect(bench.cache.path(c)).toBeDefined()
    bench.clock.advance(1000)
    const e = await bench.keep('e'.repeat(300))
    expect([a, c, d, e].map((sha256) => bench.cache.has(sha256) !== undefined)).toEqual([true, true, false, true])
    bench.cache.unpin(a, 'message 2')
    const f = await bench.keep('f'.repeat(400))
    expect([a, c, e, f].map((sha256) => bench.cache.has(sha256) !== undefined)).toEqual([false, true, true, true])
    expect(bench.onDisk).toEqual([c, e, f].toSorted())
  })

  it('keeps what has just come, even where it alone is too large', async () => {
    const bench = await CacheBench.open()
    const [small, large] = [await bench.keep('small'), await bench.keep('x'.repeat(5000))]
    expect([small, large].map((sha256) => bench.cache.has(sha256) !== undefined)).toEqual([false, true])
    await bench.keep('another')
    expect(bench.cache.has(large)).toBeUndefined()
  })

  it('never lets go of what is on screen, and keeps its bound again when that is off it', async () => {
    const bench = await CacheBench.open()
    const [old, second] = [await bench.keep('a'.repeat(600)), await bench.keep('b'.repeat(300))]
    bench.cache.keepShown(new Set([old]))
    const third = await bench.keep('c'.repeat(600))
    expect(bench.onDisk).toEqual([old, third].toSorted())
    expect(bench.cache.has(second)).toBeUndefined()
    bench.cache.keepShown(new Set([third]))
    await bench.cache.settled()
    expect(bench.onDisk).toEqual([third])
    // Whoever clears it means that too.
    must(await bench.cache.clear())
    expect(bench.onDisk).toEqual([])
  })

  it('is asked anew when the setting changes', async () => {
    const bench = await CacheBench.open()
    const [a, b] = [await bench.keep('a'.repeat(400)), await bench.keep('b'.repeat(400))]
    bench.maxBytes = 500
    must(await bench.cache.fit())
    expect([a, b].map((sha256) => bench.cache.has(sha256) !== undefined)).toEqual([false, true])
  })

  it('remembers over a restart what was used last', async () => {
    const bench = await CacheBench.open()
    const [a, b] = [await bench.keep('a'.repeat(400)), await bench.keep('b'.repeat(400))]
    bench.clock.advance(5000)
    expect(bench.cache.path(a)).toBeDefined()
    await bench.restart()
    await bench.keep('c'.repeat(400))
    expect([a, b].map((sha256) => bench.cache.has(sha256) !== undefined)).toEqual([true, false])
  })

  it('waits for the disk once a minute at most, however much is looked at', async () => {
    const bench = await CacheBench.open()
    const a = await bench.keep('a')
    const usedAt = (): number | undefined => bench.store.cachedFiles.get(a)?.usedAt
    const before = usedAt()
    bench.clock.advance(10_000)
    for (let times = 0; times < 100; times++) bench.cache.path(a)
    expect(usedAt()).toBe(before)
    const lookedAt = bench.clock.now()
    bench.clock.advance(60_000)
    must(await bench.cache.fit())
    expect(usedAt()).toBe(lookedAt)
  })
})

describe('clearing', () => {
  it('frees all that nobody needs, parts of those on their way not among it', async () => {
    const bench = await CacheBench.open()
    const [a, b] = [await bench.keep('a'.repeat(400)), await bench.keep('b'.repeat(300))]
    bench.cache.pin(b, 'message 1')
    bench.part('down', 'half')
    expect(must(await bench.cache.clear())).toBe(400)
    expect(bench.onDisk).toEqual([b, 'down'].toSorted())
    expect(bench.cache.path(a)).toBeUndefined()
    expect(must(await bench.cache.clear())).toBe(0)
  })
})

describe('a start', () => {
  it('removes what a crash left, and forgets what is not there', async () => {
    const bench = await CacheBench.open()
    const [kept, lost, cut] = [await bench.keep('kept'), await bench.keep('lost'), await bench.keep('cut')]
    rmSync(bench.place(lost))
    writeFileSync(bench.place(cut), 'c')
    const orphan = hashOf('orphan')
    mkdirSync(join(bench.place(orphan), '..'), { recursive: true })
    writeFileSync(bench.place(orphan), 'orphan')
    writeFileSync(join(bench.dir, 'files', 'stray.txt'), 'x')
    mkdirSync(join(bench.dir, 'files', 'zz', 'folder'), { recursive: true })
    bench.part('running', 'ha')
    bench.part('forgotten', 'ha')
    await bench.restart()
    must(await bench.cache.sweep(new Set(['running'])))
    expect(bench.onDisk).toEqual([kept, 'running', 'stray.txt'].toSorted())
    expect([kept, lost, cut, orphan].map((sha256) => bench.cache.path(sha256) !== undefined)).toEqual([true, false, false, false])
    expect(bench.store.cachedFiles.totals()).toEqual([{ mime: '', bytes: 4, files: 1 }])
  })

  it('goes through thousands of rows', async () => {
    const bench = await CacheBench.open()
    bench.store.transaction(() => {
      for (let i = 0; i < 450; i++) bench.store.cachedFiles.put({ sha256: hashOf(`${i}`), size: 1, mime: '', usedAt: i })
    })
    must(await bench.cache.sweep(new Set()))
    expect(bench.store.cachedFiles.totals()).toEqual([])
  })

  it('does nothing any more once it is closed, and says so', async () => {
    const bench = await CacheBench.open()
    bench.cache.close()
    bench.store.close()
    expect(await bench.cache.sweep(new Set())).toMatchObject({ ok: false, error: { code: 'closed' } })
  })
})

describe('a failing disk', () => {
  const disk = openSmallDisk(2)
  it.runIf(disk !== undefined)('refuses with its code, shows nothing, and takes the file once there is room', async () => {
    onTestFinished(() => disk?.close())
    const bench = await CacheBench.open(disk?.dir ?? '', openTestStore())
    const source = join(tempFolder(), 'large')
    writeFileSync(source, 'x'.repeat(100_000))
    const facts = { sha256: hashOf('x'.repeat(100_000)), size: 100_000 }
    disk?.fill()
    expect(await bench.cache.adopt(source, facts)).toMatchObject({ ok: false, error: { code: 'disk_full' } })
    expect(bench.cache.path(facts.sha256)).toBeUndefined()
    disk?.makeRoom()
    must(await bench.cache.adopt(source, facts))
    expect(bench.cache.path(facts.sha256)).toBeDefined()
  })

  it('keeps nothing of a copy whose row could not be written', async () => {
    const bench = await CacheBench.open()
    const source = join(tempFolder(), 'mine')
    writeFileSync(source, 'hello')
    vi.spyOn(bench.store.cachedFiles, 'put').mockImplementationOnce(() => {
      throw new StoreError('disk_full', 'full')
    })
    const facts = { sha256: hashOf('hello'), size: 5 }
    expect(await bench.cache.adopt(source, facts)).toMatchObject({ ok: false, error: { code: 'disk_full' } })
    expect(bench.onDisk).toEqual([])
    must(await bench.cache.adopt(source, facts))
    expect(bench.cache.path(facts.sha256)).toBe(bench.place(facts.sha256))
  })

  it('shows no file whose row could not be written, and takes it once it can be', async () => {
    const bench = await CacheBench.open()
    const facts = { sha256: hashOf('hello'), size: 5 }
    vi.spyOn(bench.store.cachedFiles, 'put').mockImplementationOnce(() => {
      throw new StoreError('disk_full', 'full')
    })
    const part = bench.part('p', 'hello')
    expect(await bench.cache.take(part, facts)).toMatchObject({ ok: false, error: { code: 'disk_full' } })
    expect(bench.cache.path(facts.sha256)).toBeUndefined()
    must(await bench.cache.sweep(new Set()))
    expect(bench.onDisk).toEqual([])
    expect(bench.cache.path(await bench.keep('hello'))).toBe(bench.place(facts.sha256))
  })
})
