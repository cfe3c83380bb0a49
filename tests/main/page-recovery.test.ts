import { EventEmitter } from 'node:events'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { keepOwnPage, type WatchedPage } from '../../src/main/app/window/page-recovery'
import { silentLogger } from '../../src/main/lib/logger'
import { FakeClock } from '../helpers/fake-clock'

const OWN = 'app://jim/index.html'

let clock: FakeClock
let page: EventEmitter
let load: ReturnType<typeof vi.fn<() => void>>
beforeEach(() => {
  clock = new FakeClock()
  page = new EventEmitter()
  load = vi.fn<() => void>()
  keepOwnPage(page as unknown as WatchedPage, { isOwnPage: (url) => url === OWN, load, clock, logger: silentLogger })
})

const navigate = (url: string): boolean => page.emit('did-navigate', {}, url)
const die = (reason: string): boolean => page.emit('render-process-gone', {}, { reason })

describe('keepOwnPage', () => {
  it('loads the page again wherever the window went', () => {
    navigate(OWN)
    expect(load).not.toHaveBeenCalled()
    navigate('about:blank')
    expect(load).toHaveBeenCalledTimes(1)
  })

  it.each(['crashed', 'killed', 'oom'])('loads the page again when its process is gone: %s', (reason) => {
    die(reason)
    expect(load).toHaveBeenCalledTimes(1)
  })

  it('leaves a process alone that ended as it should', () => {
    die('clean-exit')
    expect(load).not.toHaveBeenCalled()
  })

  it('comes back three times at once, then when the minute of the first is over', () => {
    for (let times = 0; times < 6; times += 1) die('crashed')
    expect(load).toHaveBeenCalledTimes(3)
    clock.advance(59_999)
    expect(load).toHaveBeenCalledTimes(3)
    clock.advance(1)
    expect(load).toHaveBeenCalledTimes(4)
    expect(clock.pending).toBe(0)
  })

  it('waits for nothing once the window is gone', () => {
    for (let times = 0; times < 4; times += 1) die('crashed')
    page.emit('destroyed')
    expect(clock.pending).toBe(0)
  })
})
