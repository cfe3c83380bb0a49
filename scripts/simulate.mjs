import './lib/check-node.mjs'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'
import { LOCAL_CACHE, ROOT } from './lib/paths.mjs'

// Bundled once for all workers: modules that are compiled as they load run a third slower.
const folder = join(LOCAL_CACHE, 'simulation', String(process.pid))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
await build({
  configFile: false,
  root: ROOT,
  logLevel: 'error',
  resolve: { alias: { '@protocol': join(ROOT, 'src/protocol'), '@shared': join(ROOT, 'src/shared') } },
  build: { ssr: 'tests/simulation/main.ts', outDir: folder, target: 'node20', minify: false, copyPublicDir: false },
})
await import(join(folder, 'main.js'))
