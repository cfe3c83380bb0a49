import './lib/check-node.mjs'
import { once } from 'node:events'
import { start } from './lib/run.mjs'
import { SERVER_ENTRY } from './lib/sample-server.mjs'
import { setup } from './lib/setup.mjs'

// stdout belongs to the server: whoever starts it reads its ports from the first line.
await setup({ isQuiet: true })
const child = start(process.execPath, [...SERVER_ENTRY.sources, ...process.argv.slice(2)], { stdio: 'inherit' })
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, () => child.kill(signal))
const [code] = await once(child, 'exit')
process.exit(code ?? 1)
