import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { licenceOf } from '../lib/licences.mjs'
import { put } from '../lib/linux-layout.mjs'
import { ROOT } from '../lib/paths.mjs'
import { bundleServer } from './bundle'
import { exampleSettings, manualPage } from './texts'

/** What is the same in every package of the server. */
export type Program = {
  /** `bin/jim-server` and `lib`, which belong together. */
  readonly dir: string
  /** Of the manual page, without compression. */
  readonly manual: string
  readonly settings: string
  readonly licences: string
  /** False: the Node that packed it loads SQLite's prebuilt addon, and none was compiled for an older one. */
  readonly fitsNode20: boolean
}

const SQLITE = join(ROOT, 'node_modules', 'better-sqlite3')
const COMPILED = 'build/Release/better_sqlite3.node'

/** As better-sqlite3's own, but that it takes the compiled addon only where the prebuilt one would crash (docs/adr/003). */
const BINDING = `'use strict'
const napi10 = Number(process.versions.napi) >= 10
exports.getBinding = () => require(napi10 ? '../prebuilds/linux-${process.arch}.node' : '../${COMPILED}')
`

/** Bundles the server and lays it out with its addon and launcher. */
export async function layOutProgram(dir: string, version: string): Promise<Program> {
  const lib = join(dir, 'lib')
  mkdirSync(lib, { recursive: true })
  const folders = await bundleServer(lib, 'jim-server.cjs')
  put(dir, 'lib/VERSION', `${version}\n`)
  put(dir, 'bin/jim-server', readFileSync(join(ROOT, 'deploy', 'server', 'jim-server')), 0o755)
  const fitsNode20 = placeSqlite(join(lib, 'node_modules', 'better-sqlite3'))
  const licences = [...folders, SQLITE].map(licenceOf).sort((a, b) => a.name.localeCompare(b.name, 'en'))
  return {
    dir,
    manual: manualPage(version),
    settings: exampleSettings('/var/lib/jim-server'),
    licences: licences
      .map(({ name, version, licence, text }) => `${name} ${version}: ${licence}\n\n${text}\n`)
      .join(`\n${'-'.repeat(72)}\n\n`),
    fitsNode20,
  }
}

/** @returns whether Node 20 can load it too */
function placeSqlite(target: string): boolean {
  const addons = [`prebuilds/linux-${process.arch}.node`, ...(existsSync(join(SQLITE, COMPILED)) ? [COMPILED] : [])]
  for (const path of ['package.json', 'LICENSE', 'lib', ...addons]) cpSync(join(SQLITE, path), join(target, path), { recursive: true })
  put(target, 'lib/binding.js', BINDING)
  return addons.includes(COMPILED)
}
