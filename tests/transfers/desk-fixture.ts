import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { LocalId } from '@shared/ids'
import type { Changes } from '../../src/main/store/changes'
import { Changes as NewChanges } from '../../src/main/store/changes'
import { FileActions, type SaveMode } from '../../src/main/transfers/file-actions'
import { MessageFiles } from '../../src/main/transfers/message-file'
import { CHAT, composed, received, tempFolder } from '../store/helpers'
import { CacheBench, hashOf } from './cache-fixture'

/** An account with a cache, and a desktop that notes what it is asked. */
export class Desk {
  readonly bench: CacheBench
  readonly files: MessageFiles
  readonly actions: FileActions
  readonly opened: string[] = []
  readonly shown: string[] = []
  readonly copied: string[] = []
  readonly dragged: (readonly string[])[] = []
  hasWindow = true
  readonly suggested: string[] = []
  readonly told: LocalId[] = []
  readonly dir = tempFolder()
  readonly outgoing = join(this.dir, 'outgoing')
  readonly downloadsDir = join(this.dir, 'Downloads')
  problem = ''
  chosen: string | undefined
  mode: SaveMode = 'downloads'
  saveFolder = ''
  #next = 1

  private constructor(bench: CacheBench) {
    this.bench = bench
    const { store, cache, clock } = bench
    this.files = new MessageFiles({ store, cache, isOutgoing: (path) => path.startsWith(this.outgoing) })
    this.actions = new FileActions({
      store,
      clock,
      files: this.files,
      cache,
      saveMode: () => this.mode,
      saveFolder: () => this.saveFolder,
      openedDir: join(this.dir, 'opened'),
      writer: {
        owe: (_, work: (changes: Changes) => void) => {
          const changes = new NewChanges()
          store.transaction(() => work(changes))
          this.told.push(...changes.messages)
        },
      },
      desk: {
        open: (path) => Promise.resolve((this.opened.push(path), this.problem)),
        show: (path) => void this.shown.push(path),
        copy: (path) => Promise.resolve(void this.copied.push(path)),
        drag: (paths) => Promise.resolve((this.dragged.push([...paths]), this.hasWindow)),
        copyDrawn: () => false,
        askWhere: (suggested) => Promise.resolve((this.suggested.push(suggested), this.chosen)),
        downloadsDir: this.downloadsDir,
      },
    })
  }

  static async open(): Promise<Desk> {
    return new Desk(await CacheBench.open())
  }

  /** A message of Bob's that names a file; its bytes are here unless `isAway`. */
  async message(name: string, bytes: string | Buffer, { isAway = false, type = 'file' } = {}): Promise<LocalId> {
    const sha256 = isAway ? hashOf(bytes) : await this.bench.keep(bytes)
    const content = { name, url: '/v1/files/f_1', file_id: 'f_1', sha256, size: bytes.length }
    return this.bench.store.messages.insert(received({ seq: this.#next++, type, content })).localId
  }

  /** A message of mine on its way up, with its file on this computer. */
  mine(path: string): LocalId {
    const { messages, transfers } = this.bench.store
    const { localId } = messages.insert(composed(`c-${this.#next++}`, { type: 'file', content: { name: 'mine.txt', url: '' } }))
    const { size, mtimeMs } = statSync(path)
    const row = { direction: 'up', conversationId: CHAT, localId, state: 'open', name: 'mine.txt', mime: 'text/plain' } as const
    transfers.add({ ...row, size, path, mtimeMs, isAsked: true, createdAt: 1 })
    return localId
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }

  shownAs(localId: LocalId): ReturnType<MessageFiles['localFile']> {
    return this.files.localFile(this.bench.store.messages.get(localId)!)
  }
}
