import './lib/check-node.mjs'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { readArguments } from './lib/arguments.mjs'
import { ROOT } from './lib/paths.mjs'
import { run } from './lib/run.mjs'
import { exitOnSignals } from './lib/signals.mjs'

readArguments('Usage: npm run typecheck\n\nThe types of sources, scripts and tests.', {})

// Each folder of src is an environment of its own: a pure one has neither DOM nor Node types to use by mistake.
exitOnSignals()
const zones = readdirSync(join(ROOT, 'src')).filter((name) => existsSync(join(ROOT, 'src', name, 'tsconfig.json')))
const projects = ['tsconfig.json', 'scripts/tsconfig.json', ...zones.map((zone) => `src/${zone}/tsconfig.json`)]
let failures = 0

async function worker() {
  for (let project; (project = projects.shift()) !== undefined;) {
    // Tests and the renderer import .vue files, which only vue-tsc understands.
    const tool = /^(tsconfig|src\/renderer)/.test(project) ? 'vue-tsc/bin/vue-tsc.js' : 'typescript/bin/tsc'
    const args = [join(ROOT, 'node_modules', tool), '--noEmit', '--pretty', 'false', '-p', project]
    const { code, output } = await run(process.execPath, args, { cwd: ROOT })
    console.log(`${code === 0 ? '✓' : '✗'} ${project}`)
    if (code !== 0) {
      failures += 1
      console.log(output.trimEnd())
    }
  }
}

await Promise.all([worker(), worker()])
process.exit(failures === 0 ? 0 : 1)
