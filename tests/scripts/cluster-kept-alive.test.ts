import { beforeEach, describe, expect, it } from 'vitest'
import { FIRST_DELAY_MS, KeptAlive, type Living, MAX_DELAY_MS, STEADY_MS } from '../../scripts/lib/cluster/kept-alive.mjs'
import { FakeClock, settle } from '../helpers/fake-clock'

/** A process in name only. */
class Fake implements Living {
  readonly gone: Promise<string>
  ends = 0
  #leave: (how: string) => void = () => undefined

  constructor(readonly pid: number) {
    this.gone = new Promise((resolve) => (this.#leave = resolve))
  }

  die(how: string): void {
    this.#leave(how)
  }

  end(): Promise<void> {
    this.ends++
    this.#leave('SIGTERM')
    return Promise.resolve()
  }
}

describe('a process that is kept alive', () => {
  let clock: FakeClock
  let said: string[]
  let lives: Fake[]
  /** What the next starts come to, instead of a life. */
  let failures: string[]
  let kept: KeptAlive
  beforeEach(() => {
    clock = new FakeClock()
    said = []
    lives = []
    failures = []
    kept = new KeptAlive({
      ...{ name: 'NATS', clock, say: (line) => void said.push(line) },
      start: () => {
        const failure = failures.shift()
        if (failure !== undefined) return Promise.reject(new Error(failure))
        lives.push(new Fake(100 + lives.length))
        return Promise.resolve(lives.at(-1)!)
      },
    })
  })

  const die = async (how = 'SIGKILL'): Promise<void> => {
    lives.at(-1)!.die(how)
    await settle()
  }

  it('is started again after a moment, and both are said', async () => {
    await kept.begin()
    expect(kept.pid).toBe(100)
    await die()
    expect([kept.pid, said]).toEqual([undefined, ['NATS ended (SIGKILL); it is started again in 250 ms.']])
    await clock.advanceAsync(FIRST_DELAY_MS - 1)
    expect(lives).toHaveLength(1)
    await clock.advanceAsync(1)
    expect([kept.pid, said.at(-1)]).toEqual([101, 'NATS is there again, as process 101.'])
  })

  it('is waited for longer and longer while it does not stay, up to a limit, and then as at first', async () => {
    await kept.begin()
    const waited: (number | undefined)[] = []
    for (let i = 0; i < 7; i++) {
      await die()
      waited.push(clock.nextDelayMs)
      await clock.advanceAsync(MAX_DELAY_MS)
    }
    expect(waited).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000])
    await clock.advanceAsync(STEADY_MS)
    await die()
    expect(clock.nextDelayMs).toBe(FIRST_DELAY_MS)
  })

  it('is tried again when it does not start, and why is said', async () => {
    await kept.begin()
    failures = ['port taken', 'port taken']
    await die('code 1')
    await clock.advanceAsync(FIRST_DELAY_MS)
    expect(said.at(-1)).toBe('NATS did not start: port taken; it is started again in 500 ms.')
    await clock.advanceAsync(500)
    expect(kept.pid).toBeUndefined()
    await clock.advanceAsync(1000)
    expect(kept.pid).toBe(101)
  })

  it('that does not start at first is not tried again', async () => {
    failures = ['no such program']
    await expect(kept.begin()).rejects.toThrow('no such program')
    await kept.stop()
    expect([clock.pending, said]).toEqual([0, []])
  })

  it('stays away once it is stopped', async () => {
    await kept.begin()
    await Promise.all([kept.stop(), kept.stop()])
    expect([lives.length, lives[0]!.ends > 0, clock.pending, kept.pid, said]).toEqual([1, true, 0, undefined, []])
  })

  it('is not started any more when it is stopped while it is waited for', async () => {
    await kept.begin()
    await die()
    await kept.stop()
    expect([clock.pending, lives.length]).toEqual([0, 1])
  })

  it('is ended when it is stopped in the middle of a start', async () => {
    let begin: (living: Living) => void = () => undefined
    const waiting = new KeptAlive({
      ...{ name: 'n1', clock, say: () => undefined },
      start: () => new Promise((resolve) => (begin = resolve)),
    })
    const begun = waiting.begin()
    const stopped = waiting.stop()
    const late = new Fake(7)
    begin(late)
    await Promise.all([begun, stopped])
    expect(late.ends).toBeGreaterThan(0)
  })

  it('is ended when it is stopped in the middle of a later start', async () => {
    const starts: ((living: Living) => void)[] = []
    const waiting = new KeptAlive({
      ...{ name: 'n1', clock, say: () => undefined },
      start: () => new Promise((resolve) => starts.push(resolve)),
    })
    const [first, second] = [new Fake(1), new Fake(2)]
    const begun = waiting.begin()
    starts[0]!(first)
    await begun
    first.die('SIGKILL')
    await clock.advanceAsync(FIRST_DELAY_MS)
    const stopped = waiting.stop()
    starts[1]!(second)
    await stopped
    expect([second.ends > 0, waiting.pid, clock.pending]).toEqual([true, undefined, 0])
  })
})
