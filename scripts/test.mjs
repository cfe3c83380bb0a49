import './lib/check-node.mjs'
import { join } from 'node:path'
import { readArguments, refuseArguments } from './lib/arguments.mjs'
import { buildWhenStale } from './lib/build.mjs'
import { openDisplay } from './lib/display.mjs'
import { ROOT } from './lib/paths.mjs'
import { createReport, describeFailure } from './lib/report.mjs'
import { run } from './lib/run.mjs'
import { setup } from './lib/setup.mjs'
import { exitOnSignals } from './lib/signals.mjs'
import { runVitest } from './lib/vitest-run.mjs'

/**
 * @typedef {{ passed: number, failed: number }} Count
 * @type {Record<string, () => Promise<Count>>}
 */
const STAGES = {
  format: () => program('node_modules/prettier/bin/prettier.cjs', '--check', '--cache', '--log-level', 'warn', '.'),
  types: () => program('scripts/typecheck.mjs'),
  lint: () => program('node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0'),
  unit: () => runVitest('unit', process.env),
  integration: () => runVitest('integration', process.env),
  build,
  e2e: endToEnd,
}
/** A stage on its own still needs what it stands on. */
const NEEDS = /** @type {Record<string, readonly string[]>} */ ({ e2e: ['build'] })

const USAGE = `Usage: npm test [-- STAGE…]

All stages in order, or those that are named: ${Object.keys(STAGES).join(', ')}.`

const { positionals } = readArguments(USAGE, { allowPositionals: true })
const unknown = positionals.find((name) => !Object.hasOwn(STAGES, name))
if (unknown !== undefined) refuseArguments(USAGE, `There is no stage "${unknown}".`)

exitOnSignals()
await setup()
const wanted = new Set(positionals.flatMap((name) => [...(NEEDS[name] ?? []), name]))
const rows = []
for (const [name, stage] of Object.entries(STAGES)) {
  if (wanted.size > 0 && !wanted.has(name)) continue
  console.log(`\n── ${name} ${'─'.repeat(Math.max(0, 70 - name.length))}`)
  const startedAt = performance.now()
  const count = await stage().catch((error) => {
    console.error(describeFailure(name, error))
    return { passed: 0, failed: 1 }
  })
  rows.push({ name, ...count, seconds: (performance.now() - startedAt) / 1000 })
}

console.log(`\n${'stage'.padEnd(14)}${'passed'.padStart(8)}${'failed'.padStart(8)}${'time'.padStart(10)}`)
for (const { name, passed, failed, seconds } of rows) {
  const time = `${seconds.toFixed(1)} s`
  console.log(`${name.padEnd(14)}${String(passed).padStart(8)}${String(failed).padStart(8)}${time.padStart(10)}`)
}
const passed = rows.reduce((sum, row) => sum + row.passed, 0)
const failed = rows.reduce((sum, row) => sum + row.failed, 0)
console.log(`\n${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)

/**
 * @param {string} script
 * @param {readonly string[]} args
 * @returns {Promise<Count>}
 */
async function program(script, ...args) {
  const { code } = await run(process.execPath, [join(ROOT, script), ...args], { cwd: ROOT, stdio: 'inherit' })
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
}

/** @returns {Promise<Count>} */
async function build() {
  await buildWhenStale(createReport())
  return { passed: 1, failed: 0 }
}

/** @returns {Promise<Count>} */
async function endToEnd() {
  const display = await openDisplay()
  if (display.isVirtual) console.log(`There is no display: running on a virtual one (Xvfb ${display.env.DISPLAY}).`)
  try {
    return await runVitest('e2e', display.env)
  } finally {
    display.close()
  }
}
