import type { Measured } from '@shared/decoding'
import type { Choice, ChosenId, Dragged, FilePart } from '@shared/file'
import type { LocalId } from '@shared/ids'
import type { DeletedHere } from '@shared/library'
import type { PictureEdits } from '@shared/picture-edits'
import { failed, ok, type Result } from '@shared/result'
import type { IpcHandlers } from './typed-ipc'

/** What the person gives to be sent, and what they do with files that came; of the account that is signed in. */
export interface FileControl {
  choose(): Promise<Result<Choice>>
  paste(image: { readonly bytes: Uint8Array; readonly mime: string }): Promise<Result<Choice>>
  measure(id: ChosenId): Promise<Result<Measured>>
  edit(id: ChosenId, edits: PictureEdits): Promise<Result<Choice>>
  discard(ids: readonly ChosenId[]): Promise<void>
  open(localId: LocalId, isSure: boolean | undefined): Promise<Result<void>>
  saveAs(localId: LocalId): Promise<Result<{ readonly saved: boolean }>>
  show(localId: LocalId): Result<void>
  copy(localId: LocalId): Promise<Result<void>>
  deleteHere(localIds: readonly LocalId[]): Promise<Result<DeletedHere>>
  part(localId: LocalId, from: number, length: number): Promise<Result<FilePart>>
  drag(localIds: readonly LocalId[]): Promise<Result<Dragged>>
  gifRound(localId: LocalId): Promise<Result<number>>
  copyDrawn(x: number, y: number): Result<void>
}

type FileChannel = Exclude<Extract<keyof IpcHandlers, `files:${string}`>, 'files:send' | 'files:download' | 'files:in-view'>

export function fileHandlers(current: () => FileControl | undefined): Pick<IpcHandlers, FileChannel> {
  const asked = async <T>(ask: (files: FileControl) => Result<T> | Promise<Result<T>>): Promise<Result<T>> => {
    const files = current()
    return files === undefined ? failed('not_signed_in') : ask(files)
  }
  return {
    'files:choose': () => asked((files) => files.choose()),
    'files:paste': (image) => asked((files) => files.paste(image)),
    'files:measure': ({ id }) => asked((files) => files.measure(id)),
    'files:edit': ({ id, edits }) => asked((files) => files.edit(id, edits)),
    'files:discard': ({ ids }) => asked(async (files) => (await files.discard(ids), ok())),
    'files:open': ({ localId, isSure }) => asked((files) => files.open(localId, isSure)),
    'files:save-as': ({ localId }) => asked((files) => files.saveAs(localId)),
    'files:show': ({ localId }) => asked((files) => files.show(localId)),
    'files:copy': ({ localId }) => asked((files) => files.copy(localId)),
    'files:delete-here': ({ localIds }) => asked((files) => files.deleteHere(localIds)),
    'files:part': ({ localId, from, length }) => asked((files) => files.part(localId, from, length)),
    'files:drag': ({ localIds }) => asked((files) => files.drag(localIds)),
    'files:gif-round': ({ localId }) => asked((files) => files.gifRound(localId)),
    'files:copy-drawn': ({ x, y }) => asked((files) => files.copyDrawn(x, y)),
  }
}
