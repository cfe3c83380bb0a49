import type { ServerClock } from '../clock'
import type { ServerStore } from '../store/server-store'

/** Milliseconds until what another process has changed is looked at; the look itself takes microseconds. */
const LOOK_MS = 500

/**
 * Calls `onChange` soon after another process, such as `server user passwd`, has written to the store. What fails is
 * tried at the next look. Returns the function that stops looking.
 */
export function watchForeignChanges(
  store: Pick<ServerStore, 'foreignChanges'>,
  clock: ServerClock,
  onChange: () => Promise<void>,
): () => void {
  let seen: number | undefined
  let isStopped = false
  let cancel: () => void = () => undefined
  const look = async (): Promise<void> => {
    try {
      const now = await store.foreignChanges()
      if (seen !== undefined && now !== seen) await onChange()
      seen = now
    } catch {
      // Whoever watches the store's health tells of it.
    }
    if (!isStopped) cancel = clock.after(LOOK_MS, () => void look())
  }
  void look()
  return () => {
    isStopped = true
    cancel()
  }
}
