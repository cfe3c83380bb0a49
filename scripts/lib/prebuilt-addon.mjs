import Module from 'node:module'
import { dirname, join } from 'node:path'

/*
 * Preloaded (`--import`) by the stage that runs under a newer Node. There better-sqlite3's own binary is loaded, as what we ship
 * loads it, and not the one that setup built for an older Node and that the package prefers.
 */

const BUILT = /[\\/]better-sqlite3[\\/]build[\\/]Release[\\/]better_sqlite3\.node$/

/** @type {Record<string, (module: unknown, file: string) => void>} */
const extensions = /** @type {any} */ (Module)._extensions
const load = extensions['.node']
if (load !== undefined && Number(process.versions.napi) >= 10) {
  extensions['.node'] = (module, file) => {
    const prebuilt = join(dirname(file), '..', '..', 'prebuilds', `${process.platform}-${process.arch}.node`)
    load(module, BUILT.test(file) ? prebuilt : file)
  }
}
