import { availableParallelism } from 'node:os'
import { readArguments, refuseArguments } from '../../scripts/lib/arguments.mjs'
import { lead } from './lead'
import { isMutationName, MUTATIONS } from './mutations'
import { work } from './worker'

const USAGE = `npm run simulate -- --seeds N [--seed S] [--ops M] [--jobs J] [--nodes N] [--mutation NAME]
  --seeds     how many schedules
  --seed      the first one (1)
  --ops       things that happen in each (10 to 60, as the seed decides)
  --jobs      processes (one for each processor)
  --nodes     the server is an office of several nodes, of 2 to N as the seed decides (one server)
  --mutation  breaks a rule on purpose: ${Object.keys(MUTATIONS).join(', ')}`

const { values } = readArguments(USAGE, {
  options: {
    seeds: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    ops: { type: 'string' },
    jobs: { type: 'string', default: String(availableParallelism()) },
    nodes: { type: 'string', default: '1' },
    mutation: { type: 'string' },
    worker: { type: 'boolean', default: false },
  },
})
const [seeds, seed, jobs, nodes] = [values.seeds, values.seed, values.jobs, values.nodes].map(Number) as [number, number, number, number]
const ops = values.ops === undefined ? undefined : Number(values.ops)
const { mutation } = values
if (
  ![seeds, seed, jobs, nodes, ops ?? 1].every((number) => Number.isSafeInteger(number) && number > 0) ||
  (mutation !== undefined && !isMutationName(mutation))
) {
  refuseArguments(USAGE, 'These are whole numbers from 1, and a mutation is one of those below.')
}
if (values.worker) await work({ ops, nodes, mutation })
else process.exitCode = await lead({ seeds, seed, ops, jobs, nodes, mutation, file: import.meta.filename })
