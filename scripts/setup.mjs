import './lib/check-node.mjs'
import { parseArgs } from 'node:util'
import { setup } from './lib/setup.mjs'
import { exitOnSignals } from './lib/signals.mjs'

const { values } = parseArgs({ options: { quiet: { type: 'boolean' }, check: { type: 'boolean' }, help: { type: 'boolean' } } })
if (values.help) {
  console.log('Usage: npm run setup -- [--quiet] [--check]\n\n  --check  change nothing; fail where something is missing')
} else {
  exitOnSignals()
  await setup({ isQuiet: values.quiet, isCheck: values.check })
  if (!values.quiet) console.error('Ready.')
}
