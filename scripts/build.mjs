import './lib/check-node.mjs'
import { readArguments } from './lib/arguments.mjs'
import { buildWhenStale } from './lib/build.mjs'
import { createReport, describeFailure } from './lib/report.mjs'
import { setup } from './lib/setup.mjs'
import { exitOnSignals } from './lib/signals.mjs'

readArguments('Usage: npm run build\n\nBuilds the app and the bundled server into out/, unless that was made from the same sources.', {})
exitOnSignals()
await setup({ isQuiet: true })
try {
  await buildWhenStale(createReport())
} catch (error) {
  console.error(describeFailure('Build', error))
  process.exit(1)
}
