import './lib/check-node.mjs'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { readArguments, refuseArguments } from './lib/arguments.mjs'
import { openAppWindow } from './lib/app-window.mjs'
import { buildWhenStale } from './lib/build.mjs'
import { openDisplay, VIRTUAL_SCREEN } from './lib/display.mjs'
import { beOnlyOne } from './lib/only-one.mjs'
import { LOCAL_CACHE } from './lib/paths.mjs'
import { createReport, describeFailure } from './lib/report.mjs'
import { Company } from './lib/company.mjs'
import { startSampleServer } from './lib/sample-server.mjs'
import { setup } from './lib/setup.mjs'
import { exitOnSignals } from './lib/signals.mjs'

const USAGE = `Usage: npm start -- [--screenshots DIR] [--exit-after SECONDS]

Runs the bundled server with sample people and two app windows, signed in as alice and bob.
  --screenshots DIR     save a picture of each window every few seconds
  --exit-after SECONDS  end by itself; code 0 only if both windows signed in and were pictured`
const USERS = /** @type {const} */ (['alice', 'bob'])

const { values } = readArguments(USAGE, { options: { screenshots: { type: 'string' }, 'exit-after': { type: 'string' } } })
const seconds = values['exit-after'] === undefined ? undefined : Number(values['exit-after'])
if (seconds !== undefined && !(seconds > 0)) refuseArguments(USAGE, `--exit-after takes seconds, not ${values['exit-after']}`)

exitOnSignals()
const report = createReport()
const electron = await setup()
const company = new Company()
try {
  await buildWhenStale(report)
  report.step('Start')
  const dir = join(LOCAL_CACHE, 'start')
  beOnlyOne({ dir, command: 'npm start', advice: 'use its windows, or end it first (Ctrl+C there).' })
  const display = await openDisplay()
  const pictures = choosePictures(display.isVirtual || seconds !== undefined)
  const server = await startSampleServer({ from: 'build', dataDir: join(dir, 'server') })
  company.add({ name: 'the server', child: server.child, isNeeded: true, lastWords: server.lastWords })
  const width = VIRTUAL_SCREEN.width / 2
  const windows = USERS.map((user, index) =>
    openAppWindow({
      electron,
      env: display.env,
      user,
      ports: server.ports,
      dir,
      bounds: [index * width, 0, width, VIRTUAL_SCREEN.height - 40],
      screenshots: pictures === undefined ? undefined : join(pictures, user),
    }),
  )
  for (const { user, child, logFile } of windows) company.add({ name: `${user}'s window`, child, logFile, isNeeded: false })
  report.done(`server on 127.0.0.1, TCP ${server.ports.tcp}, HTTP ${server.ports.http}; windows of ${USERS.join(' and ')}`)
  if (display.isVirtual) console.log(`There is no display: the windows are on a virtual one (Xvfb ${display.env.DISPLAY}).`)
  if (pictures !== undefined) console.log(`Screenshots: ${pictures}`)
  console.log(seconds === undefined ? 'Ctrl+C ends everything.' : `Ends by itself in ${seconds} s.`)

  const ending = await company.play({
    limitMs: seconds === undefined ? undefined : seconds * 1000,
    onSignal: () => console.log('Ending.'),
  })
  await company.stop()
  display.close()
  const failures = ending.failure === undefined ? [] : [ending.failure]
  if (seconds !== undefined) failures.push(...checkRun(windows, pictures, ending.isOnTime))
  for (const failure of failures) console.error(`✗ ${failure}`)
  process.exitCode = failures.length > 0 ? 1 : (ending.signalCode ?? 0)
} catch (error) {
  console.error(describeFailure('Start', error))
  process.exitCode = 1
  await company.stop()
}
process.exit()

/**
 * @param {boolean} isWanted
 * @returns {string | undefined} an empty place for the pictures of this run
 */
function choosePictures(isWanted) {
  if (values.screenshots === undefined && !isWanted) return undefined
  const dir = resolve(values.screenshots ?? join(LOCAL_CACHE, 'start', 'screenshots'))
  mkdirSync(dir, { recursive: true })
  for (const name of readdirSync(dir)) if (/^(alice|bob)-\d{4}\.png$/.test(name)) rmSync(join(dir, name))
  return dir
}

/**
 * @param {readonly import('./lib/app-window.mjs').AppWindow[]} windows
 * @param {string | undefined} pictures
 * @param {boolean} isOnTime
 * @returns {string[]}
 */
function checkRun(windows, pictures, isOnTime) {
  const names = pictures === undefined ? [] : readdirSync(pictures)
  return [
    ...(isOnTime ? [] : ['It ended before its time.']),
    ...windows.flatMap(({ user, isSignedIn, logFile }) => [
      ...(isSignedIn() ? [] : [`${user} was not signed in. Its log: ${logFile}`]),
      ...(names.some((name) => name.startsWith(`${user}-`)) ? [] : [`There is no screenshot of ${user}.`]),
    ]),
  ]
}
