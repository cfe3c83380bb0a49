import type { Measured } from '@shared/decoding'
import type { Choice, ChosenFile, ChosenId, LocalFile, RefusedFile } from '@shared/file'
import { asTransferId, type LocalId, type TransferId } from '@shared/ids'
import type { IpcArgument, IpcChannel, IpcValue } from '@shared/ipc'
import type { Message, MessageContent } from '@shared/message'
import { isOpen, type Transfer, type TransferProgress } from '@shared/transfer'

type FileChannel = Extract<IpcChannel, `files:${string}` | `transfers:${string}`>
type FileHandlers = { readonly [C in FileChannel]: (argument: IpcArgument<C>) => IpcValue<C> }

type Office = {
  readonly send: (
    message: Omit<IpcArgument<'messages:send'>, 'content'> & { readonly content: MessageContent; readonly file: LocalFile },
  ) => Message
  readonly setFile: (localId: LocalId, file: LocalFile) => void
  readonly remove: (localId: LocalId) => void
  readonly tell: (upserted: readonly Transfer[], removed: readonly TransferId[], isPaused: boolean) => void
}

/** A picture that was chosen; its preview is nowhere. */
export function chosenFile(name: string, change: Partial<ChosenFile> = {}): ChosenFile {
  return { id: `chosen-${name}`, name, size: 2_516_582, mime: 'application/octet-stream', family: 'other', ...change }
}

export function chosenPicture(name: string, change: Partial<ChosenFile> = {}): ChosenFile {
  const picture = { width: 1600, height: 900, previewUrl: `jim-media://chosen/${name}` }
  return chosenFile(name, { mime: 'image/png', family: 'picture', picture, ...change })
}

/** Files as main keeps them: what the person will choose is laid out before, transfers are moved by hand. */
export class FakeFiles {
  /** What the system's dialog gives when it is asked next. */
  choice: Choice = { files: [], refused: [] }
  /** What main makes of files by their names; of others it knows no path. */
  readonly listed = new Map<string, ChosenFile | RefusedFile>()
  readonly transfers = new Map<TransferId, Transfer>()
  readonly #known = new Map<ChosenId, ChosenFile>()
  readonly #office: Office
  #isPaused = false
  #nextId = 1

  constructor(office: Office) {
    this.#office = office
  }

  filesFrom(files: readonly File[]): Choice {
    const given = files.flatMap(({ name }) => this.listed.get(name) ?? [])
    return this.#learn({
      files: given.filter((entry): entry is ChosenFile => 'id' in entry),
      refused: given.filter((entry): entry is RefusedFile => 'code' in entry),
    })
  }

  /** A transfer begins, or goes on. */
  move(transfer: Omit<Transfer, 'id'> & { readonly id?: TransferId }): Transfer {
    const next = { ...transfer, id: transfer.id ?? asTransferId(this.#nextId++) }
    this.transfers.set(next.id, next)
    this.#office.tell([next], [], this.#isPaused)
    return next
  }

  #learn(choice: Choice): Choice {
    for (const file of choice.files) this.#known.set(file.id, file)
    return choice
  }

  #step(id: TransferId, progress: TransferProgress): void {
    const transfer = this.transfers.get(id)
    if (transfer === undefined) throw new Error(`no transfer ${id}`)
    this.move({ ...transfer, progress })
  }

  #forget(ids: readonly TransferId[]): void {
    for (const id of ids) this.transfers.delete(id)
    this.#office.tell([], ids, this.#isPaused)
  }

  #send({ conversationId, files, caption, mentions, replyTo }: IpcArgument<'files:send'>): void {
    for (const [index, { id, as }] of files.entries()) {
      const chosen = this.#known.get(id)
      if (chosen === undefined) throw new Error(`not chosen: ${id}`)
      const isLast = index === files.length - 1
      const words = isLast && caption !== undefined ? { caption } : {}
      const { name, size, mime, family, picture } = chosen
      const content: MessageContent =
        as === 'picture'
          ? { kind: 'image', url: '', name, size, mime, width: picture?.width ?? 1, height: picture?.height ?? 1, ...words }
          : { kind: 'file', url: '', name, size, mime, ...words }
      const file = { family, isSaved: false, ...(chosen.danger === undefined ? {} : { danger: chosen.danger }) }
      const message = this.#office.send({ conversationId, content, file, ...(isLast ? { mentions, replyTo } : {}) } as never)
      this.move({ direction: 'up', conversationId, localId: message.localId, name, family, size, done: 0, progress: { step: 'preparing' } })
      this.#known.delete(id)
    }
  }

  /** Of every film. */
  measured: Measured = { seconds: 84, width: 1280, height: 720 }
  /** Of every GIF. */
  gifRoundMs = 1000
  /** Of any file that is read. */
  bytes = Buffer.from('')
  readonly handlers: FileHandlers = {
    'files:choose': () => this.#learn(this.choice),
    'files:paste': ({ bytes, mime }) =>
      this.#learn({ files: [chosenPicture(`pasted.${mime.slice('image/'.length)}`, { size: Object.keys(bytes).length })], refused: [] }),
    'files:measure': () => this.measured,
    'files:edit': ({ id }) => this.#learn({ files: [chosenPicture(`edited-${id}.png`)], refused: [] }),
    'files:discard': ({ ids }) => {
      for (const id of ids) this.#known.delete(id)
    },
    'files:send': (message) => this.#send(message),
    'files:download': () => undefined,
    'files:in-view': () => undefined,
    'files:open': () => undefined,
    'files:save-as': () => ({ saved: true }),
    'files:show': () => undefined,
    'files:delete-here': ({ localIds }) => ({ deleted: localIds.length, freedBytes: 1000, waiting: 0, saved: 0 }),
    'files:part': ({ from, length }) => ({ size: this.bytes.length, base64: this.bytes.subarray(from, from + length).toString('base64') }),
    'files:drag': ({ localIds }) => ({ dragged: localIds.length, away: 0, refused: 0 }),
    'files:gif-round': () => this.gifRoundMs,
    'files:copy-drawn': () => undefined,
    'files:copy': () => undefined,
    'transfers:list': () => ({ transfers: [...this.transfers.values()], isPaused: this.#isPaused }),
    'transfers:pause': ({ id }) => this.#step(id, { step: 'paused' }),
    'transfers:resume': ({ id }) => this.#step(id, { step: 'waiting', why: 'turn' }),
    'transfers:retry': ({ id }) => this.#step(id, { step: 'waiting', why: 'turn' }),
    'transfers:first': ({ id }) => this.#step(id, { step: 'running', bytesPerSecond: 0 }),
    'transfers:cancel': ({ id }) => {
      const transfer = this.transfers.get(id)
      this.#forget([id])
      if (transfer?.direction === 'up') this.#office.remove(transfer.localId)
    },
    'transfers:pause-all': ({ isPaused }) => {
      this.#isPaused = isPaused
      this.#office.tell([], [], isPaused)
    },
    'transfers:clear': () => this.#forget([...this.transfers.values()].filter((transfer) => !isOpen(transfer)).map(({ id }) => id)),
  }
}
