import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { watchIdle } from '../../src/main/app/desktop/idle-watch'
import { FakeClock } from '../helpers/fake-clock'

class FakeMonitor extends EventEmitter {
  idleS = 0
  getSystemIdleTime(): number {
    return this.idleS
  }
}

function setUp(minutes = 10) {
  const clock = new FakeClock()
  const monitor = new FakeMonitor()
  const told: boolean[] = []
  const setting = { minutes }
  const stop = watchIdle({
    clock,
    monitor: monitor as never,
    awayAfterMinutes: () => setting.minutes,
    onChange: (isIdle) => told.push(isIdle),
  })
  const after = (idleS: number): void => {
    monitor.idleS = idleS
    clock.advance(5000)
  }
  return { clock, monitor, told, setting, stop, after }
}

describe('the idle watch', () => {
  it('tells once that nobody is there, and once that somebody is back', () => {
    const { told, after } = setUp()
    for (const idleS of [0, 300, 599, 600, 605, 900, 3, 8]) after(idleS)
    expect(told).toEqual([true, false])
  })

  it('a locked screen counts at once, and its unlocking too', () => {
    const { monitor, told } = setUp()
    monitor.emit('lock-screen')
    expect(told).toEqual([true])
    monitor.emit('unlock-screen')
    expect(told).toEqual([true, false])
  })

  it('stays away while the screen is locked, whatever moves', () => {
    const { monitor, told, after } = setUp()
    monitor.emit('lock-screen')
    after(0)
    expect(told).toEqual([true])
  })

  it('never goes away when so set, and a change of the setting counts from the next look', () => {
    const { monitor, told, setting, after } = setUp(0)
    after(100_000)
    monitor.emit('lock-screen')
    monitor.emit('unlock-screen')
    expect(told).toEqual([])
    setting.minutes = 5
    after(300)
    setting.minutes = 30
    after(305)
    expect(told).toEqual([true, false])
  })

  it('leaves no timer and no listener', () => {
    const { clock, monitor, stop, told } = setUp()
    stop()
    stop()
    monitor.emit('lock-screen')
    monitor.idleS = 10_000
    clock.advance(60_000)
    expect(told).toEqual([])
    expect(monitor.eventNames()).toEqual([])
  })
})
