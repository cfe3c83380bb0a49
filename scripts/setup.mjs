import './lib/check-node.mjs'
import { readArguments } from './lib/arguments.mjs'
import { checkSetup } from './lib/setup-check.mjs'
import { setup } from './lib/setup.mjs'
import { exitOnSignals } from './lib/signals.mjs'

const USAGE = `Usage: npm run setup -- [--quiet] [--check] [--cluster]

Gets what the other commands need: packages, system libraries, Electron, SQLite's addon.
  --quiet    say only what takes long or goes wrong
  --check    change nothing; say what is missing, and end with code 1 if anything is
  --cluster  also PostgreSQL and NATS, for npm run cluster; Debian then runs one of each for the whole machine, too`

const { values } = readArguments(USAGE, {
  options: { quiet: { type: 'boolean' }, check: { type: 'boolean' }, cluster: { type: 'boolean' } },
})

exitOnSignals()
const isQuiet = values.quiet === true
const hasCluster = values.cluster === true
if (values.check === true) {
  if (!(await checkSetup({ isQuiet, hasCluster }))) process.exit(1)
} else {
  await setup({ isQuiet, hasCluster })
}
if (!isQuiet) console.error('Ready.')
