import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { LOCAL_CACHE, readJson, ROOT } from './paths.mjs'
import { StepError } from './report.mjs'
import { lastLines, run } from './run.mjs'

/**
 * One project of vitest.config.ts.
 *
 * @param {string} project
 * @param {NodeJS.ProcessEnv} env
 * @param {readonly string[]} [filters] parts of file names, or flags of vitest's
 * @param {string} [node] that runs them
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runVitest(project, env, filters = [], node = process.execPath) {
  const outcome = join(LOCAL_CACHE, 'test', `${project}.json`)
  mkdirSync(join(LOCAL_CACHE, 'test'), { recursive: true })
  rmSync(outcome, { force: true })
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${outcome}`]
  const { code } = await run(node, [vitest, 'run', '--project', project, ...reporters, ...filters], {
    cwd: ROOT,
    env,
    stdio: 'inherit',
  })
  return countTests(readJson(outcome), code)
}

/**
 * The tests of a file, without running any.
 *
 * @param {string} project
 * @param {string} file
 * @returns {Promise<readonly { readonly name: string }[]>} `part > part > test`
 */
export async function listTests(project, file) {
  const list = join(LOCAL_CACHE, 'test', `list-${process.pid}.json`)
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs')
  mkdirSync(join(LOCAL_CACHE, 'test'), { recursive: true })
  try {
    const { output } = await run(process.execPath, [vitest, 'list', '--project', project, `--json=${list}`, file], { cwd: ROOT })
    const tests = readJson(list)
    if (tests === undefined) throw new StepError(`vitest lists no tests of ${file}.\n${lastLines(output)}`)
    return tests
  } finally {
    rmSync(list, { force: true })
  }
}

/**
 * A run that executed nothing, or failed outside of any test (a file that does not load, an unhandled rejection), must
 * not look like a good one.
 *
 * @param {{ numPassedTests: number, numFailedTests: number } | undefined} outcome vitest's JSON report
 * @param {number} code its exit code
 * @returns {{ passed: number, failed: number }}
 */
export function countTests(outcome, code) {
  const passed = outcome?.numPassedTests ?? 0
  const failed = outcome?.numFailedTests ?? 0
  const isBroken = failed === 0 && (code !== 0 || passed === 0)
  return { passed, failed: isBroken ? 1 : failed }
}
