import './lib/check-node.mjs'
import { join } from 'node:path'
import { readArguments, refuseArguments } from './lib/arguments.mjs'
import { buildWhenStale } from './lib/build.mjs'
import { packDir } from './lib/electron-builder.mjs'
import { makeDebOf, makeRpmOf, makeTarball, whyTryOut } from './lib/linux-archives.mjs'
import { packAll, withSize } from './lib/package-all.mjs'
import { packagedApp } from './lib/packaged-app.mjs'
import { readJson, ROOT } from './lib/paths.mjs'
import { createReport, describeFailure } from './lib/report.mjs'
import { setup } from './lib/setup.mjs'
import { exitOnSignals } from './lib/signals.mjs'

const USAGE = `Usage: npm run package -- [--dir | --deb | --rpm | --tar | --test-variant] [--set-version VERSION]

Packs the app for this platform into dist/: on Windows installers (.exe, .msi) and a portable zip, on macOS .dmg and .zip for
both architectures, on Linux .deb, .tar.gz, AppImage and .rpm. electron-builder fetches its tools from a release host.
  --dir            only the unpacked application; needs nothing from the network
  --deb            a Debian package; needs dpkg-deb, and nothing from the network
  --rpm            a package for Fedora and openSUSE; needs rpmbuild, and nothing from the network
  --tar            a .tar.gz for Linux; needs nothing from the network
  --test-variant   the unpacked application into dist/test-variant, with the inspector left on for end-to-end tests
  --set-version V  instead of the version of package.json`

const { values } = readArguments(USAGE, {
  options: {
    dir: { type: 'boolean' },
    deb: { type: 'boolean' },
    rpm: { type: 'boolean' },
    tar: { type: 'boolean' },
    'test-variant': { type: 'boolean' },
    'set-version': { type: 'string' },
  },
})
const version = values['set-version'] ?? readJson(join(ROOT, 'package.json')).version
if (!/^\d+\.\d+\.\d+(-[0-9A-Za-z.]+)?$/.test(version)) refuseArguments(USAGE, `${version} is no version such as 1.2.3`)
const isLinuxOnly = values.deb === true || values.rpm === true || values.tar === true
if (isLinuxOnly && process.platform !== 'linux') refuseArguments(USAGE, 'On Linux only.')

exitOnSignals()
const report = createReport()
const electron = await setup()
try {
  await buildWhenStale(report)
  report.step('Package')
  const isTest = values['test-variant'] === true
  const options = { electron, version, isTest }
  const tryOut = whyTryOut(electron)
  if (tryOut !== undefined) report.note(`a try-out, not for daily use. ${tryOut}`)
  if (values.dir || isTest || isLinuxOnly) {
    const app = packagedApp(isTest)
    await packDir(options)
    if (values.deb) report.done(withSize(await makeDebOf({ app, version, tryOut })))
    if (values.rpm) report.done(withSize(await makeRpmOf({ app, version, tryOut })))
    if (values.tar) report.done(withSize(await makeTarball({ app, version, tryOut })))
    if (!isLinuxOnly) report.done(app.executable)
  } else {
    await packAll(options, tryOut, report)
  }
} catch (error) {
  console.error(describeFailure('Package', error))
  process.exitCode = 1
}
process.exit()
