import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import type { FileId } from '@shared/ids'
import type { Result } from '@shared/result'
import type { Clock } from '../lib/clock'
import { removePath } from '../lib/held-files'
import { diskFailure } from '../lib/json-file'
import type { MessagePlace } from '../store/changes'
import type { Store } from '../store/store'
import type { StoreWriter } from '../store/store-writer'
import { readSmall } from './small-file'
import type { TransfersDeps } from './transfers-deps'

/** Bytes of a preview that are taken: PROTOCOL 9 allows 200 KiB, a sender may be wrong. */
const MAX_BYTES = 512 * 1024
const AT_ONCE = 3
/** Milliseconds until one that could not be had is asked for again. */
const AGAIN_MS = 60_000

type ThumbFetchDeps = Pick<TransfersDeps, 'link' | 'cache'> & { readonly store: Store; readonly writer: StoreWriter; readonly clock: Clock }
type Wanted = { readonly thumbId: FileId; readonly of: MessagePlace }

/** Previews of what is on screen: small, in memory until they are whole, and forgotten with the screen. */
export class ThumbFetch {
  readonly #deps: ThumbFetchDeps
  readonly #running = new Set<FileId>()
  readonly #lacking = new Map<FileId, number>()
  readonly #stop = new AbortController()
  #wanted: readonly Wanted[] = []

  constructor(deps: ThumbFetchDeps) {
    this.#deps = deps
  }

  /** Instead of those before. */
  want(wanted: readonly Wanted[]): void {
    this.#wanted = wanted
    this.#pump()
  }

  close(): void {
    this.#stop.abort()
    this.#wanted = []
  }

  #pump(): void {
    if (this.#stop.signal.aborted || this.#deps.link.session === undefined) return
    const now = this.#deps.clock.monotonic()
    for (const wanted of this.#wanted) {
      if (this.#running.size >= AT_ONCE) return
      const { thumbId } = wanted
      if (this.#running.has(thumbId) || (this.#lacking.get(thumbId) ?? 0) > now || this.#isHere(thumbId)) continue
      this.#running.add(thumbId)
      void this.#fetch(wanted)
    }
  }

  #isHere(thumbId: FileId): boolean {
    const known = this.#deps.store.fileHashes.get(thumbId)
    return known !== undefined && this.#deps.cache.has(known.sha256) !== undefined
  }

  async #fetch({ thumbId, of }: Wanted): Promise<void> {
    const came = await this.#bring({ thumbId, of })
    this.#running.delete(thumbId)
    if (this.#stop.signal.aborted) return
    if (!came.ok) this.#lacking.set(thumbId, this.#deps.clock.monotonic() + AGAIN_MS)
    this.#pump()
  }

  async #bring({ thumbId, of }: Wanted): Promise<Result<void>> {
    const { store, writer, link, cache } = this.#deps
    const bytes = await readSmall(link.files, thumbId, MAX_BYTES, this.#stop.signal)
    if (!bytes.ok) return bytes
    const facts = { sha256: createHash('sha256').update(bytes.value).digest('hex'), size: bytes.value.length }
    const path = cache.partPath(`thumb-${facts.sha256}`)
    try {
      await writeFile(path, bytes.value, { mode: 0o600 })
    } catch (error) {
      return diskFailure(error)
    }
    const taken = await cache.take(path, facts, (put) =>
      writer.owe(`preview ${thumbId}`, (changes) => {
        put()
        store.fileHashes.put(thumbId, facts)
        // Its message may have been taken back meanwhile.
        store.doubtedFiles.add(facts.sha256)
        changes.noteMessage(of)
      }),
    )
    if (!taken.ok) await removePath(path).catch(() => undefined)
    return taken
  }
}
