import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { makeDeb } from './deb.mjs'
import { copyApp, put } from './linux-layout.mjs'
import { putDesktopFiles, putMetainfo } from './linux-system.mjs'
import { readJson, ROOT } from './paths.mjs'
import { StepError } from './report.mjs'
import { makeRpm } from './rpm.mjs'
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
 * namespaces. What a desktop is told of a program lies in its `share`, for whoever copies that to `~/.local/share`.
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
    putDesktopFiles(join(stage, name), 'share', { resources: join(ROOT, 'resources'), manifest: manifestOf(version) })
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
export function makeDebOf(build) {
  return makeDeb(packageOptions(build))
}

/**
 * @param {Build} build
 * @returns {Promise<string>} the package
 */
export function makeRpmOf(build) {
  return makeRpm(packageOptions(build))
}

/**
 * An AppImage is the unpacked application and what electron-builder puts around it: AppStream's description has to lie in that.
 *
 * @template T
 * @param {Build} build
 * @param {() => Promise<T>} make
 * @returns {Promise<T>}
 */
export async function withMetainfo({ app, version }, make) {
  const share = 'usr/share'
  putMetainfo(app.dir, share, manifestOf(version))
  try {
    return await make()
  } finally {
    rmSync(join(app.dir, 'usr'), { recursive: true, force: true })
  }
}

/** @param {Build} build */
function packageOptions({ app, version, tryOut }) {
  const options = { appDir: app.dir, output: app.output, resources: join(ROOT, 'resources'), arch: process.arch }
  return { ...options, manifest: manifestOf(version), ...(tryOut === undefined ? {} : { tryOut }) }
}

/** @param {string} version @returns {import('./deb.mjs').Manifest} */
function manifestOf(version) {
  return { ...readJson(join(ROOT, 'package.json')), version }
}
