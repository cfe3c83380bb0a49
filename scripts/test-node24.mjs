import './lib/check-node.mjs'
import { readArguments } from './lib/arguments.mjs'
import { setup } from './lib/setup.mjs'
import { exitOnSignals } from './lib/signals.mjs'
import { underNewerNode } from './lib/test-stages.mjs'

const USAGE = `Usage: npm run test:node24

All unit and integration tests under the Node that the shipped Electron brings, with SQLite's addon as it is shipped. npm test
has a part of them in its stage node24.`

readArguments(USAGE, {})
exitOnSignals()
await setup()
const { passed, failed, why } = await underNewerNode({ unit: [], integration: [] })
if (why !== undefined) console.error(why)
console.log(`\n${passed} passed, ${failed} failed`)
process.exit(failed === 0 && why === undefined ? 0 : 1)
