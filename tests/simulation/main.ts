import { fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { Databases } from './databases'
import { isMutationName, type MutationName, MUTATIONS } from './mutations'
import { explain, type Report, runSeed } from './run-seed'
import { describeOp } from './schedule'

const USAGE = `npm run simulate -- --seeds N [--seed S] [--ops M] [--jobs J] [--mutation NAME]
  --seeds     how many schedules
  --seed      the first one (1)
  --ops       things that happen in each (40)
  --jobs      processes (one for each processor)
  --mutation  breaks a rule on purpose: ${Object.keys(MUTATIONS).join(', ')}`

/** Failing seeds after which a run ends: the first one tells enough. */
const MAX_FAILURES = 5
const REPORT_EVERY = 1000

type Options = {
  readonly seeds: number
  readonly seed: number
  readonly ops: number
  readonly jobs: number
  readonly mutation?: MutationName
}
type Progress = {
  readonly done: number
  readonly messages: number
  readonly lengthMs: number
  readonly failed?: Report
}

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    ops: { type: 'string', default: '40' },
    jobs: { type: 'string', default: String(availableParallelism()) },
    mutation: { type: 'string' },
    worker: { type: 'string' },
  },
})
const [seeds, seed, ops, jobs] = [values.seeds, values.seed, values.ops, values.jobs].map(Number) as [
  number,
  number,
  number,
  number,
]
const { mutation } = values
if (
  ![seeds, seed, ops, jobs].every((number) => Number.isSafeInteger(number) && number > 0) ||
  (mutation !== undefined && !isMutationName(mutation))
) {
  console.error(USAGE)
  process.exit(2)
}
const options: Options = { seeds, seed, ops, jobs: Math.min(jobs, seeds), mutation }
if (values.worker === undefined) process.exitCode = await lead(options)
else await work(options, Number(values.worker))

/** Runs every `jobs`-th seed, and tells of each to the process that started this one. */
async function work({ seeds, seed, ops, jobs, mutation }: Options, worker: number): Promise<void> {
  const databases = new Databases()
  // Whoever asked for this is gone.
  const leave = (): never => process.exit(1)
  process.on('disconnect', leave)
  for (let next = seed + worker; next < seed + seeds; next += jobs) {
    const report = await runSeed(next, { databases, ops, mutation })
    const progress: Progress = {
      done: 1,
      messages: report.messages,
      lengthMs: report.lengthMs,
      failed: report.violations.length > 0 ? report : undefined,
    }
    await new Promise<void>((resolve) => process.send?.(progress, undefined, undefined, () => resolve()))
  }
  process.off('disconnect', leave)
  process.disconnect()
}

/** Returns the exit code. */
async function lead(options: Options): Promise<number> {
  const start = performance.now()
  const failures: Report[] = []
  let [done, messages, lengthMs] = [0, 0, 0]
  const seconds = (): string => ((performance.now() - start) / 1000).toFixed(1)
  const workers = Array.from({ length: options.jobs }, (_, worker) =>
    fork(import.meta.filename, [...process.argv.slice(2), '--worker', String(worker)]),
  )
  const ends = workers.map(
    (worker) => new Promise<string>((resolve) => worker.on('exit', (code, signal) => resolve(String(signal ?? code)))),
  )
  for (const worker of workers) {
    worker.on('message', (progress: Progress) => {
      done += progress.done
      messages += progress.messages
      lengthMs += progress.lengthMs
      if (done % REPORT_EVERY === 0) console.log(`${done} seeds, ${failures.length} violated, ${seconds()} s`)
      if (progress.failed === undefined) return
      failures.push(progress.failed)
      if (failures.length >= MAX_FAILURES) for (const other of workers) other.kill()
    })
  }
  const codes = await Promise.all(ends)
  const hours = (lengthMs / 3_600_000).toFixed(0)
  const what = `${done} seeds of ${options.ops} operations, ${messages} messages, ${hours} virtual hours`
  console.log(`${what}, ${failures.length} violated, ${seconds()} s`)
  const [first] = failures.sort((a, b) => a.seed - b.seed)
  if (first !== undefined) await tell(first, options)
  const hasCrashed = failures.length < MAX_FAILURES && codes.some((code) => code !== '0')
  if (hasCrashed) console.error(`a worker ended before its time: ${codes.join(', ')}`)
  return first !== undefined || hasCrashed ? 1 : 0
}

/** The failing seed's smallest schedule, and what happens in it. */
async function tell({ seed, violations }: Report, { ops, mutation }: Options): Promise<void> {
  console.log(`\nseed ${seed}:`)
  for (const { rule, detail } of violations.slice(0, 10)) console.log(`  ${rule}: ${detail}`)
  const { schedule, traced } = await explain(seed, { databases: new Databases(), ops, mutation })
  console.log(`\nthe smallest schedule found (users with ${schedule.users.join(', ')} devices):`)
  for (const op of schedule.ops) console.log(`  ${describeOp(op)}`)
  console.log(`\nits trace (${traced.hash.slice(0, 16)}):`)
  for (const line of traced.lines) console.log(`  ${line}`)
}
