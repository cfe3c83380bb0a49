import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Clock } from './clock'

/** Milliseconds between two collections: whoever asks more often gets none. */
const PAUSE_MS = 60_000

/**
 * Collects this process's garbage and gives the memory back that its heap no longer fills; some tens of milliseconds.
 * A heap that was in a hurry once, as at the start, stays as large as it was then, though most of it is empty.
 */
export function collectGarbage(): void {
  // Flags are part of what compiled code is kept under (compiled-modules): they are left as they were.
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('globalThis.gc')
  setFlagsFromString('--no-expose-gc')
  // An ordinary collection leaves the part for what is young as it is.
  if (typeof collect === 'function') collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}

/** Collects when asked, but for a while after the last time. */
export function garbageCollector(clock: Clock, collect = collectGarbage): () => void {
  let collectedAt = -Infinity
  return () => {
    if (clock.monotonic() - collectedAt < PAUSE_MS) return
    collectedAt = clock.monotonic()
    collect()
  }
}
