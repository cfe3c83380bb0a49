import './lib/check-node.mjs'
import { join } from 'node:path'
import { buildWhenStale } from './lib/build.mjs'
import { openDisplay } from './lib/display.mjs'
import { ROOT } from './lib/paths.mjs'
import { createReport, describeFailure } from './lib/report.mjs'
import { setup } from './lib/setup.mjs'
import { exitOnSignals } from './lib/signals.mjs'
import { runVitest } from './lib/vitest-run.mjs'

exitOnSignals()
await setup()
try {
  await buildWhenStale(createReport())
  const display = await openDisplay()
  const dir = process.env.JIM_SHOTS_DIR ?? join(ROOT, 'shots')
  const { failed } = await runVitest('e2e', { ...display.env, JIM_SHOTS_DIR: dir }, ['tests/e2e/screenshots.test.ts'])
  display.close()
  console.log(`Screenshots: ${dir}`)
  process.exit(failed === 0 ? 0 : 1)
} catch (error) {
  console.error(describeFailure('Screenshots', error))
  process.exit(1)
}
