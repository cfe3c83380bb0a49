import { createHash } from 'node:crypto'
import type { Databases } from './databases'
import { soundHarness } from './harness'
import { type MutationName, MUTATIONS } from './mutations'
import { type Outcome, runSchedule } from './run-schedule'
import { makeSchedule, type Schedule } from './schedule'
import { shrink } from './shrink'

export type SeedOptions = {
  readonly databases: Databases
  /** How many things happen; left out, the seed decides. */
  readonly ops?: number
  readonly mutation?: MutationName
  /** Of the office at most; left out: one server. */
  readonly nodes?: number
}

export type Report = Outcome & { readonly seed: number }

export async function runSeed(seed: number, { databases, ops, mutation, nodes }: SeedOptions): Promise<Report> {
  return { seed, ...(await runSchedule(makeSchedule(seed, ops, nodes), { databases, harness: harnessOf(mutation) })) }
}

export type Traced = { readonly outcome: Outcome; readonly lines: readonly string[]; readonly hash: string }

/** As `runSeed`, with everything that happened, and a hash of it. */
export async function traceSchedule(schedule: Schedule, { databases, mutation }: Omit<SeedOptions, 'ops' | 'nodes'>): Promise<Traced> {
  const lines: string[] = []
  const outcome = await runSchedule(schedule, {
    databases,
    harness: harnessOf(mutation),
    trace: (line) => lines.push(line),
  })
  const hash = createHash('sha256').update(lines.join('\n')).digest('hex')
  return { outcome, lines, hash }
}

/** The smallest schedule found that breaks the same rule, and its trace. */
export async function explain(
  seed: number,
  { databases, ops, mutation, nodes }: SeedOptions,
): Promise<{ readonly schedule: Schedule; readonly traced: Traced }> {
  const whole = makeSchedule(seed, ops, nodes)
  const harness = harnessOf(mutation)
  const first = await runSchedule(whole, { databases, harness })
  const rule = first.violations[0]?.rule
  const schedule = await shrink(whole, async (smaller) => {
    const { violations } = await runSchedule(smaller, { databases, harness })
    return violations.some((violation) => violation.rule === rule)
  })
  return { schedule, traced: await traceSchedule(schedule, { databases, mutation }) }
}

function harnessOf(mutation: MutationName | undefined) {
  return mutation === undefined ? soundHarness : MUTATIONS[mutation]
}
