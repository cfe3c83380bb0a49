/** What a hand does to a page; scrolling too, of which a dragged bar gives no other sign. */
const HANDS = ['keydown', 'pointerdown', 'wheel', 'scroll'] as const
/** Milliseconds without a hand, after which nobody notices that the page is held up for a moment. */
const REST_MS = 1_500
/** Part of what was let go of is free only in a second turn. */
const AGAIN_MS = 1_000
/** The start is work as well; a while after it what is read ahead is there. */
const START_MS = 5_000
/** News alone draw little: they are tidied up after every so often, however many there are. */
const NEWS_MS = 30_000

export type Rest = {
  /** Main told the page something, which may have drawn it anew without a hand. */
  news(): void
  /** Forgets what is due, and looks at nothing any more. */
  stop(): void
}

/**
 * Calls `release` once the page has worked and comes to rest, and a second time a moment later. What drawing leaves behind
 * Chromium collects only when it is hundreds of megabytes: it does not know that nobody does anything.
 */
export function restAfterWork(page: EventTarget, release: () => void): Rest {
  /** The first turn of a rest, or the second; none while nothing was done since the last. */
  let due: { readonly at: number; readonly isAgain: boolean } | undefined
  let timer: { readonly at: number; readonly id: ReturnType<typeof setTimeout> } | undefined

  const wakeAt = (at: number): void => {
    if (timer !== undefined) clearTimeout(timer.id)
    timer = { at, id: setTimeout(wake, at - performance.now()) }
  }
  const plan = (afterMs: number, isAgain: boolean): void => {
    const at = performance.now() + afterMs
    due = { at, isAgain }
    // A wheel gives a hundred signs a second: what wakes too early looks again when it is time.
    if (timer === undefined || timer.at > at) wakeAt(at)
  }
  const wake = (): void => {
    timer = undefined
    if (due === undefined) return
    if (due.at > performance.now()) return wakeAt(due.at)
    const { isAgain } = due
    due = undefined
    release()
    if (!isAgain) plan(AGAIN_MS, true)
  }
  const hand = (): void => plan(REST_MS, false)

  plan(START_MS, false)
  for (const sign of HANDS) page.addEventListener(sign, hand, { capture: true, passive: true })
  return {
    news: () => {
      if (due === undefined) plan(NEWS_MS, false)
    },
    stop: () => {
      for (const sign of HANDS) page.removeEventListener(sign, hand, { capture: true })
      if (timer !== undefined) clearTimeout(timer.id)
      timer = due = undefined
    },
  }
}
