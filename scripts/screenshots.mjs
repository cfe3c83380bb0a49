import './lib/check-node.mjs'
import { join } from 'node:path'
import { readArguments, refuseArguments } from './lib/arguments.mjs'
import { buildWhenStale } from './lib/build.mjs'
import { openDisplay } from './lib/display.mjs'
import { DOC_SCREENS, replaceDocPictures } from './lib/doc-pictures.mjs'
import { ROOT } from './lib/paths.mjs'
import { createReport, describeFailure } from './lib/report.mjs'
import { chooseScreens, listedScreens } from './lib/screen-choice.mjs'
import { setup } from './lib/setup.mjs'
import { exitOnSignals } from './lib/signals.mjs'
import { listTests, runVitest } from './lib/vitest-run.mjs'

const USAGE = `Usage: npm run screenshots -- [--list] [--docs | NAME…]

Pictures of every screen, as docs/screens.md has them, or of those that are named: into shots/, or the folder JIM_SHOTS_DIR.
  NAME    of a screen; * stands for any characters: sign-in 'settings-*'
  --docs  those of docs/images, which are put in the place of what is there
  --list  only say what the screens are called`
const FILE = 'tests/e2e/screenshots.test.ts'

const { values, positionals } = readArguments(USAGE, {
  options: { docs: { type: 'boolean' }, list: { type: 'boolean' } },
  allowPositionals: true,
})
if (values.docs === true && positionals.length > 0) refuseArguments(USAGE, 'Either --docs, or names.')

exitOnSignals()
await setup()
try {
  const { chosen, unknown, pattern } = chooseScreens(
    listedScreens(await listTests('e2e', FILE)),
    values.docs === true ? DOC_SCREENS : positionals,
  )
  if (unknown.length > 0) refuseArguments(USAGE, `There is no screen called ${unknown.join(', ')}.`)
  if (values.list === true) {
    console.log(chosen.join('\n'))
    process.exit(0)
  }
  await buildWhenStale(createReport())
  const display = await openDisplay()
  const dir = process.env.JIM_SHOTS_DIR ?? join(ROOT, 'shots')
  const filters = [FILE, ...(pattern === undefined ? [] : ['-t', pattern])]
  const { failed } = await runVitest('e2e', { ...display.env, JIM_SHOTS_DIR: dir }, filters)
  display.close()
  console.log(`Screenshots: ${dir}`)
  const missing = values.docs === true ? replaceDocPictures(dir) : []
  if (missing.length > 0) console.error(`There is no new picture of ${missing.join(', ')}.`)
  process.exit(failed === 0 && missing.length === 0 ? 0 : 1)
} catch (error) {
  console.error(describeFailure('Screenshots', error))
  process.exit(1)
}
