import './lib/check-node.mjs'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { readArguments, refuseArguments } from './lib/arguments.mjs'
import { buildWhenStale } from './lib/build.mjs'
import { makeDebOf, makeTarball, whyTryOut } from './lib/linux-archives.mjs'
import { packagedApp } from './lib/packaged-app.mjs'
import { readJson, ROOT } from './lib/paths.mjs'
import { createReport, describeFailure, StepError } from './lib/report.mjs'
import { lastLines, run } from './lib/run.mjs'
import { setup } from './lib/setup.mjs'
import { exitOnSignals } from './lib/signals.mjs'
import { chooseAddon } from './lib/sqlite-addon.mjs'

const USAGE = `Usage: npm run package -- [--dir | --deb | --tar | --test-variant] [--set-version VERSION]

Packs the app for this platform into dist/.
  --dir            only the unpacked application; needs nothing from the network
  --deb            a Debian package; needs dpkg-deb, and nothing from the network
  --tar            a .tar.gz for Linux; needs nothing from the network
  --test-variant   the unpacked application into dist/test-variant, with the inspector left on for end-to-end tests
  --set-version V  instead of the version of package.json`

const { values } = readArguments(USAGE, {
  options: {
    dir: { type: 'boolean' },
    deb: { type: 'boolean' },
    tar: { type: 'boolean' },
    'test-variant': { type: 'boolean' },
    'set-version': { type: 'string' },
  },
})
const version = values['set-version'] ?? readJson(join(ROOT, 'package.json')).version
if (!/^\d+\.\d+\.\d+(-[0-9A-Za-z.]+)?$/.test(version)) refuseArguments(USAGE, `${version} is no version such as 1.2.3`)
const isLinuxOnly = values.deb === true || values.tar === true
if (isLinuxOnly && process.platform !== 'linux') refuseArguments(USAGE, 'On Linux only.')

exitOnSignals()
const report = createReport()
const electron = await setup()
try {
  await buildWhenStale(report)
  report.step('Package')
  const isTest = values['test-variant'] === true
  const app = packagedApp(isTest)
  if (values.dir || isTest || isLinuxOnly) {
    const problem = await runBuilder(['--dir'], isTest)
    if (problem !== undefined) throw new StepError(`electron-builder failed.\n${problem}`)
    if (values.deb) report.done(await makeDebOf(linuxBuild(app)))
    if (values.tar) report.done(await makeTarball(linuxBuild(app)))
    if (!isLinuxOnly) report.done(app.executable)
  } else {
    await packAll(app)
  }
} catch (error) {
  console.error(describeFailure('Package', error))
  process.exitCode = 1
}
process.exit()

/** @param {import('./lib/packaged-app.mjs').PackagedApp} app */
async function packAll(app) {
  const problem = await runBuilder([], false)
  if (problem === undefined) {
    report.done(app.output)
    return
  }
  if (process.platform !== 'linux') {
    throw new StepError(`electron-builder failed.\n${problem}`, {
      advice: 'its tools come from a release host; where that cannot be reached: npm run package:dir',
    })
  }
  report.note(`electron-builder could not make every package; making .deb and .tar.gz without it.\n${problem}`)
  const again = await runBuilder(['--dir'], false)
  if (again !== undefined) throw new StepError(`electron-builder failed.\n${again}`)
  report.done(await makeTarball(linuxBuild(app)))
  report.done(await makeDebOf(linuxBuild(app)))
}

/** @param {import('./lib/packaged-app.mjs').PackagedApp} app */
function linuxBuild(app) {
  const tryOut = whyTryOut(electron)
  if (tryOut !== undefined) report.note(`a try-out, not for daily use. ${tryOut}`)
  return { app, version, tryOut }
}

/**
 * @param {readonly string[]} targets
 * @param {boolean} isTest
 * @returns {Promise<string | undefined>} its last words when it failed
 */
async function runBuilder(targets, isTest) {
  const { output } = packagedApp(isTest)
  rmSync(output, { recursive: true, force: true })
  report.progress('electron-builder')
  const args = [
    join(ROOT, 'node_modules', 'electron-builder', 'cli.js'),
    ...targets,
    `-c.electronDist=${electron.dist}`,
    `-c.electronVersion=${electron.versions.electron}`,
    `-c.directories.output=${output}`,
    `-c.extraMetadata.version=${version}`,
    ...(isTest ? ['-c.electronFuses.enableNodeCliInspectArguments=true'] : []),
  ]
  // Only one of the two binaries goes in: the one that this Electron can load.
  const leftOut = chooseAddon([electron.versions.napi]) === 'prebuild' ? 'build' : 'prebuilds'
  const env = { ...process.env, JIM_SQLITE_LEAVE_OUT: leftOut, CSC_IDENTITY_AUTO_DISCOVERY: process.env.CSC_LINK ? 'true' : 'false' }
  const result = await run(process.execPath, args, { cwd: ROOT, env })
  if (result.code === 0) return undefined
  const errors = result.output.split('\n').filter((line) => line.includes('⨯'))
  return lastLines(errors.length > 0 ? errors.join('\n') : result.output, 8)
}
