import './lib/check-node.mjs'
import { once } from 'node:events'
import { ROOT } from './lib/paths.mjs'
import { start } from './lib/run.mjs'
import { SERVER_ENTRY } from './lib/sample-server.mjs'
import { serverArguments } from './lib/server-data.mjs'
import { setup } from './lib/setup.mjs'

// stdout belongs to the server: whoever starts it reads its ports from the first line.
await setup({ isQuiet: true })
const args = [...SERVER_ENTRY.sources, ...serverArguments(ROOT, process.argv.slice(2))]
const child = start(process.execPath, args, { stdio: 'inherit' })
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, () => child.kill(signal))
const [code] = await once(child, 'exit')
process.exit(code ?? 1)
