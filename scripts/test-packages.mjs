import './lib/check-node.mjs'
import { readArguments } from './lib/arguments.mjs'
import { openDisplay } from './lib/display.mjs'
import { createReport, describeFailure, StepError } from './lib/report.mjs'
import { setup } from './lib/setup.mjs'
import { exitOnSignals } from './lib/signals.mjs'
import { ensureValidators } from './lib/system-packages.mjs'
import { runVitest } from './lib/vitest-run.mjs'

const USAGE = `Usage: npm run test:packages

Builds two versions of the Debian packages of app and server, installs, uses, updates and removes them on this machine, and carries
the portable archive about: as root on Debian or Ubuntu, best in a container, and not where Jim Desktop or its server is installed
already. Some minutes; not part of npm test.`

readArguments(USAGE, {})
exitOnSignals()
try {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    throw new StepError('Packages are installed by root, on Linux.', { advice: 'run it in a container of Debian as root.' })
  }
  await setup()
  const report = createReport()
  report.step('Validators')
  await ensureValidators(report)
  // One of our own always: the program is another user's, whom root's display would refuse.
  const { DISPLAY: _, WAYLAND_DISPLAY: __, XAUTHORITY: ___, ...env } = process.env
  const display = await openDisplay(env)
  const { passed, failed } = await runVitest('packages', display.env)
  display.close()
  console.log(`\n${passed} passed, ${failed} failed`)
  process.exit(failed === 0 ? 0 : 1)
} catch (error) {
  console.error(describeFailure('Packages', error))
  process.exit(1)
}
