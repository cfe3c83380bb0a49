import { describe, expect, it } from 'vitest'
import { completeSearch } from '../../src/main/app/account/complete-search'
import { silentLogger } from '../../src/main/lib/logger'
import { StoreError } from '../../src/main/store/store-error'
import { FakeClock } from '../helpers/fake-clock'

/** An index that is done after some steps; the step `failsAt` meets a full disk. */
function rebuildOf(steps: number, failsAt = Infinity): Parameters<typeof completeSearch>[0] & { readonly taken: () => number } {
  let taken = 0
  const searchRebuild = {
    get isDone() {
      return taken >= steps
    },
    step() {
      if (taken === failsAt) throw new StoreError('disk_full', 'no space')
      taken++
    },
  }
  return { searchRebuild, taken: () => taken }
}

describe('completing the search index', () => {
  it('takes one step at a time until it is done', () => {
    const clock = new FakeClock(0)
    const { searchRebuild, taken } = rebuildOf(3)
    completeSearch({ searchRebuild }, clock, silentLogger)
    expect(taken()).toBe(0)
    clock.advance(50)
    expect(taken()).toBe(1)
    clock.advance(10_000)
    expect(taken()).toBe(3)
  })

  it('stops when it is told to, and when the disk is full', () => {
    const clock = new FakeClock(0)
    const stopped = rebuildOf(9)
    const { stop } = completeSearch(stopped, clock, silentLogger)
    clock.advance(50)
    stop()
    stop()
    const failing = rebuildOf(9, 2)
    completeSearch(failing, clock, silentLogger)
    clock.advance(10_000)
    expect(stopped.taken()).toBe(1)
    expect(failing.taken()).toBe(2)
  })

  it('waits for another process that holds the database', () => {
    const clock = new FakeClock(0)
    let isHeld = true
    const { searchRebuild, taken } = rebuildOf(3)
    const step = searchRebuild.step.bind(searchRebuild)
    searchRebuild.step = () => {
      if (isHeld) throw new StoreError('busy', 'database is locked')
      return step()
    }
    completeSearch({ searchRebuild }, clock, silentLogger)
    clock.advance(9000)
    expect(taken()).toBe(0)
    isHeld = false
    clock.advance(2000)
    expect(taken()).toBeGreaterThan(0)
    clock.advance(1000)
    expect(taken()).toBe(3)
  })
  it('indexes what is stored meanwhile together, a second later', () => {
    const clock = new FakeClock(0)
    let waiting = 0
    const indexedAt: number[] = []
    const searchRebuild = {
      get isDone() {
        return waiting === 0
      },
      step() {
        indexedAt.push(clock.monotonic())
        waiting = 0
      },
    }
    const { stored, stop } = completeSearch({ searchRebuild }, clock, silentLogger)
    stored()
    clock.advance(5_000)
    expect(indexedAt).toEqual([])
    for (let i = 0; i < 15; i++) {
      waiting++
      stored()
      clock.advance(100)
    }
    expect(indexedAt).toEqual([6_000])
    clock.advance(5_000)
    expect(indexedAt).toEqual([6_000, 7_000])
    stop()
    waiting++
    stored()
    clock.advance(5_000)
    expect(indexedAt).toEqual([6_000, 7_000])
  })

  it('tries again when something is stored after the disk was full', () => {
    const clock = new FakeClock(0)
    let isFull = true
    let taken = 0
    const searchRebuild = {
      get isDone() {
        return taken === 1
      },
      step() {
        if (isFull) throw new StoreError('disk_full', 'no space')
        taken++
      },
    }
    const { stored } = completeSearch({ searchRebuild }, clock, silentLogger)
    clock.advance(10_000)
    isFull = false
    expect(taken).toBe(0)
    stored()
    clock.advance(1_000)
    expect(taken).toBe(1)
  })
})
