import type { LocalId } from '@shared/ids'
import { ok } from '@shared/result'
import type { CurrentSession } from './session'
import { whileSignedIn } from './signed-in-handlers'
import type { IpcHandlers } from './typed-ipc'

type TransferChannel = Extract<keyof IpcHandlers, `transfers:${string}` | 'files:send' | 'files:download' | 'files:in-view'>

/** Who tells the window of files on their way. */
export type FileWatch = {
  inView(localIds: readonly LocalId[]): void
  /** By a person, who sees what becomes of it wherever it was said. */
  askedFor(localId: LocalId): void
}

/**
 * Files on their way, and what the user does with them.
 * @param watch hears whose files are waited for on screen: what becomes of them is to be seen
 */
export function transferHandlers(
  current: CurrentSession,
  watch: FileWatch = { inView: () => undefined, askedFor: () => undefined },
): Pick<IpcHandlers, TransferChannel> {
  return {
    'files:send': whileSignedIn(current, ({ transfers }, message) => transfers.send(message)),
    'files:download': whileSignedIn(current, ({ transfers }, { localId }) => {
      watch.askedFor(localId)
      return transfers.wanted.download(localId)
    }),
    'files:in-view': whileSignedIn(current, ({ transfers }, { localIds }) => {
      watch.inView(localIds)
      return ok(transfers.wanted.inView(localIds))
    }),
    'transfers:list': whileSignedIn(current, ({ transfers: { queue } }) => ok({ transfers: queue.list(), isPaused: queue.isPaused })),
    'transfers:pause': whileSignedIn(current, ({ transfers }, { id }) => transfers.queue.pause(id)),
    'transfers:resume': whileSignedIn(current, ({ transfers }, { id }) => transfers.queue.resume(id)),
    'transfers:retry': whileSignedIn(current, ({ transfers }, { id }) => transfers.retry(id)),
    'transfers:first': whileSignedIn(current, ({ transfers }, { id }) => transfers.queue.first(id)),
    'transfers:cancel': whileSignedIn(current, ({ transfers }, { id }) => transfers.cancel(id)),
    'transfers:pause-all': whileSignedIn(current, ({ transfers }, { isPaused }) => transfers.queue.pauseAll(isPaused)),
    'transfers:clear': whileSignedIn(current, ({ transfers }) => transfers.queue.clear()),
  }
}
