import { describe, expect, it } from 'vitest'
import { rebuildSearch } from '../../src/main/app/account/rebuild-search'
import { silentLogger } from '../../src/main/lib/logger'
import { StoreError } from '../../src/main/store/store-error'
import { FakeClock } from '../helpers/fake-clock'

/** An index that is done after some steps; the step `failsAt` meets a full disk. */
function rebuildOf(steps: number, failsAt = Infinity): Parameters<typeof rebuildSearch>[0] & { readonly taken: () => number } {
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
    rebuildSearch({ searchRebuild }, clock, silentLogger)
    expect(taken()).toBe(0)
    clock.advance(50)
    expect(taken()).toBe(1)
    clock.advance(10_000)
    expect(taken()).toBe(3)
  })

  it('stops when it is told to, and when the disk is full', () => {
    const clock = new FakeClock(0)
    const stopped = rebuildOf(9)
    const stop = rebuildSearch(stopped, clock, silentLogger)
    clock.advance(50)
    stop()
    stop()
    const failing = rebuildOf(9, 2)
    rebuildSearch(failing, clock, silentLogger)
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
    rebuildSearch({ searchRebuild }, clock, silentLogger)
    clock.advance(9000)
    expect(taken()).toBe(0)
    isHeld = false
    clock.advance(2000)
    expect(taken()).toBeGreaterThan(0)
    clock.advance(1000)
    expect(taken()).toBe(3)
  })
})
