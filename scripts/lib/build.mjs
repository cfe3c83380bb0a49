import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileMain } from './compile-main.mjs'
import { writeDictionaries } from './dictionaries.mjs'
import { readJson, ROOT } from './paths.mjs'
import { trustedReleaseKeys } from './release-keys.mjs'
import { StepError } from './report.mjs'
import { lastLines, run } from './run.mjs'

const STAMP = join(ROOT, 'out', '.build.json')
const RESULTS = [
  'main/index.cjs',
  'main/server.cjs',
  'main/store-update.cjs',
  'preload/index.cjs',
  'preload/media.cjs',
  'preload/region.cjs',
  'media-window/index.html',
  'region-overlay/index.html',
  'renderer/index.html',
  'renderer/licences.js',
  'dictionaries/en-US-10-1.bdic',
]

/**
 * Builds the app and the bundled server unless the last build was made from the same sources.
 *
 * @param {import('./report.mjs').Report} report
 */
export async function buildWhenStale(report) {
  report.step('Build')
  const sources = hashSources()
  const isFresh = readJson(STAMP)?.sources === sources && RESULTS.every((file) => existsSync(join(ROOT, 'out', file)))
  if (isFresh) {
    report.done('as the sources are')
    return
  }
  forgetBuild()
  report.progress('electron-vite build')
  const cli = join(ROOT, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
  const result = await run(process.execPath, [cli, 'build'], { cwd: ROOT, env: { ...process.env, NODE_ENV: 'production' } })
  if (result.code !== 0) {
    throw new StepError(`electron-vite ended with code ${result.code}.\n${lastLines(result.output, 25)}`, {
      advice: 'npm run typecheck tells more.',
    })
  }
  writeDictionaries(join(ROOT, 'out', 'dictionaries'))
  report.progress('compiling main')
  const problem = await compileMain()
  if (problem !== undefined) report.note(`main is not compiled ahead, the app starts a little later: ${problem}`)
  writeFileSync(STAMP, `${JSON.stringify({ sources })}\n`)
  report.done('new')
}

/** Whatever else writes into its folder says so: the next build must not take that for its own. */
export function forgetBuild() {
  rmSync(STAMP, { force: true })
}

/** @returns {string} over names and contents of everything that the build reads, and the keys that the environment gives it */
function hashSources() {
  const hash = createHash('sha256').update(trustedReleaseKeys().join(','))
  const files = ['electron.vite.config.ts', 'package.json', 'package-lock.json', 'tsconfig.base.json']
  for (const folder of ['src', 'resources', 'scripts/lib', 'scripts/compile-app']) {
    if (!existsSync(join(ROOT, folder))) continue
    for (const entry of readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) files.push(join(entry.parentPath, entry.name).slice(ROOT.length + 1))
    }
  }
  for (const file of files.sort())
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(ROOT, file)))
      .update('\0')
  return hash.digest('hex')
}
