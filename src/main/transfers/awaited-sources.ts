import type { Store } from '../store/store'

/**
 * Paths of files that may still be read for an upload: of what is on its way or has failed, and of what is up while its
 * message is not sent, since the server may let go of a file that no message names.
 */
export function awaitedSources(store: Store): readonly string[] {
  const { transfers, messages } = store
  const up = transfers.inState('done').filter(({ localId }) => localId !== undefined && messages.get(localId)?.status !== 'sent')
  return [...transfers.unfinished(), ...transfers.inState('failed'), ...up].flatMap(({ direction, path }) =>
    direction === 'up' && path !== undefined ? [path] : [],
  )
}
