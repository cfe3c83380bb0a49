import { lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { APP_ID, controlFile, debVersion, POSTINST, POSTRM } from './deb-texts.mjs'
import { put } from './linux-layout.mjs'
import { layOutSystem } from './linux-system.mjs'
import { StepError } from './report.mjs'
import { lastLines, run } from './run.mjs'

const ARCHITECTURES = /** @type {Record<string, string>} */ ({ x64: 'amd64', arm64: 'arm64' })

/**
 * @typedef {object} Manifest of package.json
 * @property {string} version
 * @property {string} description
 * @property {string} homepage
 * @property {string} author
 * @property {string} license
 */

/**
 * Writes a Debian package around an unpacked application. `dpkg-deb` alone makes it: it gives the files to root by itself.
 *
 * @param {object} options
 * @param {string} options.appDir made with --dir
 * @param {string} options.output the folder that the package goes into
 * @param {string} options.resources the project's icons
 * @param {Manifest} options.manifest
 * @param {string} options.arch as `process.arch`
 * @param {string} [options.tryOut] why this is no release
 * @returns {Promise<string>} the package
 */
export async function makeDeb({ appDir, output, resources, manifest, arch, tryOut }) {
  const architecture = ARCHITECTURES[arch] ?? arch
  const version = debVersion(manifest.version, tryOut !== undefined)
  mkdirSync(output, { recursive: true })
  const stage = mkdtempSync(join(output, '.deb-'))
  try {
    layOutSystem({ stage, appDir, resources, manifest, kind: 'deb' })
    const { author: maintainer, description, homepage } = manifest
    const facts = { version, architecture, installedKib: sizeKib(stage), description, homepage, maintainer, tryOut }
    put(stage, 'DEBIAN/control', controlFile(facts))
    put(stage, 'DEBIAN/postinst', POSTINST, 0o755)
    put(stage, 'DEBIAN/postrm', POSTRM, 0o755)
    const file = join(output, `${APP_ID}_${version}_${architecture}.deb`)
    // The default, xz, takes minutes for a few megabytes less.
    const result = await run('dpkg-deb', ['--root-owner-group', '-Zgzip', '--build', stage, file])
    if (result.code === 0) return file
    throw new StepError(`dpkg-deb ended with code ${result.code}.\n${lastLines(result.output)}`, {
      advice: 'it comes with Debian and Ubuntu; elsewhere install the package dpkg.',
    })
  } finally {
    rmSync(stage, { recursive: true, force: true })
  }
}

/** @param {string} dir */
function sizeKib(dir) {
  const files = readdirSync(dir, { recursive: true, withFileTypes: true }).map((entry) => lstatSync(join(entry.parentPath, entry.name)))
  return files.reduce((sum, stat) => sum + (stat.isFile() ? Math.ceil(stat.size / 1024) : 1), 0)
}
