import { readFileSync, writeFileSync } from 'node:fs'
import Module, { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Script } from 'node:vm'

/** Stands beside each file of the build: that file once more, then what V8 made of it. */
const SUFFIX = '.v8cache'

type Loaded = { readonly exports: unknown }
type Wrapped = (exports: unknown, require: (id: string) => unknown, module: Loaded, file: string, dir: string) => void

/**
 * Runs the CommonJS files of the build as Node would, but compiled already where the build left what V8 made of them
 * (adr/017). A cache of another file, or of another V8, is passed over: the file is compiled then, which takes longer and
 * changes nothing else. Only files that are named by a relative path come this way; packages are Node's.
 */
export class CompiledModules {
  readonly #modules = new Map<string, Loaded>()
  readonly #scripts = new Map<string, { readonly script: Script; readonly source: Buffer }>()
  #isCompiled = true

  /** Whether every file so far came out of its cache. */
  get isCompiled(): boolean {
    return this.#isCompiled
  }

  /** What the file exports; a file runs once. */
  load(file: string): unknown {
    const known = this.#modules.get(file)
    if (known !== undefined) return known.exports
    const module: Loaded = { exports: {} }
    this.#modules.set(file, module)
    const require = createRequire(file)
    const requireHere = (id: string): unknown => (id.startsWith('.') ? this.load(join(dirname(file), id)) : require(id))
    const run = this.#compile(file).runInThisContext() as Wrapped
    run(module.exports, requireHere, module, file, dirname(file))
    return module.exports
  }

  /** Leaves a cache beside each file that ran, with the functions that were called so far: for the build. */
  save(): readonly string[] {
    for (const [file, { script, source }] of this.#scripts) {
      writeFileSync(file + SUFFIX, Buffer.concat([source, script.createCachedData()]))
    }
    return [...this.#scripts.keys()]
  }

  #compile(file: string): Script {
    const source = readFileSync(file)
    const cachedData = readCache(file, source)
    const script = new Script(Module.wrap(source.toString('utf8')), { filename: file, ...(cachedData && { cachedData }) })
    if (cachedData === undefined || script.cachedDataRejected === true) this.#isCompiled = false
    this.#scripts.set(file, { script, source })
    return script
  }
}

/**
 * V8 itself compares no more than the length of the source. Comparing the whole is quicker than any hash of it, with which
 * a start would have to wake up OpenSSL.
 */
function readCache(file: string, source: Buffer): Buffer | undefined {
  let cache: Buffer
  try {
    cache = readFileSync(file + SUFFIX)
  } catch {
    return undefined
  }
  return cache.subarray(0, source.length).equals(source) ? cache.subarray(source.length) : undefined
}
