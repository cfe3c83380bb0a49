import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { APP_ID, debVersion } from './deb-texts.mjs'
import { layOutSystem } from './linux-system.mjs'
import { StepError } from './report.mjs'
import { specFile } from './rpm-texts.mjs'
import { lastLines, run } from './run.mjs'

const ARCHITECTURES = /** @type {Record<string, string>} */ ({ x64: 'x86_64', arm64: 'aarch64' })

/**
 * Writes a package for Fedora, openSUSE and their children around an unpacked application, by `rpmbuild` alone.
 *
 * @param {object} options
 * @param {string} options.appDir made with --dir
 * @param {string} options.output the folder that the package goes into
 * @param {string} options.resources the project's icons
 * @param {import('./deb.mjs').Manifest} options.manifest
 * @param {string} options.arch as `process.arch`
 * @param {string} [options.tryOut] why this is no release
 * @returns {Promise<string>} the package
 */
export async function makeRpm({ appDir, output, resources, manifest, arch, tryOut }) {
  const architecture = ARCHITECTURES[arch] ?? arch
  // A `~` sorts before what comes without it, as in Debian.
  const version = debVersion(manifest.version, tryOut !== undefined)
  const name = `${APP_ID}-${version}-1.${architecture}.rpm`
  mkdirSync(output, { recursive: true })
  const work = mkdtempSync(join(output, '.rpm-'))
  try {
    const stage = join(work, 'stage')
    mkdirSync(stage)
    layOutSystem({ stage, appDir, resources, manifest, kind: 'rpm' })
    const { author: packager, description, homepage, license } = manifest
    const spec = join(work, `${APP_ID}.spec`)
    writeFileSync(spec, specFile({ version, description, homepage, license, packager, tryOut }))
    const macros = { _topdir: join(work, 'build'), _rpmdir: output, _rpmfilename: name, jim_stage: stage }
    const defines = Object.entries(macros).flatMap(([macro, value]) => ['--define', `${macro} ${value}`])
    const result = await run('rpmbuild', ['-bb', '--target', `${architecture}-linux`, ...defines, spec])
    if (result.code === 0) return join(output, name)
    throw new StepError(`rpmbuild ended with code ${result.code}.\n${lastLines(result.output)}`, {
      advice: 'on Debian and Ubuntu it comes with the package rpm, on Fedora with rpm-build.',
    })
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}
