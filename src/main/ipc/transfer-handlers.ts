import type { LocalId } from '@shared/ids'
import { ok } from '@shared/result'
import type { CurrentSession } from './session'
import { whileSignedIn } from './signed-in-handlers'
import type { IpcHandlers } from './typed-ipc'

type TransferChannel = Extract<keyof IpcHandlers, `transfers:${string}` | 'files:send' | 'files:download' | 'files:in-view'>

/**
 * Files on their way, and what the user does with them.
 * @param onInView hears whose files are on screen and not here: what becomes of them is to be seen
 */
export function transferHandlers(
  current: CurrentSession,
  onInView: (localIds: readonly LocalId[]) => void = () => undefined,
): Pick<IpcHandlers, TransferChannel> {
  return {
    'files:send': whileSignedIn(current, ({ transfers }, message) => transfers.send(message)),
    'files:download': whileSignedIn(current, ({ transfers }, { localId }) => transfers.wanted.download(localId)),
    'files:in-view': whileSignedIn(current, ({ transfers }, { localIds }) => {
      onInView(localIds)
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
