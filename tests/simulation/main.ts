import { availableParallelism } from 'node:os'
import { readArguments, refuseArguments } from '../../scripts/lib/arguments.mjs'
import { lead } from './lead'
import { isMutationName, MUTATIONS } from './mutations'
import { work } from './worker'

const USAGE = `npm run simulate -- --seeds N [--seed S] [--ops M] [--jobs J] [--mutation NAME]
  --seeds     how many schedules
  --seed      the first one (1)
  --ops       things that happen in each (10 to 60, as the seed decides)
  --jobs      processes (one for each processor)
  --mutation  breaks a rule on purpose: ${Object.keys(MUTATIONS).join(', ')}`

const { values } = readArguments(USAGE, {
  options: {
    seeds: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    ops: { type: 'string' },
    jobs: { type: 'string', default: String(availableParallelism()) },
    mutation: { type: 'string' },
    worker: { type: 'boolean', default: false },
  },
})
const [seeds, seed, jobs] = [values.seeds, values.seed, values.jobs].map(Number) as [number, number, number]
const ops = values.ops === undefined ? undefined : Number(values.ops)
const { mutation } = values
if (
  ![seeds, seed, jobs, ops ?? 1].every((number) => Number.isSafeInteger(number) && number > 0) ||
  (mutation !== undefined && !isMutationName(mutation))
) {
  refuseArguments(USAGE, 'These are whole numbers from 1, and a mutation is one of those below.')
}
if (values.worker) await work({ ops, mutation })
else process.exitCode = await lead({ seeds, seed, ops, jobs, mutation, file: import.meta.filename })
