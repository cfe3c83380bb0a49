import { chmodSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { APP_ID, desktopEntry, INSTALL_DIR, metainfo } from './deb-texts.mjs'
import { FILE_MANAGER_ENTRIES } from './file-managers.mjs'
import { pngsOfIcon } from './icon-pngs.mjs'
import { copyApp, put } from './linux-layout.mjs'

/**
 * @typedef {object} SystemLayout
 * @property {string} stage the folder that stands for `/`
 * @property {string} appDir made with --dir
 * @property {string} resources the project's icons
 * @property {import('./deb.mjs').Manifest} manifest
 * @property {'deb' | 'rpm'} kind of the package; whoever updates it reads in it how it was installed
 */

/** The program and all that the desktop is told of it, as a package of the system brings them. @param {SystemLayout} options */
export function layOutSystem({ stage, appDir, resources, manifest, kind }) {
  chmodSync(stage, 0o755)
  copyApp(appDir, join(stage, INSTALL_DIR))
  put(stage, `${INSTALL_DIR}/resources/package-type`, kind)
  mkdirSync(join(stage, 'usr/bin'), { recursive: true })
  symlinkSync(`..${INSTALL_DIR.slice('/usr'.length)}/${APP_ID}`, join(stage, 'usr/bin', APP_ID))
  putDesktopFiles(stage, 'usr/share', { resources, manifest })
  for (const [path, text] of FILE_MANAGER_ENTRIES) put(stage, path, text)
  put(stage, `usr/share/doc/${APP_ID}/copyright`, readFileSync(join(appDir, 'LICENSE')))
}

/**
 * Desktop entry, AppStream's description and icons.
 *
 * @param {string} stage
 * @param {string} share the folder of shared files in it
 * @param {Pick<SystemLayout, 'resources' | 'manifest'>} of
 */
export function putDesktopFiles(stage, share, { resources, manifest }) {
  put(stage, `${share}/applications/${APP_ID}.desktop`, desktopEntry(manifest.description))
  putMetainfo(stage, share, manifest)
  const icons = `${share}/icons/hicolor`
  for (const [size, png] of pngsOfIcon(readFileSync(join(resources, 'icon.ico')))) {
    put(stage, `${icons}/${size}x${size}/apps/${APP_ID}.png`, png)
  }
  put(stage, `${icons}/512x512/apps/${APP_ID}.png`, readFileSync(join(resources, 'icon.png')))
  put(stage, `${icons}/scalable/apps/${APP_ID}.svg`, readFileSync(join(resources, 'icon.svg')))
}

/**
 * AppStream's description, by which software centres show what a package is.
 *
 * @param {string} stage
 * @param {string} share
 * @param {import('./deb.mjs').Manifest} manifest
 */
export function putMetainfo(stage, share, manifest) {
  const date = new Date().toISOString().slice(0, 10)
  put(stage, `${share}/metainfo/${APP_ID}.metainfo.xml`, metainfo({ ...manifest, licence: manifest.license, date }))
}
