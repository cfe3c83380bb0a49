import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { ScreenLock, type ScreenLockOptions } from '../../src/main/app/desktop/screen-lock'
import { BUS_ANSWERS } from './bus-answers'

class Monitor extends EventEmitter {
  idle = 'active'

  getSystemIdleState(): string {
    return this.idle
  }
}

/** Programs by what they print; others are not installed. */
function lockOf(platform: NodeJS.Platform, answers: Readonly<Record<string, string>> = {}) {
  const monitor = new Monitor()
  const asked: string[] = []
  const known: boolean[] = []
  const run: ScreenLockOptions['run'] = async (file, args) => {
    asked.push(file)
    expect(args.join(' ')).toMatch(/org\.freedesktop\.login1.*\/org\/freedesktop\/login1\/session\/auto.*LockedHint/)
    const answer = answers[file]
    if (answer === undefined) throw new Error(`${file}: not found`)
    return answer
  }
  const lock = new ScreenLock({ platform, monitor, run, onKnown: (isKnown) => known.push(isKnown) })
  return { lock, monitor, asked, known }
}

describe.each(['win32', 'darwin'] as const)('on %s', (platform) => {
  it('the system tells, and nobody is asked', async () => {
    const { lock, monitor, asked } = lockOf(platform)
    expect(await lock.isLocked()).toBe(false)
    monitor.emit('lock-screen')
    expect(await lock.isLocked()).toBe(true)
    monitor.emit('unlock-screen')
    expect(await lock.isLocked()).toBe(false)
    expect([asked, lock.isKnown]).toEqual([[], true])
    lock.close()
    expect([monitor.listenerCount('lock-screen'), monitor.listenerCount('unlock-screen')]).toEqual([0, 0])
  })
})

describe('on Linux', () => {
  it.each(BUS_ANSWERS)('%s answers %j', async (file, answer, isLocked) => {
    const { lock } = lockOf('linux', { [file]: answer })
    expect([await lock.isLocked(), lock.isKnown]).toEqual([isLocked, true])
  })

  it('is asked anew each time', async () => {
    const answers: Record<string, string> = { gdbus: '(<false>,)' }
    const { lock } = lockOf('linux', answers)
    expect(await lock.isLocked()).toBe(false)
    answers['gdbus'] = '(<true>,)'
    expect(await lock.isLocked()).toBe(true)
  })

  it('takes the screen saver of X11 for a lock, and asks nobody then', async () => {
    const { lock, monitor, asked } = lockOf('linux')
    monitor.idle = 'locked'
    expect([await lock.isLocked(), asked]).toEqual([true, []])
  })

  it('says that nobody knows, and stops asking', async () => {
    const { lock, asked, known } = lockOf('linux')
    for (let i = 0; i < 5; i++) expect(await lock.isLocked()).toBe(false)
    expect(lock.isKnown).toBe(false)
    expect(known).toEqual([false])
    expect(asked).toEqual([1, 2, 3].flatMap(() => ['gdbus', 'busctl', 'dbus-send']))
  })

  it('knows again once somebody answers', async () => {
    const answers: Record<string, string> = {}
    const { lock, known } = lockOf('linux', answers)
    await lock.isLocked()
    answers['busctl'] = 'b true'
    expect([await lock.isLocked(), known]).toEqual([true, [false, true]])
  })
})
