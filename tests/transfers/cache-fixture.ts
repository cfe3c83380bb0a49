import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { silentLogger } from '../../src/main/lib/logger'
import type { Store } from '../../src/main/store/store'
import { FileCache, type FileFacts } from '../../src/main/transfers/file-cache'
import { FakeClock } from '../helpers/fake-clock'
import { must } from '../helpers/results'
import { openTestStore, T0, tempFolder } from '../store/helpers'

export const hashOf = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** A file cache in a folder of its own, and its parts filled by hand. */
export class CacheBench {
  readonly dir: string
  readonly store: Store
  readonly clock = new FakeClock(T0)
  maxBytes = 1000
  onGone: (hashes: ReadonlySet<string>) => void = () => undefined
  cache: FileCache

  private constructor(dir: string, store: Store) {
    this.dir = dir
    this.store = store
    this.cache = this.#make()
  }

  static async open(dir = tempFolder(), store = openTestStore()): Promise<CacheBench> {
    const bench = new CacheBench(dir, store)
    must(await bench.cache.open())
    return bench
  }

  #make(): FileCache {
    const cache = new FileCache({
      dir: this.dir,
      table: this.store.cachedFiles,
      clock: this.clock,
      logger: silentLogger,
      maxBytes: () => this.maxBytes,
      onGone: (hashes) => this.onGone(hashes),
    })
    onTestFinished(() => cache.close())
    return cache
  }

  /** Another run of the app over the same folder and database. */
  async restart(): Promise<void> {
    this.cache.close()
    this.cache = this.#make()
    must(await this.cache.open())
  }

  part(name: string, bytes: string | Buffer): string {
    const path = this.cache.partPath(name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, bytes)
    return path
  }

  /** A file that has come, a second after the one before. */
  async keep(bytes: string | Buffer, facts: Partial<FileFacts> = {}): Promise<string> {
    this.clock.advance(1000)
    const sha256 = hashOf(bytes)
    must(await this.cache.take(this.part(`p${sha256.slice(0, 8)}`, bytes), { sha256, size: bytes.length, ...facts }))
    return sha256
  }

  /** The files that lie there, parts too, without their folders. */
  get onDisk(): readonly string[] {
    return readdirSync(this.dir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name)
      .toSorted()
  }

  place(sha256: string): string {
    return join(this.dir, 'files', sha256.slice(0, 2), sha256)
  }
}
