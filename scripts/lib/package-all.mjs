import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { ownDist, packDir, runBuilder } from './electron-builder.mjs'
import { makeDebOf, makeRpmOf, makeTarball, withMetainfo } from './linux-archives.mjs'
import { packagedApp } from './packaged-app.mjs'
import { StepError } from './report.mjs'

const PACKAGE = /\.(exe|msi|zip|dmg|AppImage|rpm|deb|tar\.gz)$/
const TRY_OUT_NAME = '-c.artifactName=jim-desktop-${version}-tryout-${os}-${arch}.${ext}'

/**
 * Every package of this system. What cannot be made is told at the end, and why; the others are there.
 *
 * @param {import('./electron-builder.mjs').BuilderRun} options
 * @param {string | undefined} tryOut why this is no release
 * @param {import('./report.mjs').Report} report
 * @throws StepError naming each that is missing
 */
export async function packAll(options, tryOut, report) {
  const app = packagedApp()
  await packDir(options)
  /** @type {Map<string, string>} */
  const failures = new Map()
  const attempt = async (/** @type {string} */ name, /** @type {readonly string[]} */ args) => {
    report.progress(name)
    const problem = await runBuilder(options, args)
    if (problem !== undefined) failures.set(name, problem)
  }
  if (process.platform === 'linux') {
    const build = { app, version: options.version, tryOut }
    await makeDebOf(build)
    await makeTarball(build)
    const name = tryOut === undefined ? [] : [TRY_OUT_NAME]
    await makeRpmOf(build).catch((/** @type {unknown} */ error) =>
      failures.set('rpm', error instanceof Error ? error.message : String(error)),
    )
    await withMetainfo(build, () => attempt('AppImage', ['--linux', 'AppImage', `--prepackaged=${app.dir}`, ...ownDist(options), ...name]))
  } else if (process.platform === 'win32') {
    await attempt('installers', ['--win', ...ownDist(options)])
    await attempt('portable zip', ['--win', 'zip', '--config', 'electron-builder.portable.yml', ...ownDist(options)])
  } else {
    // Of two architectures: both are fetched.
    await attempt('dmg and zip', ['--mac'])
  }
  for (const file of packagesIn(app.output)) report.done(withSize(file))
  if (failures.size > 0) throw new StepError(describeMissing(failures), { advice: ADVICE })
}

const ADVICE =
  process.platform === 'linux'
    ? 'let this machine reach the release host of electron-builder’s tools; npm run package:deb, package:rpm and package:tar need nothing from the network.'
    : 'let this machine reach the release host of electron-builder’s tools; npm run package:dir needs nothing from the network.'

/** @param {ReadonlyMap<string, string>} failures */
function describeMissing(failures) {
  const parts = [...failures].map(([name, problem]) => `${name}:\n${problem}`)
  return `Not made: ${[...failures.keys()].join(', ')}.\n${parts.join('\n')}`
}

/** @param {string} output */
function packagesIn(output) {
  return readdirSync(output)
    .filter((name) => PACKAGE.test(name))
    .map((name) => join(output, name))
}

/** @param {string} file */
export function withSize(file) {
  return `${file} (${(statSync(file).size / 1e6).toFixed(1)} MB)`
}
