import { mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { asFileId, asPartId, type LocalId, type PartId } from '@shared/ids'
import { onTestFinished } from 'vitest'
import { Jim1Files } from '../../src/main/kinds/jim1/jim1-files'
import type { ChatSession } from '../../src/main/kinds/kind/chat-session'
import type { ChatLink, ChatLinkEvents } from '../../src/main/kinds/kind/chat-link'
import { createByteHttp } from '../../src/main/lib/byte-http'
import { Emitter } from '../../src/main/lib/emitter'
import { silentLogger } from '../../src/main/lib/logger'
import type { Changes } from '../../src/main/store/changes'
import type { Store } from '../../src/main/store/store'
import { StoreWriter } from '../../src/main/store/store-writer'
import type { TransferRow } from '../../src/main/store/transfers-table'
import { OutgoingFolder } from '../../src/main/transfers/outgoing-folder'
import type { PreviewMaker } from '../../src/main/transfers/preview'
import type { PictureDrawer } from '../../src/main/transfers/picture-drawer'
import { Transfers } from '../../src/main/transfers/transfers'
import type { AwaitedParts, FileKeeper } from '../../src/main/transfers/transfers-deps'
import { failed, ok, type Result } from '../../src/shared/result'
import { FakeClock } from '../helpers/fake-clock'
import { FileServer, hash } from '../helpers/file-server'
import { must } from '../helpers/results'
import { Watchers } from '../helpers/watchers'
import { CHAT, T0, composed, openTestStore, received, tempFolder } from '../store/helpers'

/** Whole files in a folder, by their hash. */
export class TestKeeper implements FileKeeper {
  readonly swept: Pick<ReadonlySet<string>, 'has'>[] = []
  /** Answers the next taking so. */
  refusal: Result<never> | undefined
  constructor(readonly dir: string) {
    mkdirSync(join(dir, 'parts'), { recursive: true })
  }
  partPath(name: string): string {
    return join(this.dir, 'parts', name)
  }
  async take(
    partPath: string,
    { sha256, size }: { readonly sha256: string; readonly size: number },
    keep = (put: () => void): void => put(),
  ): Promise<Result<void>> {
    const refusal = this.refusal
    this.refusal = undefined
    if (refusal !== undefined) return refusal
    if (hash(readFileSync(partPath)) !== sha256 || statSync(partPath).size !== size) throw new Error('took a part that is not whole')
    await rename(partPath, join(this.dir, sha256))
    keep(() => undefined)
    return ok()
  }
  async adopt(
    sourcePath: string,
    { sha256, size }: { readonly sha256: string; readonly size: number },
    keep?: (put: () => void) => void,
  ): Promise<Result<void>> {
    writeFileSync(this.partPath('copy'), readFileSync(sourcePath))
    return this.take(this.partPath('copy'), { sha256, size }, keep)
  }
  has(sha256: string): { readonly size: number } | undefined {
    const found = statSync(join(this.dir, sha256), { throwIfNoEntry: false })
    return found && { size: found.size }
  }
  path(sha256: string): string | undefined {
    return this.has(sha256) && join(this.dir, sha256)
  }
  readonly putAway = new Set<string>()
  isPutAway(sha256: string): boolean {
    return this.putAway.has(sha256)
  }
  read(sha256: string): Buffer {
    return readFileSync(join(this.dir, sha256))
  }
  maxBytes = 2 ** 40
  shown: ReadonlySet<string> = new Set()
  keepShown(hashes: ReadonlySet<string>): void {
    this.shown = hashes
  }
  letGo(hashes: readonly string[], release: (sha256: string) => Result<boolean>): Promise<Result<void>> {
    for (const sha256 of hashes) {
      const released = release(sha256)
      if (!released.ok) return Promise.resolve(released)
      if (released.value) rmSync(join(this.dir, sha256), { force: true })
    }
    return Promise.resolve(ok())
  }
  sweep(parts: Pick<ReadonlySet<string>, 'has'>): Promise<Result<void>> {
    this.swept.push(parts)
    return Promise.resolve(ok())
  }
}

/** What the outbox hears of parts. */
class HeardParts implements AwaitedParts {
  readonly heard: string[] = []
  readonly content = new Map<PartId, Readonly<Record<string, unknown>>>()
  constructor(
    readonly store: Store,
    readonly writer: StoreWriter,
  ) {}
  awaited(): readonly PartId[] {
    return this.store.parts.awaited()
  }
  done(partId: PartId, content: Readonly<Record<string, unknown>>, along: (changes: Changes) => void): Result<void> {
    this.heard.push(`${partId} done`)
    this.content.set(partId, content)
    return this.writer.commit((changes) => {
      for (const localId of this.store.parts.lacking(partId)) this.store.parts.setState(localId, 'done')
      along(changes)
    })
  }
  failed(partId: PartId, code: string): Result<void> {
    this.heard.push(`${partId} ${code}`)
    for (const localId of this.store.parts.lacking(partId)) this.store.parts.setState(localId, 'failed')
    return ok()
  }
}

/** Transfers of one account over real sockets and files, in a time of the test's own. */
export class TransferDesk {
  readonly clock = new FakeClock(T0)
  readonly folder = tempFolder()
  readonly keeper = new TestKeeper(join(this.folder, 'cache'))
  /** What was made for sending. */
  readonly outgoingDir = join(this.folder, 'outgoing')
  outgoing = new OutgoingFolder(this.outgoingDir)
  readonly database = join(this.folder, 'alice.db')
  readonly #http = createByteHttp()
  readonly #events = new Emitter<ChatLinkEvents>()
  readonly #watchers = new Watchers()
  store: Store
  writer!: StoreWriter
  parts!: HeardParts
  transfers!: Transfers
  session: ChatSession | undefined = {} as ChatSession
  previews: PreviewMaker | undefined
  drawer: PictureDrawer | undefined
  /** Of its disk. */
  freeBytes = 2 ** 40
  #count = 0

  private constructor(readonly server: FileServer) {
    this.store = openTestStore(this.database, this.clock)
    this.#begin()
  }

  static async open(): Promise<TransferDesk> {
    const server = await FileServer.open()
    const desk = new TransferDesk(server)
    onTestFinished(async () => {
      desk.transfers.close()
      await desk.#http.close()
      await server.close()
    })
    return desk
  }

  /** As a new start of the program after its end. */
  restart(): void {
    this.transfers.close()
    this.store.close()
    this.store = openTestStore(this.database, this.clock)
    this.outgoing = new OutgoingFolder(this.outgoingDir)
    this.#begin()
  }

  #begin(): void {
    const { store, clock, server } = this
    this.writer = new StoreWriter({ store, clock, logger: silentLogger })
    this.parts = new HeardParts(store, this.writer)
    const files = new Jim1Files({ http: this.#http, httpBase: () => server.url, token: () => 'secret', dialect: () => 'sync', clock })
    const session = (): ChatSession | undefined => this.session
    const link: Pick<ChatLink, 'files' | 'session' | 'on'> = {
      files,
      get session() {
        return session()
      },
      on: (event, listener) => this.#events.on(event, listener),
    }
    this.transfers = new Transfers({
      store,
      writer: this.writer,
      clock,
      random: () => 1,
      logger: silentLogger,
      link,
      parts: this.parts,
      cache: this.keeper,
      outgoing: this.outgoing,
      previews: this.previews,
      drawer: { draw: (...asked) => this.drawer?.draw(...asked) ?? Promise.resolve(failed('crashed')) },
      freeBytes: () => Promise.resolve(this.freeBytes),
      familyOf: () => 'other',
    })
    this.writer.on('committed', () => {
      this.#watchers.look()
      // Whoever committed may not be done with it.
      setImmediate(() => this.#watchers.look())
    })
    this.transfers.start()
  }

  setOnline(isOnline: boolean): void {
    this.session = isOnline ? ({} as ChatSession) : undefined
    if (this.session !== undefined) this.#events.emit('online', this.session)
    else this.#events.emit('lost', undefined)
  }

  /** A file on this computer. */
  file(bytes: Buffer, name = `file-${++this.#count}.bin`): { readonly path: string; readonly mtimeMs: number } {
    const path = join(this.folder, name)
    writeFileSync(path, bytes)
    // A time of its own: two writes of one test must not look the same.
    utimesSync(path, new Date(T0), new Date(T0 + this.#count * 1000))
    return { path, mtimeMs: Math.floor(statSync(path).mtimeMs) }
  }

  removeFile(path: string): void {
    rmSync(path)
  }

  /** A message of mine with a file, and its upload. */
  up(
    bytes: Buffer,
    { source = this.file(bytes), mime = 'application/octet-stream', treatment = undefined as TransferRow['treatment'] } = {},
  ): TransferRow {
    const cliMid = `c-${++this.#count}`
    const partId = asPartId(`part-${cliMid}`)
    return must(
      this.writer.commit((changes) => {
        const { localId } = this.store.messages.insert(
          composed(cliMid, { type: 'file', content: { url: '', name: 'x', size: bytes.length } }),
        )
        this.store.outbox.add(localId, CHAT, T0)
        this.store.parts.set(localId, { partId, state: 'waiting' })
        const file = { ...source, name: 'x', mime, size: bytes.length }
        const row = { direction: 'up', conversationId: CHAT, localId, partId, state: 'open', isAsked: true, createdAt: T0 } as const
        const added = this.store.transfers.add({ ...row, ...file, treatment })
        changes.transfers.add(added.id)
        changes.noteMessage({ conversationId: CHAT, localId })
        return added
      }),
    )
  }

  /** A message of Bob's with a file, and its download. */
  down(
    fileId: string,
    facts: { readonly size?: number; readonly sha256?: string; readonly isAsked?: boolean; readonly type?: 'file' | 'video' } = {},
  ): TransferRow {
    const seq = ++this.#count
    const { size = 0, sha256, isAsked = true, type = 'file' } = facts
    return must(
      this.writer.commit((changes) => {
        const { localId } = this.store.messages.insert(received({ seq, type, content: { url: '', name: 'x', file_id: fileId } }))
        const row = { direction: 'down', conversationId: CHAT, localId, state: 'open', isAsked, createdAt: T0 } as const
        const added = this.store.transfers.add({ ...row, name: 'x', mime: '', size, sha256, fileId: asFileId(fileId) })
        changes.transfers.add(added.id)
        return added
      }),
    )
  }

  now({ id }: Pick<TransferRow, 'id'>): TransferRow | undefined {
    return this.store.transfers.get(id)
  }

  progress({ id }: Pick<TransferRow, 'id'>) {
    return this.transfers.list().find((one) => one.id === id)?.progress
  }

  messageOf({ localId }: Pick<TransferRow, 'localId'>) {
    return this.store.messages.get(localId as LocalId)
  }

  when(condition: () => boolean): Promise<void> {
    return this.#watchers.when(condition)
  }

  /** Resolves when it stands so. */
  ends(row: Pick<TransferRow, 'id'>, state: TransferRow['state'] = 'done'): Promise<void> {
    return this.when(() => this.now(row)?.state === state)
  }

  /** Resolves when its last try ended so, and it waits for the next. */
  async waits(row: Pick<TransferRow, 'id'>, code: string): Promise<void> {
    await this.when(() => this.now(row)?.failCode === code)
    await new Promise((resolve) => setImmediate(resolve))
  }
}
