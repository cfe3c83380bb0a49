import { createHash, randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { comesByItself } from '../../src/main/transfers/download-rules'
import { hashOf, PIECE_BYTES } from '../../src/main/transfers/file-hash'
import { KeyedTurns } from '../../src/main/transfers/keyed-turns'
import { Meter } from '../../src/main/transfers/meter'
import { namedFile } from '../../src/main/transfers/shared-content'
import { FakeClock } from '../helpers/fake-clock'
import { must } from '../helpers/results'
import { tempFolder } from '../store/helpers'

const never = new AbortController().signal

describe('the hash of a file', () => {
  it('is that of its bytes, however many pieces they are read in', async () => {
    const path = join(tempFolder(), 'file')
    for (const size of [0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES + 7]) {
      const bytes = randomBytes(size)
      writeFileSync(path, bytes)
      const read: number[] = []
      const hash = must(await hashOf(path, size, never, (at) => read.push(at)))
      expect(hash.digest('hex')).toBe(createHash('sha256').update(bytes).digest('hex'))
      expect(read.at(-1) ?? 0).toBe(size)
    }
  })

  it('is of the beginning alone where that is asked for, and none of a file that is shorter', async () => {
    const path = join(tempFolder(), 'file')
    writeFileSync(path, 'hello world')
    expect(must(await hashOf(path, 5, never)).digest('hex')).toBe(createHash('sha256').update('hello').digest('hex'))
    expect(await hashOf(path, 12, never)).toMatchObject({ ok: false, error: { code: 'changed' } })
    expect(await hashOf(path, 5, AbortSignal.abort())).toMatchObject({ ok: false, error: { code: 'cancelled' } })
    expect(await hashOf(`${path}/x`, 5, never)).toMatchObject({ ok: false, error: { code: 'io_failed' } })
  })
})

describe('the speed', () => {
  it('is that of the last seconds, and says how long the rest takes', () => {
    const clock = new FakeClock()
    const meter = new Meter(clock, 1000)
    expect([meter.bytesPerSecond, meter.secondsLeft(10_000)]).toEqual([0, undefined])
    for (let at = 1; at <= 20; at++) {
      clock.advance(500)
      meter.moved(1000 + at * 50)
    }
    expect(meter.bytesPerSecond).toBe(100)
    expect(meter.secondsLeft(3000)).toBe(10)
    // Ten times as fast from now on: the past is forgotten.
    for (let at = 1; at <= 20; at++) {
      clock.advance(500)
      meter.moved(2000 + at * 500)
    }
    expect(meter.bytesPerSecond).toBe(1000)
  })

  it('is none of what was there, nor of what begins anew', () => {
    const clock = new FakeClock()
    const meter = new Meter(clock, 1_000_000)
    clock.advance(1000)
    meter.moved(0)
    clock.advance(1000)
    meter.moved(500)
    expect([meter.done, meter.bytesPerSecond]).toEqual([500, 500])
  })

  it('sinks while nothing moves', () => {
    const clock = new FakeClock()
    const meter = new Meter(clock, 0)
    clock.advance(1000)
    meter.moved(1000)
    clock.advance(9000)
    expect(meter.bytesPerSecond).toBe(100)
  })
})

describe('turns', () => {
  it('come one after the other for one key, in their order, and at once for others', async () => {
    const turns = new KeyedTurns()
    const log: string[] = []
    const ends = new Map<string, () => void>()
    const work = (name: string) => () => {
      log.push(name)
      return new Promise<string>((resolve) => ends.set(name, () => resolve(name)))
    }
    const [a1, a2, a3, b1] = ['a1', 'a2', 'a3', 'b1'].map((name) => turns.run(name[0]!, never, work(name)))
    await Promise.resolve()
    expect(log).toEqual(['a1', 'b1'])
    ends.get('a1')?.()
    expect(await a1).toBe('a1')
    await new Promise((resolve) => setImmediate(resolve))
    expect(log).toEqual(['a1', 'b1', 'a2'])
    for (const name of ['a2', 'b1']) ends.get(name)?.()
    await Promise.all([a2, b1])
    await new Promise((resolve) => setImmediate(resolve))
    ends.get('a3')?.()
    expect(await a3).toBe('a3')
  })

  it('are not taken by whoever left the queue, and those behind it still wait for the one before', async () => {
    const turns = new KeyedTurns()
    let end = (): void => undefined
    const first = turns.run('a', never, () => new Promise<void>((resolve) => (end = resolve)))
    const leaving = new AbortController()
    const second = turns.run('a', leaving.signal, () => Promise.reject(new Error('ran')))
    let hasRun = false
    const third = turns.run('a', never, () => Promise.resolve((hasRun = true)))
    leaving.abort()
    expect(await second).toBeUndefined()
    await new Promise((resolve) => setImmediate(resolve))
    expect(hasRun).toBe(false)
    end()
    await Promise.all([first, third])
    expect(hasRun).toBe(true)
  })

  it('go on after one that broke', async () => {
    const turns = new KeyedTurns()
    await expect(turns.run('a', never, () => Promise.reject(new Error('broke')))).rejects.toThrow('broke')
    expect(await turns.run('a', never, () => Promise.resolve(1))).toBe(1)
  })
})

describe('what comes by itself', () => {
  const RULES = { images: 8, videos: 20, files: 0, voice: true }
  const MIB = 1024 * 1024
  it.each([
    ['image', 8 * MIB, true],
    ['image', 8 * MIB + 1, false],
    ['image', 0, false],
    ['video', 20 * MIB, true],
    ['video', 20 * MIB + 1, false],
    ['sound', 0, true],
    ['sound', 900 * MIB, true],
    ['file', 1, false],
    ['hologram', 1, false],
  ])('a %s of %i bytes: %s', (type, size, comes) => expect(comesByItself({ type, size }, RULES)).toBe(comes))

  it.each(['image', 'video', 'sound', 'file'])('no %s that is only a link', (type) => {
    const url = 'https://files.example/1'
    expect(comesByItself({ type, size: 1, url }, { images: 8, videos: 20, files: 8, voice: true })).toBe(false)
  })

  it('is as it is set', () => {
    expect(comesByItself({ type: 'file', size: 5 * MIB }, { ...RULES, files: 5 })).toBe(true)
    expect(comesByItself({ type: 'sound', size: 1 }, { ...RULES, voice: false })).toBe(false)
  })
})

describe('the file that a message names', () => {
  it.each<[string, Record<string, unknown>, unknown]>([
    ['file', { file_id: 'f_1', url: '/v1/files/f_1', size: 5, name: 'a', mime: 'b/c' }, { fileId: 'f_1', size: 5, name: 'a', mime: 'b/c' }],
    ['image', { big_url: 'https: //host/a.png', size: -1 }, { url: 'https://host/a.png', size: 0, name: '', mime: '' }],
    ['image', { url: 'https://host/a.png' }, undefined],
    ['file', { url: 'file:///etc/passwd' }, undefined],
    ['file', { url: '' }, undefined],
    ['video', { file_id: '../f', url: 'HTTP://h/v' }, { url: 'HTTP://h/v', size: 0, name: '', mime: '' }],
    ['text', { file_id: 'f_1' }, undefined],
    ['sound', { file_id: 'f_1', sha256: 'zz', thumb_id: 'f_2', size: 1.5 }, { fileId: 'f_1', thumbId: 'f_2', size: 0, name: '', mime: '' }],
  ])('%s %o', (type, content, file) => expect(namedFile({ type, content })).toEqual(file === undefined ? undefined : { type, ...file }))

  it('is none, or one that can be asked for, whatever is sent', () => {
    fc.assert(
      fc.property(fc.constantFrom('image', 'file', 'video', 'sound'), fc.dictionary(fc.string(), fc.anything()), (type, content) => {
        const file = namedFile({ type, content })
        if (file !== undefined) expect(file.fileId !== undefined || /^https?:/i.test(file.url ?? '')).toBe(true)
      }),
    )
  })
})
