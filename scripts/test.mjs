import './lib/check-node.mjs'
import { readArguments, refuseArguments } from './lib/arguments.mjs'
import { describeFailure } from './lib/report.mjs'
import { setup } from './lib/setup.mjs'
import { exitOnSignals } from './lib/signals.mjs'
import { summaryOf } from './lib/test-summary.mjs'
import { NEEDS, STAGES } from './lib/test-stages.mjs'

const USAGE = `Usage: npm test [-- [--strict] STAGE…]

All stages in order, or those that are named: ${Object.keys(STAGES).join(', ')}.
  lossy     the server as two nodes on one store, with a bus between them that loses what it likes
  nats      nodes of the server over a NATS of this machine
  s3        two nodes as in lossy, with their files in a bucket of a server of S3 of this machine
  postgres  the server on a PostgreSQL of this machine
  nodes     several servers on both, as one office; that of the tests of the server, too
  node24    part of the unit and integration tests under the Node that Electron brings (all: npm run test:node24)
  chromium  the built page in this system's Chromium, beside that of the Electron that is here
  --strict  a stage that could not run, since something is not to be had here, counts as failed (or JIM_TEST_STRICT=1)`

const { values, positionals } = readArguments(USAGE, { options: { strict: { type: 'boolean' } }, allowPositionals: true })
const unknown = positionals.find((name) => !Object.hasOwn(STAGES, name))
if (unknown !== undefined) refuseArguments(USAGE, `There is no stage "${unknown}".`)
const isStrict = values.strict === true || Boolean(process.env.JIM_TEST_STRICT)

exitOnSignals()
await setup()
const wanted = new Set(positionals.flatMap((name) => [...(NEEDS[name] ?? []), name]))
/** @type {import('./lib/test-summary.mjs').Row[]} */
const rows = []
for (const [name, stage] of Object.entries(STAGES)) {
  if (wanted.size > 0 && !wanted.has(name)) continue
  console.log(`\n── ${name} ${'─'.repeat(Math.max(0, 70 - name.length))}`)
  const startedAt = performance.now()
  const outcome = await stage().catch((error) => {
    console.error(describeFailure(name, error))
    return { passed: 0, failed: 1 }
  })
  rows.push({ name, ...outcome, seconds: (performance.now() - startedAt) / 1000 })
}

const { text, hasFailed } = summaryOf(rows, isStrict)
console.log(`\n${text}`)
process.exit(hasFailed ? 1 : 0)
