import { beforeEach, describe, expect, it } from 'vitest'
import { failed, ok, type Result } from '@shared/result'
import { bmpOf } from '../../src/main/app/screenshots/bitmap'
import { Screenshots, type Taken } from '../../src/main/app/screenshots/screenshots'
import { ScreenshotShortcut } from '../../src/main/app/screenshots/shortcut'
import { FakeClock } from '../helpers/fake-clock'
import { must } from '../helpers/results'

const CHOICE = { files: [], refused: [] }
const PNG = new Uint8Array([1, 2, 3])

let done: string[]
let settings: { screenshots: boolean; screenshotHides: boolean }
let clock: FakeClock
let take: () => Promise<Result<Taken>>
let hasWindow: boolean
let screenshots: Screenshots

const taken = (isCopy = false): Result<Taken> =>
  ok({ shot: { png: () => PNG, copy: () => Promise.resolve(void done.push('copied')) }, isCopy })

beforeEach(() => {
  done = []
  settings = { screenshots: true, screenshotHides: false }
  clock = new FakeClock()
  hasWindow = true
  take = () => Promise.resolve((done.push('taken'), taken()))
  screenshots = new Screenshots({
    settings: () => settings,
    window: () =>
      hasWindow ? { hide: () => done.push('hidden'), showAgain: () => done.push('again'), show: () => done.push('shown') } : undefined,
    take: () => take(),
    keep: (png) => Promise.resolve((done.push(`kept ${png.length}`), ok(CHOICE))),
    clock,
  })
})

describe('a screenshot', () => {
  it('is kept to be sent, and our window comes to the front', async () => {
    expect(await screenshots.to('sheet')).toEqual(ok({ outcome: 'chosen', choice: CHOICE }))
    expect(done).toEqual(['taken', 'kept 3', 'shown'])
  })

  it('goes to the clipboard where that was asked for, by the page or by the person, and is kept nowhere', async () => {
    expect(await screenshots.to('clipboard')).toEqual(ok({ outcome: 'copied' }))
    take = () => Promise.resolve(taken(true))
    expect(await screenshots.to('sheet')).toEqual(ok({ outcome: 'copied' }))
    expect(done).toEqual(['taken', 'copied', 'copied'])
  })

  it('is taken once our window is out of the way, which comes back whatever becomes of it', async () => {
    settings.screenshotHides = true
    const outcomes: [() => Promise<Result<Taken>>, string, boolean][] = [
      [() => Promise.resolve(taken()), 'shown', true],
      [() => Promise.resolve(ok(undefined)), 'again', true],
      [() => Promise.resolve(failed('no_screen')), 'again', false],
      [() => Promise.resolve(taken(true)), 'again', true],
    ]
    for (const [outcome, back, isOk] of outcomes) {
      done = []
      take = () => (done.push('taken'), outcome())
      const shot = screenshots.to('sheet')
      expect(done).toEqual(['hidden'])
      await clock.advance(249)
      expect(done).toEqual(['hidden'])
      await clock.advance(1)
      done.push(String((await shot).ok))
      expect(done.slice(0, 2)).toEqual(['hidden', 'taken'])
      expect(done.slice(-2)).toEqual([back, String(isOk)])
      expect(done.filter((each) => each === 'shown' || each === 'again')).toHaveLength(1)
    }
  })

  it('hides nothing where that is not chosen, or where there is no window', async () => {
    must(await screenshots.to('sheet'))
    settings.screenshotHides = true
    hasWindow = false
    must(await screenshots.to('sheet'))
    expect(done).not.toContain('hidden')
  })

  it('is not taken where the setting forbids it', async () => {
    settings.screenshots = false
    expect(await screenshots.to('sheet')).toMatchObject({ ok: false, error: { code: 'screenshots_off' } })
    expect(done).toEqual([])
  })

  it('is one at a time, and the next can be taken after one that failed', async () => {
    let fail: (problem: Error) => void = () => undefined
    take = () => new Promise((_, reject) => (fail = reject))
    const first = screenshots.to('sheet')
    expect(await screenshots.to('sheet')).toEqual(ok({ outcome: 'none' }))
    fail(new Error('crashed'))
    await expect(first).rejects.toThrow('crashed')
    take = () => Promise.resolve(taken())
    expect(await screenshots.to('sheet')).toMatchObject({ value: { outcome: 'chosen' } })
  })

  it('says what stood in its way', async () => {
    take = () => Promise.resolve(failed('screen_permission'))
    expect(await screenshots.to('sheet')).toMatchObject({ error: { code: 'screen_permission' } })
  })
})

describe('the keys of a screenshot', () => {
  function keys(others: readonly string[] = [], isUnsure = false) {
    const held = new Map<string, () => void>()
    const taken = new Set(others)
    const shortcut = new ScreenshotShortcut({
      keys: {
        register: (accelerator, pressed) => !taken.has(accelerator) && (held.set(accelerator, pressed), true),
        unregister: (accelerator) => void held.delete(accelerator),
      },
      isUnsure,
      pressed: () => done.push('pressed'),
    })
    return { shortcut, held, taken }
  }

  it('are held, given up for others, and let go of', () => {
    const { shortcut, held } = keys()
    shortcut.use('Ctrl+Alt+A')
    expect([...held.keys(), shortcut.state]).toEqual(['Control+Alt+A', 'set'])
    held.get('Control+Alt+A')?.()
    expect(done).toEqual(['pressed'])
    shortcut.use('Ctrl+Alt+S')
    expect([...held.keys(), shortcut.state]).toEqual(['Control+Alt+S', 'set'])
    shortcut.use('')
    expect([...held.keys(), shortcut.state]).toEqual(['none'])
    shortcut.use('F9')
    shortcut.close()
    shortcut.close()
    expect([...held.keys(), shortcut.state]).toEqual(['none'])
  })

  it('that another program has are said to be taken, and are tried again', () => {
    const { shortcut, held, taken } = keys(['Control+Alt+A'])
    shortcut.use('Ctrl+Alt+A')
    expect([...held.keys(), shortcut.state]).toEqual(['taken'])
    taken.clear()
    shortcut.use('Ctrl+Alt+A')
    expect([...held.keys(), shortcut.state]).toEqual(['Control+Alt+A', 'set'])
  })

  it('are said to be unsure where the system does not pass them on everywhere', () => {
    const { shortcut } = keys([], true)
    shortcut.use('Ctrl+Alt+A')
    expect(shortcut.state).toBe('unsure')
  })
})

describe('a picture for the page over a display', () => {
  it('is a file of its px, the first row on top', () => {
    const px = new Uint8Array(2 * 3 * 4).map((_, index) => index)
    const file = Buffer.from(bmpOf(px, 2, 3))
    expect([file.toString('latin1', 0, 2), file.readUInt32LE(2), file.readUInt32LE(10)]).toEqual(['BM', 54 + 24, 54])
    expect([file.readInt32LE(18), file.readInt32LE(22), file.readUInt16LE(26), file.readUInt16LE(28), file.readUInt32LE(30)]).toEqual([
      2, -3, 1, 32, 0,
    ])
    expect([...file.subarray(54)]).toEqual([...px])
  })
})
