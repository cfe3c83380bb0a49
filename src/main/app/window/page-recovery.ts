import type { Clock } from '../../lib/clock'
import type { Logger } from '../../lib/logger'

/** So many returns within the period are made at once; more wait, so that a page that always dies costs nothing. */
const RETURNS_AT_ONCE = 3
const PERIOD_MS = 60_000

/** What can happen to a window's page; Electron's `WebContents` fits. */
export interface WatchedPage {
  on(event: 'did-navigate', listener: (event: unknown, url: string) => void): unknown
  on(event: 'render-process-gone', listener: (event: unknown, details: { readonly reason: string }) => void): unknown
  once(event: 'destroyed', listener: () => void): unknown
}

export type PageRecoveryOptions = {
  readonly isOwnPage: (url: string) => boolean
  /** Loads our page anew. */
  readonly load: () => void
  readonly clock: Clock
  readonly logger: Logger
}

/**
 * Brings our page back wherever the window ends up without it. Navigation is refused before it begins
 * (`hardening.ts`, the preload); `about:` addresses are those of which Chromium does not ask, and a process may die.
 *
 * ```
 * own page ──navigated elsewhere──┐
 *     ▲    ──process gone─────────┤
 *     └── at once, 3 in a minute; else when the minute is over
 * ```
 */
export function keepOwnPage(page: WatchedPage, { isOwnPage, load, clock, logger }: PageRecoveryOptions): void {
  const returns: number[] = []
  let stopWaiting: (() => void) | undefined
  const comeBack = (why: string): void => {
    if (stopWaiting !== undefined) return
    const now = clock.monotonic()
    while (returns[0] !== undefined && now - returns[0] >= PERIOD_MS) returns.shift()
    const first = returns[0]
    logger.error('the page is gone', { why })
    const back = (): void => {
      stopWaiting = undefined
      returns.push(clock.monotonic())
      load()
    }
    if (first === undefined || returns.length < RETURNS_AT_ONCE) back()
    else stopWaiting = clock.after(first + PERIOD_MS - now, back)
  }
  page.on('did-navigate', (_, url) => {
    if (!isOwnPage(url)) comeBack('navigated')
  })
  page.on('render-process-gone', (_, { reason }) => {
    if (reason !== 'clean-exit') comeBack(reason)
  })
  page.once('destroyed', () => stopWaiting?.())
}
