import { fork } from 'node:child_process'
import { Databases } from './databases'
import { Fleet } from './fleet'
import type { Progress } from './progress'
import { explain, type Report, type SeedOptions } from './run-seed'
import { describeOp } from './schedule'

/** Failing seeds after which a run ends: the first one tells enough. */
const MAX_FAILURES = 5
const REPORT_EVERY = 1000

type Options = Omit<SeedOptions, 'databases'> & {
  readonly seeds: number
  readonly seed: number
  readonly jobs: number
  /** The program that a worker runs, with `--worker`. */
  readonly file: string
}

/** Runs the seeds in processes of their own and says how it goes; returns the exit code. */
export async function lead({ seeds, seed, jobs, file, ...how }: Options): Promise<number> {
  const tally = new Tally()
  const failures: Report[] = []
  const fleet: Fleet = new Fleet({
    first: seed,
    seeds,
    jobs: Math.min(jobs, seeds),
    fork: () => fork(file, [...process.argv.slice(2), '--worker']),
    onProgress: (progress) => {
      tally.add(progress)
      if (progress.failed !== undefined) {
        failures.push(progress.failed)
        console.log(summaryOf(progress.failed))
      }
      if (failures.length >= MAX_FAILURES) fleet.stop()
      if (tally.done % REPORT_EVERY !== 0) return
      console.log(`${tally.pace}, ${failures.length} violated; all below seed ${fleet.doneBelow} are done`)
    },
    onWorkerEnd: (at, how) => console.log(`a worker ended on seed ${at} (${how}): it is run again by itself`),
  })
  const stop = (): void => fleet.stop()
  process.once('SIGINT', stop).once('SIGTERM', stop)
  await fleet.run()
  process.off('SIGINT', stop).off('SIGTERM', stop)
  console.log(`${tally.pace}, ${failures.length} violated; ${tally.whole}`)
  const [first] = failures.sort((a, b) => a.seed - b.seed)
  if (first !== undefined) await tell(first, how)
  const isWhole = tally.done === seeds
  if (!isWhole) console.log(`ended early: go on with --seed ${fleet.doneBelow}`)
  return first === undefined && isWhole ? 0 : 1
}

/** What has been done so far, in how much time. */
class Tally {
  done = 0
  readonly #start = performance.now()
  #messages = 0
  #lengthMs = 0
  #residentBytes = 0

  add({ messages, lengthMs, residentBytes }: Progress): void {
    this.done++
    this.#messages += messages
    this.#lengthMs += lengthMs
    this.#residentBytes = Math.max(this.#residentBytes, residentBytes)
  }

  get pace(): string {
    const seconds = (performance.now() - this.#start) / 1000
    return `${this.done} seeds, ${seconds.toFixed(0)} s, ${(this.done / seconds).toFixed(1)} a second`
  }

  get whole(): string {
    const hours = (this.#lengthMs / 3_600_000).toFixed(0)
    const mebibytes = (this.#residentBytes / 2 ** 20).toFixed(0)
    return `${this.#messages} messages, ${hours} virtual hours, ${mebibytes} MiB in a worker at most`
  }
}

/** The failing seed's smallest schedule, and what happens in it. */
async function tell(report: Report, how: Omit<SeedOptions, 'databases'>): Promise<void> {
  const { seed } = report
  console.log(`\n${summaryOf(report)}`)
  const { schedule, traced } = await explain(seed, { databases: new Databases(), ...how })
  console.log(`\nthe smallest schedule found (users with ${schedule.users.join(', ')} devices, ${schedule.nodes ?? 1} servers):`)
  for (const op of schedule.ops) console.log(`  ${describeOp(op)}`)
  console.log(`\nits trace (${traced.hash.slice(0, 16)}):`)
  for (const line of traced.lines) console.log(`  ${line}`)
}

function summaryOf({ seed, violations }: Report): string {
  return [`seed ${seed}:`, ...violations.slice(0, 10).map(({ rule, detail }) => `  ${rule}: ${detail}`)].join('\n')
}
