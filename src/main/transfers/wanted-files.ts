import type { LocalId } from '@shared/ids'
import { failed, ok, type Result } from '@shared/result'
import type { StoredMessage } from '../store/message-row'
import { downloadRefusal } from './download-limits'
import { comesByItself, type DownloadRules } from './download-rules'
import { type NamedFile, namedFile } from './shared-content'
import { ThumbFetch } from './thumb-fetch'
import type { Transfers } from './transfers'
import type { TransfersDeps } from './transfers-deps'

/** Messages on a screen that are looked at. */
const MOST_IN_VIEW = 200

type WantedFilesDeps = Pick<TransfersDeps, 'store' | 'writer' | 'clock' | 'link' | 'cache' | 'limits'> & {
  readonly transfers: Transfers
  readonly rules: () => DownloadRules
}

/** Which files of messages are fetched: those that a person taps, and what the rules let come by itself once it is on screen. */
export class WantedFiles {
  readonly #deps: WantedFilesDeps
  readonly #thumbs: ThumbFetch

  constructor(deps: WantedFilesDeps) {
    this.#deps = deps
    this.#thumbs = new ThumbFetch(deps)
  }

  /** By a tap: first of all. Codes: `not_found`, `no_file` for a message that names none; those of `downloadRefusal` and of the store. */
  download(localId: LocalId): Result<void> {
    const { store, transfers } = this.#deps
    const message = store.messages.get(localId)
    const file = message && namedFile(message)
    if (message === undefined) return failed('not_found')
    if (file === undefined) return failed('no_file')
    if (this.#isHere(file)) return ok()
    const refusal = downloadRefusal(file, this.#deps.limits ?? {})
    if (refusal !== undefined) return failed(refusal)
    const known = transfers.rowOf(localId, 'down')
    if (known !== undefined && known.state !== 'done') return transfers.first(known.id)
    const added = this.#add(message, file, true)
    const row = transfers.rowOf(localId, 'down')
    // What a rule has tried in vain waits; a person does not.
    return added.ok && row !== undefined && transfers.isWaiting(row.id) ? transfers.first(row.id) : added
  }

  /** What is on screen now, instead of what was. */
  inView(localIds: readonly LocalId[]): void {
    const { store, transfers, rules, limits = {} } = this.#deps
    const seen = localIds.slice(0, MOST_IN_VIEW)
    const messages = seen.flatMap((localId) => store.messages.get(localId) ?? [])
    const named = messages.flatMap((message) => {
      const file = namedFile(message)
      return file === undefined ? [] : [{ message, file }]
    })
    const room = this.#roomOn(named)
    for (const { message, file } of named) {
      const isKnown = transfers.rowOf(message.localId, 'down') !== undefined || this.#isHere(file) || this.#isPutAway(message, file)
      // More than the cache has room for at once would push out what is on screen too, and come again for ever.
      const isRefused = downloadRefusal(file, limits) !== undefined
      if (isKnown || isRefused || !comesByItself(file, rules()) || !room.take(file)) continue
      const added = this.#add(message, file, false)
      // Nothing can be written now: it is looked at again with the next screen.
      if (!added.ok) break
    }
    this.#thumbs.want(named.flatMap(({ message, file }) => (file.thumbId === undefined ? [] : [{ thumbId: file.thumbId, of: message }])))
    transfers.setInView(new Set(seen))
  }

  close(): void {
    this.#thumbs.close()
  }

  #isHere(file: NamedFile): boolean {
    const hash = this.#hashOf(file)
    return hash !== undefined && this.#deps.cache.has(hash) !== undefined
  }

  /** Keeps what is on screen in the cache while it is, and counts what finds room beside it. */
  #roomOn(named: readonly { readonly message: StoredMessage; readonly file: NamedFile }[]): { take(file: NamedFile): boolean } {
    const { store, cache, transfers } = this.#deps
    const hashes = named.flatMap(({ file }) => [this.#hashOf(file), file.thumbId && store.fileHashes.get(file.thumbId)?.sha256])
    cache.keepShown(new Set(hashes.filter((hash) => hash !== undefined)))
    const counted = new Set<string>()
    let left = cache.maxBytes
    const keyOf = (file: NamedFile): string => this.#hashOf(file) ?? file.fileId ?? file.url ?? ''
    const count = (file: NamedFile): void => {
      if (counted.has(keyOf(file))) return
      counted.add(keyOf(file))
      left -= file.size
    }
    for (const { message, file } of named) {
      const row = transfers.rowOf(message.localId, 'down')
      if (this.#isHere(file) || row?.state === 'open' || row?.state === 'paused') count(file)
    }
    return {
      take: (file) => {
        if (!counted.has(keyOf(file)) && file.size > left) return false
        count(file)
        return true
      },
    }
  }

  /** The person deleted it from here: it comes by a tap alone. */
  #isPutAway({ localId }: StoredMessage, file: NamedFile): boolean {
    const hash = this.#hashOf(file) ?? this.#deps.store.messageFiles.get(localId).sha256
    return hash !== undefined && this.#deps.cache.isPutAway(hash)
  }

  #hashOf({ fileId, sha256 }: NamedFile): string | undefined {
    return sha256 ?? (fileId === undefined ? undefined : this.#deps.store.fileHashes.get(fileId)?.sha256)
  }

  #add({ localId, conversationId }: StoredMessage, file: NamedFile, isAsked: boolean): Result<void> {
    const { store, writer, clock } = this.#deps
    const { name, mime, size, sha256, fileId, url } = file
    return writer.commit((changes) => {
      const before = store.transfers.ofMessage(localId, 'down')
      if (before !== undefined) {
        store.transfers.remove(before.id)
        changes.transfers.add(before.id)
      }
      const row = { direction: 'down', conversationId, localId, state: 'open', name, mime, size, isAsked } as const
      const { id } = store.transfers.add({ ...row, sha256, fileId, url, createdAt: clock.now() })
      changes.transfers.add(id)
    })
  }
}
