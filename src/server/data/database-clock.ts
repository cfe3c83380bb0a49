import type { ServerClock } from '../clock'

/** Milliseconds between two looks at the database's clock. */
const LOOK_MS = 30_000

/**
 * This machine's clock, set by the database's: every server on it says the same time, give or take how long a question
 * takes. What clients ask for by time overlaps by a minute.
 *
 * @returns the clock, and what stops it from being set again
 */
export async function databaseClock(
  store: { now(): Promise<number> },
  system: ServerClock,
): Promise<{ readonly clock: ServerClock; readonly stop: () => void }> {
  let aheadMs = 0
  let isStopped = false
  let cancel: () => void = () => undefined
  const look = async (): Promise<void> => {
    const asked = system.now()
    const told = await store.now()
    // The answer was true about in the middle.
    aheadMs = Math.round(told - (asked + system.now()) / 2)
  }
  const lookAgain = (): void => {
    cancel = system.after(LOOK_MS, () => {
      // Whoever watches the store's health tells of a database that is away.
      void look()
        .catch(() => undefined)
        .then(() => {
          if (!isStopped) lookAgain()
        })
    })
  }
  await look()
  lookAgain()
  return {
    clock: { now: () => system.now() + aheadMs, after: (delayMs, run) => system.after(delayMs, run) },
    stop: () => {
      isStopped = true
      cancel()
    },
  }
}
