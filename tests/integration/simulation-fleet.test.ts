import type { ChildProcess } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { Fleet } from '../simulation/fleet'
import { type Lease, Leases } from '../simulation/leases'
import { READY } from '../simulation/progress'

/** A worker that does what it is told when it is told. */
class FakeWorker extends EventEmitter {
  readonly leases: Lease[] = []
  isKilled = false

  start(): this {
    this.emit('message', READY)
    return this
  }

  send(lease: Lease): void {
    this.leases.push(lease)
  }

  /** The next `count` seeds are done. */
  finish(count: number): void {
    for (; count > 0; count--) this.emit('message', { messages: 0, lengthMs: 0, residentBytes: 0 })
  }

  disconnect(): void {
    this.end(0)
  }

  kill(): void {
    this.isKilled = true
    this.end(undefined, 'SIGTERM')
  }

  end(code?: number, signal?: NodeJS.Signals): void {
    this.emit('exit', code ?? null, signal ?? null)
  }
}

function fleetOf(first: number, seeds: number, jobs: number) {
  const workers: FakeWorker[] = []
  const failed: string[] = []
  const ends: string[] = []
  const fleet = new Fleet({
    first,
    seeds,
    jobs,
    fork: () => {
      const worker = new FakeWorker()
      workers.push(worker)
      return worker as unknown as ChildProcess
    },
    onProgress: (progress) => failed.push(...(progress.failed?.violations ?? []).map(({ detail }) => detail)),
    onWorkerEnd: (seed, how) => ends.push(`${seed}: ${how}`),
  })
  return { fleet, workers, failed, ends, run: fleet.run() }
}

describe('leases', () => {
  it('give every seed out once, in their order', () => {
    const leases = new Leases(7, 120)
    const all = [leases.take(), leases.take(), leases.take(), leases.take()]
    expect(all.map((lease) => lease && [lease.from, lease.count])).toEqual([[7, 50], [57, 50], [107, 20], undefined])
  })

  it('know below which seed all are done', () => {
    const leases = new Leases(1, 100)
    const first = leases.take()!
    const second = leases.take()!
    for (let seed = 51; seed <= 100; seed++) leases.note(second)
    leases.note(first)
    expect(leases.doneBelow).toBe(2)
    for (let seed = 2; seed <= 50; seed++) leases.note(first)
    expect(leases.doneBelow).toBe(101)
  })

  it('give what came back out again: the seed that was run by itself, the rest as it was', () => {
    const leases = new Leases(1, 50)
    const lease = leases.take()!
    for (let seed = 1; seed <= 9; seed++) leases.note(lease)
    expect(leases.giveBack(lease)).toBe(10)
    expect(leases.doneBelow).toBe(10)
    expect(leases.take()).toEqual({ from: 10, count: 1, isAlone: true })
    expect(leases.take()).toEqual({ from: 11, count: 40, isAlone: false })
    expect(leases.take()).toBeUndefined()
  })
})

describe('a fleet of workers', () => {
  it('is done when every seed is', async () => {
    const { fleet, workers, run } = fleetOf(1, 70, 2)
    workers[0]!.start()
    workers[1]!.start().finish(20)
    workers[0]!.finish(50)
    await run
    expect(fleet.doneBelow).toBe(71)
  })

  it('replaces a worker that has done much', async () => {
    const { workers, run } = fleetOf(1, 5050, 1)
    workers[0]!.start().finish(5000)
    expect(workers).toHaveLength(2)
    workers[1]!.start().finish(50)
    await run
  })

  it('loses no seed to a worker that ends, and goes on when the seed was not the reason', async () => {
    const { fleet, workers, failed, ends, run } = fleetOf(1, 50, 1)
    workers[0]!.start().finish(4)
    workers[0]!.end(undefined, 'SIGKILL')
    expect(ends).toEqual(['5: SIGKILL'])
    workers[1]!.start()
    expect(workers[1]!.leases).toEqual([{ from: 5, count: 1, isAlone: true }])
    workers[1]!.finish(1)
    expect(workers[1]!.leases[1]).toEqual({ from: 6, count: 45, isAlone: false })
    workers[1]!.finish(45)
    await run
    expect(failed).toEqual([])
    expect(fleet.doneBelow).toBe(51)
  })

  it('counts a seed as failed that ends every worker, and runs the others', async () => {
    const { workers, failed, run } = fleetOf(1, 3, 1)
    workers[0]!.start().end(13)
    workers[1]!.start().end(13)
    workers[2]!.start().finish(2)
    await run
    expect(failed).toEqual(['its process ended: it waited for what never comes'])
  })

  it('counts a seed as failed that never ends', async () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const { workers, failed, ends, run } = fleetOf(1, 3, 1)
    workers[0]!.start()
    vi.advanceTimersByTime(200_000)
    workers[0]!.finish(1)
    vi.advanceTimersByTime(299_000)
    expect(workers[0]!.isKilled).toBe(false)
    vi.advanceTimersByTime(1000)
    workers[1]!.start()
    vi.advanceTimersByTime(300_000)
    workers[2]!.start().finish(1)
    await run
    expect([ends, failed, vi.getTimerCount()]).toEqual([['2: it came to no end'], ['its process ended: it came to no end'], 0])
  })

  it('gives up on a worker that cannot start, with nothing lost', async () => {
    const { fleet, workers, failed, run } = fleetOf(1, 60, 2)
    workers[0]!.end(1)
    workers[1]!.start().finish(50)
    workers[1]!.finish(10)
    await run
    expect(workers).toHaveLength(2)
    expect(failed).toEqual([])
    expect(fleet.doneBelow).toBe(61)
  })

  it('ends at once when it is told to', async () => {
    const { fleet, workers, run } = fleetOf(1, 500, 2)
    fleet.stop()
    await run
    expect(workers.map(({ isKilled }) => isKilled)).toEqual([true, true])
    expect(fleet.doneBelow).toBe(1)
  })
})
