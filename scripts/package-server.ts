import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readArguments, refuseArguments } from './lib/arguments.mjs'
import { withSize } from './lib/package-all.mjs'
import { readJson, ROOT } from './lib/paths.mjs'
import { createReport, describeFailure } from './lib/report.mjs'
import { setup } from './lib/setup.mjs'
import { exitOnSignals } from './lib/signals.mjs'
import { makeServerDeb, makeServerTarball } from './server-package/archives'
import { layOutProgram } from './server-package/program'

const USAGE = `Usage: npm run package:server -- [--deb | --tar] [--set-version VERSION] [--output DIR]

Packs the server for administrators into dist/server: a Debian package (needs dpkg-deb) and a .tar.gz. Nothing is fetched.
docs/server.md tells how they are installed.
  --deb, --tar     one of them instead of both
  --set-version V  instead of the version of package.json
  --output DIR     instead of dist/server`

const { values } = readArguments(USAGE, {
  options: {
    deb: { type: 'boolean' },
    tar: { type: 'boolean' },
    'set-version': { type: 'string' },
    output: { type: 'string', default: join(ROOT, 'dist', 'server') },
  },
})
const manifest = readJson(join(ROOT, 'package.json'))
const version = values['set-version'] ?? String(manifest.version)
if (!/^\d+\.\d+\.\d+(-[0-9A-Za-z.]+)?$/.test(version)) refuseArguments(USAGE, `${version} is no version such as 1.2.3`)
if (process.platform !== 'linux') refuseArguments(USAGE, 'On Linux only.')

exitOnSignals()
await setup()
const report = createReport()
report.step('Package of the server')
const stage = mkdtempSync(join(tmpdir(), 'jim-package-server-'))
process.once('exit', () => rmSync(stage, { recursive: true, force: true }))
try {
  report.progress('bundle')
  const program = await layOutProgram(join(stage, 'program'), version)
  const { output } = values
  const isBoth = values.deb === values.tar
  if (isBoth || values.deb) report.done(withSize(await makeServerDeb({ program, output, manifest: { ...manifest, version } })))
  if (isBoth || values.tar) report.done(withSize(await makeServerTarball({ program, output, version })))
} catch (error) {
  console.error(describeFailure('Package of the server', error))
  process.exitCode = 1
}
process.exit()
