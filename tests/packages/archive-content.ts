import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import { extractFile, getRawHeader, listPackage } from '@electron/asar'

/** A node of the archive's header: a folder has `files`, a file its size and hash. */
type Entry = {
  readonly files?: Record<string, Entry>
  readonly unpacked?: boolean
  readonly integrity?: { readonly algorithm: string; readonly hash: string }
}
type Manifest = { readonly dependencies?: Record<string, string> }

const PACKAGE = /^node_modules\/(?:.*\/node_modules\/)?((?:@[^/]+\/)?[^/]+)\/package\.json$/
/** A bare name in a bundle: what it expects to find in node_modules. */
const REQUIRED = /(?:require|import)\(["'`]((?:@[\w.-]+\/)?[\w-][\w.-]*)(?:\/[\w./-]+)?["'`]\)/g

/** What only a server of several processes loads, which is not the app's; asked for one, it says what is lacking. */
const OF_OTHER_SERVERS = new Set(['pg', '@nats-io/transport-node', '@aws-sdk/client-s3'])

/** What an application archive holds, as paths without a leading slash. */
export class ArchiveContent {
  readonly files: readonly string[]

  constructor(readonly archive: string) {
    this.files = listPackage(archive, { isPack: false }).map((path) => path.replaceAll('\\', '/').slice(1))
  }

  read(path: string): Buffer {
    const unpacked = join(`${this.archive}.unpacked`, path)
    return existsSync(unpacked) ? readFileSync(unpacked) : extractFile(this.archive, path)
  }

  /** Files whose bytes are not those that the header vouches for, or for which it does not vouch. */
  damaged(): readonly string[] {
    const { header } = getRawHeader(this.archive) as { readonly header: Entry }
    return filesOf(header).flatMap(([path, { integrity }]) => {
      if (integrity?.algorithm !== 'SHA256') return [path]
      return createHash('sha256').update(this.read(path)).digest('hex') === integrity.hash ? [] : [path]
    })
  }

  /** Names of the packages in node_modules, at whatever depth. */
  packages(): readonly string[] {
    return [...new Set(this.files.map((path) => PACKAGE.exec(path)?.[1]).filter((name) => name !== undefined))].sort()
  }

  /** Those that the bundles name, and those that these ask for in turn. */
  neededPackages(): readonly string[] {
    const needed = new Set<string>()
    // What a package asks for is a package, be it called as something of Node's.
    const waiting = this.files
      .filter((path) => /^out\/.*\.c?js$/.test(path))
      .flatMap((path) => this.#requiredBy(path))
      .filter((name) => name !== 'electron' && !OF_OTHER_SERVERS.has(name) && !isBuiltin(name))
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      if (needed.has(name)) continue
      needed.add(name)
      waiting.push(...this.#manifests(name).flatMap(({ dependencies }) => Object.keys(dependencies ?? {})))
    }
    return [...needed].sort()
  }

  #requiredBy(path: string): string[] {
    return [...this.read(path).toString('utf8').matchAll(REQUIRED)].map((match) => match[1]!)
  }

  #manifests(name: string): Manifest[] {
    const paths = this.files.filter((path) => PACKAGE.exec(path)?.[1] === name)
    return paths.map((path) => JSON.parse(this.read(path).toString('utf8')) as Manifest)
  }
}

function filesOf(entry: Entry, path = ''): (readonly [string, Entry])[] {
  if (entry.files === undefined) return [[path, entry]]
  return Object.entries(entry.files).flatMap(([name, child]) => filesOf(child, path === '' ? name : `${path}/${name}`))
}
