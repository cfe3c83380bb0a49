import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import { run } from '../../scripts/lib/run.mjs'

const ROOT = resolve(import.meta.dirname, '../..')

/** Opens no database, and says what the real one says when it has. */
const SQLITE = `module.exports = class { prepare() { return { get: () => ({ v: '3.50.0' }) } } close() {} }`
/** As much of Electron as setup asks for when it looks whether it starts. */
const ELECTRON = `exports.app = { whenReady: async () => {}, exit: (code) => process.exit(code), on() {} }
exports.BrowserWindow = class { async loadURL() {} destroy() {} }`

/** The scripts in a folder of their own, beside packages that do nothing: everything setup wants is there, and weighs nothing. */
export class SmallCheckout {
  readonly dir = mkdtempSync(join(realpathSync(tmpdir()), 'jim-checkout-'))
  readonly #home = mkdtempSync(join(realpathSync(tmpdir()), 'jim-home-'))

  constructor() {
    cpSync(join(ROOT, 'scripts'), join(this.dir, 'scripts'), { recursive: true })
    this.write('package.json', { name: 'small', version: '1.0.0', type: 'module' })
    this.write('package-lock.json', { lockfileVersion: 3, packages: { '': {} } })
    this.write('node_modules/.package-lock.json', { packages: {} })
    this.write('node_modules/better-sqlite3/package.json', { version: '1.0.0' })
    this.write('node_modules/better-sqlite3/index.js', SQLITE)
    this.write('node_modules/better-sqlite3/build/Release/better_sqlite3.node', 'built')
    this.write('node_modules/electron/package.json', { version: '45.0.0', main: 'index.js', type: 'commonjs' })
    this.write('node_modules/electron/index.js', ELECTRON)
  }

  write(path: string, content: unknown): void {
    mkdirSync(dirname(join(this.dir, path)), { recursive: true })
    writeFileSync(join(this.dir, path), typeof content === 'string' ? content : JSON.stringify(content))
  }

  /** Runs one of its scripts; Node itself stands for Electron, and the system is said to have a display. */
  run(script: string, ...args: readonly string[]): Promise<{ readonly code: number; readonly output: string }> {
    const env = {
      ...process.env,
      HOME: this.#home,
      XDG_CACHE_HOME: join(this.#home, 'cache'),
      JIM_ELECTRON: process.execPath,
      DISPLAY: ':0',
    }
    return run(process.execPath, [join(this.dir, 'scripts', script), ...args], { cwd: this.dir, env })
  }

  /** Every file of the checkout and of the home folder, with what is in it and when that was written. */
  everything(): Readonly<Record<string, string>> {
    const files = [this.dir, this.#home].flatMap((dir) =>
      readdirSync(dir, { recursive: true, withFileTypes: true }).map((entry) => join(entry.parentPath, entry.name)),
    )
    return Object.fromEntries(
      files.map((file) => {
        const stat = statSync(file)
        return [relative(dirname(this.dir), file), stat.isFile() ? `${stat.mtimeMs} ${readFileSync(file, 'utf8')}` : 'folder']
      }),
    )
  }

  remove(): void {
    for (const dir of [this.dir, this.#home]) rmSync(dir, { recursive: true, force: true })
  }
}
