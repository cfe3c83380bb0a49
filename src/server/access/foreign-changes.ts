import type { ServerClock } from '../clock'
import type { ServerStore } from '../store/server-store'

/** Milliseconds until what another process has changed is looked at; the look itself takes microseconds. */
const LOOK_MS = 500

/**
 * Calls `onChange` soon after another process, such as `server user passwd`, has changed what sessions rest on, with the ids of
 * the users concerned. What fails is tried at the next look. Returns the function that stops looking.
 */
export function watchForeignChanges(
  store: Pick<ServerStore, 'foreignChanges'>,
  clock: ServerClock,
  onChange: (of: ReadonlySet<string> | 'everybody') => Promise<void>,
): () => void {
  let seen: number | undefined
  /** Who is still to be looked at. */
  let due: Set<string> | 'everybody' = new Set()
  let isStopped = false
  let cancel: () => void = () => undefined
  const look = async (): Promise<void> => {
    try {
      const { mark, of } = await store.foreignChanges(seen)
      seen = mark
      if (of === 'everybody') due = of
      else if (due !== 'everybody') for (const userId of of) due.add(userId)
      if (due === 'everybody' || due.size > 0) await onChange(due)
      due = new Set()
    } catch {
      // Whoever watches the store's health tells of it. Nothing is known of the time before the first answer.
      if (seen === undefined) due = 'everybody'
    }
    if (!isStopped) cancel = clock.after(LOOK_MS, () => void look())
  }
  void look()
  return () => {
    isStopped = true
    cancel()
  }
}
