import { join } from 'node:path'
import type { ConversationId, FileId, LocalId, TransferId } from '@shared/ids'
import { ok } from '@shared/result'
import { DEFAULT_SETTINGS } from '@shared/settings'
import type { Jim1Link } from '../../src/main/kinds/jim1/jim1-link'
import { silentLogger } from '../../src/main/lib/logger'
import type { Store } from '../../src/main/store/store'
import type { StoredMessage } from '../../src/main/store/message-row'
import type { SyncEngine } from '../../src/main/sync/sync-engine'
import { AccountTransfers } from '../../src/main/transfers/account-transfers'
import { awaitedSources } from '../../src/main/transfers/awaited-sources'
import { judgeFile } from '../../src/main/transfers/danger'
import { FileCache } from '../../src/main/transfers/file-cache'
import type { FetchLink } from '../../src/main/transfers/fetch-link'
import { MessageFiles } from '../../src/main/transfers/message-file'
import type { PreviewMaker } from '../../src/main/transfers/preview'
import { OutgoingFolder } from '../../src/main/transfers/outgoing-folder'
import { SendableFiles } from '../../src/main/transfers/sendable-files'
import { FILE_TYPES } from '../../src/main/transfers/shared-content'
import { tried } from '../helpers/results'
import type { Harness } from './harness'
import type { Outside } from './outside'
import { sha256Of } from './some-files'
import { variantOf } from './variant-of'
import type { VirtualClock } from './virtual-clock'
import type { VirtualDisk } from './virtual-disk'
import type { Witness } from './witness'

export type DeviceFilesOptions = {
  readonly name: string
  readonly clock: VirtualClock
  readonly random: () => number
  readonly newId: () => string
  readonly link: Jim1Link
  readonly engine: SyncEngine
  readonly store: Store
  readonly harness: Harness
  readonly disk: VirtualDisk
  /** Where the device's disk is mounted. */
  readonly mounted: string
  /** This life's name on it. */
  readonly run: string
  readonly witness: Witness
  readonly outside: Outside
  readonly fetchLink: FetchLink
  /** Bytes that fetched files may take, as it is now. */
  readonly cacheBytes: () => number
}

/** What one life of the app has to do with files, put together as `AccountSession` does it. */
export class DeviceFiles {
  readonly transfers: AccountTransfers
  readonly sendable: SendableFiles
  readonly cache: FileCache
  readonly #options: DeviceFilesOptions
  readonly #messages: MessageFiles

  constructor(options: DeviceFilesOptions) {
    this.#options = options
    const { clock, random, newId, link, engine, store, harness, mounted, run } = options
    const parts = { clock, random, store, logger: silentLogger }
    this.cache = new FileCache({
      ...parts,
      dir: join(mounted, run, 'cache'),
      table: store.cachedFiles,
      maxBytes: options.cacheBytes,
      onGone: (hashes) => this.#messages.tellAnew(hashes, engine.writer),
    })
    // A program that has ended removes nothing: a path of this kind does not tell whose it is.
    const folder = new OutgoingFolder(join(mounted, 'home', 'outgoing'))
    const outgoing = variantOf(folder, { release: (path) => (clock.isDead ? Promise.resolve() : folder.release(path)) })
    this.sendable = new SendableFiles({ outgoing, maxFileBytes: () => link.features.maxFileBytes, clock })
    this.#messages = new MessageFiles({ store, cache: this.cache, isOutgoing: (path) => outgoing.owns(path) })
    void outgoing.sweep(awaitedSources(store))
    tried(this.cache.open())
    this.transfers = new AccountTransfers({
      ...parts,
      writer: engine.writer,
      link: variantOf(link, { files: harness.files(link.files) }),
      parts: engine.outboxParts,
      cache: this.cache,
      chosen: this.sendable,
      outgoing,
      previews: previewsOf(options.disk),
      fetchLink: options.fetchLink,
      familyOf: (name, mime) => judgeFile(name, mime).family,
      features: () => link.features,
      rules: () => DEFAULT_SETTINGS.autoDownload,
      pictureRules: () => ({ strips: true, size: 'original' }),
      sendAll: (drafts, along) => engine.writing.sendAll(drafts, along),
      newId,
      messages: {
        withdraw: (localId) => engine.writing.withdraw(localId, undefined),
        remove: (localId) => engine.remove(localId),
        retry: (localId) => engine.retry(localId),
      },
    })
  }

