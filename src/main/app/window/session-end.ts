/** What of Electron's window this needs; its events come on Windows alone. */
type EndingWindow = {
  on(event: 'query-session-end' | 'session-end', listener: () => void): unknown
}

/** What of Electron's `powerMonitor` this needs; its event comes on macOS and Linux. */
type ShutdownMonitor = {
  on(event: 'shutdown', listener: () => void): unknown
  off(event: 'shutdown', listener: () => void): unknown
}

export type SessionEndOptions = {
  readonly monitor: ShutdownMonitor
  /** The page hands over what it would keep in a moment; it may not come to it. */
  readonly tellPage: () => void
  /** Keeps what only main knows, at once. */
  readonly keep: () => void
}

/**
 * The end of the session, when the system closes no window and ends the program within seconds:
 *
 * ```
 *   Windows   query-session-end (somebody may still refuse) ─▶ session-end, then the process is ended
 *   macOS, Linux   shutdown
 * ```
 *
 * Windows asks first, and everybody else too: what the page hands over then is on disk before the end.
 */
export class SessionEnd {
  readonly #options: SessionEndOptions
  readonly #end = (): void => {
    this.#options.tellPage()
    this.#options.keep()
  }

  constructor(options: SessionEndOptions) {
    this.#options = options
    options.monitor.on('shutdown', this.#end)
  }

  watch(window: EndingWindow): void {
    window.on('query-session-end', this.#end)
    window.on('session-end', this.#end)
  }

  close(): void {
    this.#options.monitor.off('shutdown', this.#end)
  }
}
