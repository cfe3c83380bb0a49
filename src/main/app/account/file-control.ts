import { ok } from '@shared/result'
import type { FileControl } from '../../ipc/file-handlers'
import type { SessionFiles } from './session-files'

/** What the window asks of the files of the account that is signed in. */
export function fileControl(files: SessionFiles, ask: () => Promise<readonly string[]>): FileControl {
  const { sendable, actions } = files
  return {
    choose: async () => ok(await sendable.choose(await ask())),
    paste: (image) => sendable.paste(image),
    measure: (id) => files.measureChosen(id),
    edit: (id, edits) => sendable.edit(id, edits),
    discard: (ids) => sendable.discard(ids),
    open: (localId, isSure) => actions.open(localId, isSure),
    saveAs: (localId) => actions.saveAs(localId),
    show: (localId) => actions.show(localId),
    copy: (localId) => actions.copy(localId),
    deleteHere: (localIds) => actions.deleteHere(localIds),
    part: (localId, from, length) => actions.part(localId, from, length),
    drag: (localIds) => actions.drag(localIds),
    gifRound: (localId) => actions.gifRound(localId),
    copyDrawn: (x, y) => actions.copyDrawn(x, y),
  }
}