  /** What a person sees of a message's file is what its message says, or is not there. */
  show(row: StoredMessage): void {
    const { name, disk, witness, outside } = this.#options
    if (!FILE_TYPES.has(row.type)) return
    const place = this.#messages.place(row)
    if (place === undefined || place.isOwn) return
    const file = disk.at(pathOn(place.path))
    const linked = outside.at(row.content['url'])
    const said = linked === undefined ? row.content['sha256'] : sha256Of(linked)
    if (file === undefined) witness.violate('unverified', `${name}: the file of ${row.localId} is shown and not there`)
    else if (typeof said === 'string' && sha256Of(file.bytes) !== said)
      witness.violate('unverified', `${name}: the file of ${row.localId} is shown with other bytes than were promised`)
  }

  /** Whether the bytes of a message are on this device; of a file of mine also where I have it. */
  has(row: StoredMessage): boolean {
    return this.#messages.place(row) !== undefined
  }

  /** Whether its preview is here, where it has one. */
  hasThumb(row: StoredMessage): boolean {
    return row.content['thumb_id'] === undefined || this.#messages.localFile(row)?.thumbUrl !== undefined
  }

  /** What lies on the disk and should not, or the other way round. */
  *orphans(): Iterable<string> {
    const { disk, store } = this.#options
    for (const key of disk.below('/any/cache/parts')) {
      const id = Number(/\/down-(\d+)$/.exec(key)?.[1])
      const state = Number.isNaN(id) ? undefined : store.transfers.get(id as TransferId)?.state
      if (state === undefined || state === 'done') yield `${key}, which nothing fills`
    }
    const rows = new Map(store.cachedFiles.page('', 10_000).map((row) => [row.sha256, row.size]))
    for (const key of disk.below('/any/cache/files')) {
      const sha256 = key.split('/').at(-1)!
      const { bytes } = disk.files.get(key)!
      if (rows.get(sha256) !== bytes.length) yield `${key}, of which no row knows`
      if (sha256Of(bytes) !== sha256) yield `${key}, which has other bytes`
      rows.delete(sha256)
    }
    for (const sha256 of rows.keys()) yield `the row of ${sha256}, without its bytes`
    const named = this.#namedHashes()
    for (const { sha256 } of store.cachedFiles.page('', 10_000)) if (!named.has(sha256)) yield `the bytes of ${sha256}, which nothing names`
    const uploads = this.#rowsOfMine().flatMap(({ localId }) => store.transfers.ofMessage(localId, 'up')?.path ?? [])
    const awaited = uploads.map(pathOn)
    for (const key of disk.below('/home/outgoing')) if (!awaited.includes(key)) yield `${key}, which nobody sends any more`
  }

  /** Messages of a conversation that name a file, or wait for one. */
  rows(conversationId: ConversationId): readonly StoredMessage[] {
    const { rows } = this.#options.store.messages.page({ conversationId, anchor: { at: 'end' }, limit: 5000 })
    return rows.filter(({ type }) => FILE_TYPES.has(type))
  }

  /** Of what messages name, and what waits to be sent. */
  #namedHashes(): ReadonlySet<unknown> {
    const { store } = this.#options
    const hashOf = (fileId: unknown): unknown => store.fileHashes.get(fileId as FileId)?.sha256
    const ofMessages = store.conversations
      .ids()
      .flatMap((id) => this.rows(id))
      .flatMap(({ localId, content }) => {
        const { sha256, thumbSha256 } = store.messageFiles.get(localId)
        return [content['sha256'], hashOf(content['file_id'] ?? ''), hashOf(content['thumb_id'] ?? ''), sha256, thumbSha256]
      })
    const ofUploads = [...store.transfers.unfinished(), ...store.transfers.inState('failed')].map(({ sha256 }) => sha256)
    return new Set([...ofMessages, ...ofUploads])
  }

  /** Those of mine that are not sent. */
  #rowsOfMine(): readonly StoredMessage[] {
    const rows = this.#options.store.conversations.ids().flatMap((id) => this.rows(id))
    return rows.filter(({ isMine, status }) => isMine && status !== 'sent')
  }

  look(localIds: readonly LocalId[]): void {
    this.transfers.wanted.inView(localIds)
  }

  fetch(localId: LocalId): void {
    tried(this.transfers.wanted.download(localId))
  }

  close(): void {
    this.transfers.close()
    this.cache.close()
  }
}

/** The path on a device's own disk of one below its mount. */
export function pathOn(path: string): string {
  return `/${path.replaceAll('\\', '/').split('/').slice(3).join('/')}`
}

/** Small pictures that no browser has to draw. */
function previewsOf(disk: VirtualDisk): PreviewMaker {
  return {
    make: async (path) => {
      const { bytes = Buffer.alloc(0) } = disk.at(pathOn(path)) ?? {}
      const small = Buffer.concat([Buffer.from('a preview of '), Buffer.from(sha256Of(bytes))])
      return ok({ bytes: small, mime: 'image/png', width: 640, height: 480, thumbHash: 'AAAA' })
    },
  }
}
