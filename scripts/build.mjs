import './lib/check-node.mjs'
import { buildWhenStale } from './lib/build.mjs'
import { createReport, describeFailure } from './lib/report.mjs'
import { setup } from './lib/setup.mjs'
import { exitOnSignals } from './lib/signals.mjs'

exitOnSignals()
await setup({ isQuiet: true })
try {
  await buildWhenStale(createReport())
} catch (error) {
  console.error(describeFailure('Build', error))
  process.exit(1)
}
