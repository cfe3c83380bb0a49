import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { makeDeb } from './deb.mjs'
import { copyApp, put } from './linux-layout.mjs'
import { readJson, ROOT } from './paths.mjs'
import { StepError } from './report.mjs'
import { lastLines, run } from './run.mjs'

/**
 * @typedef {object} Build
 * @property {import('./packaged-app.mjs').PackagedApp} app made with --dir
 * @property {string} version
 * @property {string | undefined} tryOut why this is no release
 */

/** In the archive of a try-out, beside the program. */
const TRY_OUT_FILE = 'TRY-OUT.txt'

/**
 * A package made with another Electron than the one that is shipped is for trying out; it says so wherever it is met.
 *
 * @param {{ readonly versions: Record<string, string> }} electron
 * @returns {string | undefined} why, in a sentence; undefined for a release
 */
export function whyTryOut(electron) {
  const shipped = readJson(join(ROOT, 'node_modules', 'electron', 'package.json'))?.version
  if (electron.versions.electron === shipped) return undefined
  return `Built with Electron ${electron.versions.electron} instead of ${shipped}, which could not be had: without its newer fixes.`
}

/**
 * One folder, named as the archive. Unpacked by root the sandbox's helper has its rights; by anybody else Chromium takes user
 * namespaces.
 *
 * @param {Build} build
 * @returns {Promise<string>} the archive
 */
export async function makeTarball({ app, version, tryOut }) {
  const name = `jim-desktop-${version}${tryOut === undefined ? '' : '-tryout'}-${process.arch}`
  const file = join(app.output, `${name}.tar.gz`)
  mkdirSync(app.output, { recursive: true })
  const stage = mkdtempSync(join(app.output, '.tar-'))
  try {
    copyApp(app.dir, join(stage, name))
    if (tryOut !== undefined) put(join(stage, name), TRY_OUT_FILE, `A try-out of Jim Desktop ${version}, not for daily use.\n${tryOut}\n`)
    const owner = ['--owner=0', '--group=0', '--numeric-owner', '--sort=name']
    const result = await run('tar', [...owner, '-czf', file, '-C', stage, name])
    if (result.code !== 0) throw new StepError(`tar ended with code ${result.code}.\n${lastLines(result.output)}`)
    return file
  } finally {
    rmSync(stage, { recursive: true, force: true })
  }
}

/**
 * @param {Build} build
 * @returns {Promise<string>} the package
 */
export function makeDebOf({ app, version, tryOut }) {
  const manifest = { ...readJson(join(ROOT, 'package.json')), version }
  const resources = join(ROOT, 'resources')
  return makeDeb({ appDir: app.dir, output: app.output, resources, manifest, arch: process.arch, tryOut })
}
