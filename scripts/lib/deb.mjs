import { chmodSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { APP_ID, controlFile, debVersion, desktopEntry, INSTALL_DIR, metainfo, POSTINST, POSTRM } from './deb-texts.mjs'
import { copyApp, put } from './linux-layout.mjs'
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
    layOut({ stage, appDir, resources, manifest })
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

/** @param {{ stage: string, appDir: string, resources: string, manifest: Manifest }} options */
function layOut({ stage, appDir, resources, manifest }) {
  chmodSync(stage, 0o755)
  copyApp(appDir, join(stage, INSTALL_DIR))
  // Whoever updates it reads here how it was installed.
  put(stage, `${INSTALL_DIR}/resources/package-type`, 'deb')
  mkdirSync(join(stage, 'usr/bin'), { recursive: true })
  symlinkSync(`..${INSTALL_DIR.slice('/usr'.length)}/${APP_ID}`, join(stage, 'usr/bin', APP_ID))
  put(stage, `usr/share/applications/${APP_ID}.desktop`, desktopEntry(manifest.description))
  put(
    stage,
    `usr/share/metainfo/${APP_ID}.metainfo.xml`,
    metainfo({ ...manifest, licence: manifest.license, date: new Date().toISOString().slice(0, 10) }),
  )
  put(stage, `usr/share/doc/${APP_ID}/copyright`, readFileSync(join(appDir, 'LICENSE')))
  for (const [size, png] of pngsOfIcon(readFileSync(join(resources, 'icon.ico')))) {
    put(stage, `usr/share/icons/hicolor/${size}x${size}/apps/${APP_ID}.png`, png)
  }
  put(stage, `usr/share/icons/hicolor/512x512/apps/${APP_ID}.png`, readFileSync(join(resources, 'icon.png')))
  put(stage, `usr/share/icons/hicolor/scalable/apps/${APP_ID}.svg`, readFileSync(join(resources, 'icon.svg')))
}

/** @param {string} dir */
function sizeKib(dir) {
  const files = readdirSync(dir, { recursive: true, withFileTypes: true }).map((entry) => lstatSync(join(entry.parentPath, entry.name)))
  return files.reduce((sum, stat) => sum + (stat.isFile() ? Math.ceil(stat.size / 1024) : 1), 0)
}

/**
 * The pictures of an icon file that are whole PNGs, by their edge.
 *
 * ```
 *  0  0, 1, count: u16 each; then for each: edge u8 (0 = 256) … size u32 at 8, offset u32 at 12
 * ```
 *
 * @param {Buffer} icon
 * @returns {Map<number, Buffer>}
 */
export function pngsOfIcon(icon) {
  const pictures = new Map()
  for (let index = 0; index < icon.readUInt16LE(4); index += 1) {
    const at = 6 + 16 * index
    const offset = icon.readUInt32LE(at + 12)
    const content = icon.subarray(offset, offset + icon.readUInt32LE(at + 8))
    if (content.toString('latin1', 1, 4) === 'PNG') pictures.set(icon[at] || 256, content)
  }
  return pictures
}
