import { type BusFlag, readBusFlag, type RunCommand, runFor } from './bus-property'

/** Of the session that we belong to, or the one that our user sees. */
const LOCKED_HINT: BusFlag = {
  bus: 'system',
  service: 'org.freedesktop.login1',
  path: '/org/freedesktop/login1/session/auto',
  interface: 'org.freedesktop.login1.Session',
  name: 'LockedHint',
  timeoutS: 1,
}

/** Milliseconds that a question may take; a notification waits for it. */
const ANSWER_LIMIT_MS = 1500
/** Questions without an answer after which nobody is asked any more. */
const MAX_UNANSWERED = 3

export const runOnSystemBus: RunCommand = runFor(ANSWER_LIMIT_MS)

/** What of Electron's `powerMonitor` this needs. Its events do not come on Linux. */
type LockMonitor = {
  on(event: 'lock-screen' | 'unlock-screen', listener: () => void): unknown
  off(event: 'lock-screen' | 'unlock-screen', listener: () => void): unknown
  /** On X11 `locked` while a screen saver is on. */
  getSystemIdleState(thresholdSeconds: number): string
}

export type ScreenLockOptions = {
  readonly platform: NodeJS.Platform
  readonly monitor: LockMonitor
  readonly run: RunCommand
  /** Whether it is known has changed. */
  readonly onKnown?: (isKnown: boolean) => void
}

/**
 * Whether the screen is locked, where somebody who passes could read it. Windows and macOS tell; Linux is asked each time:
 * logind keeps what the desktop has told it (GNOME, KDE, Cinnamon, Xfce do), X11 knows of its screen saver.
 */
export class ScreenLock {
  readonly #options: ScreenLockOptions
  #isLocked = false
  #isKnown = true
  #unanswered = 0
  readonly #onLock = (): void => void (this.#isLocked = true)
  readonly #onUnlock = (): void => void (this.#isLocked = false)

  constructor(options: ScreenLockOptions) {
    this.#options = options
    options.monitor.on('lock-screen', this.#onLock)
    options.monitor.on('unlock-screen', this.#onUnlock)
  }

  /** False where nobody here can say it. */
  get isKnown(): boolean {
    return this.#isKnown
  }

  /** At once where the system tells of it; false where nobody knows. */
  async isLocked(): Promise<boolean> {
    const { platform, monitor } = this.#options
    if (platform !== 'linux') return this.#isLocked
    if (monitor.getSystemIdleState(1) === 'locked') return true
    if (this.#unanswered >= MAX_UNANSWERED) return false
    const hint = await readBusFlag(LOCKED_HINT, this.#options.run)
    this.#unanswered = hint === undefined ? this.#unanswered + 1 : 0
    this.#setKnown(hint !== undefined)
    return hint === true
  }

  close(): void {
    this.#options.monitor.off('lock-screen', this.#onLock)
    this.#options.monitor.off('unlock-screen', this.#onUnlock)
  }

  #setKnown(isKnown: boolean): void {
    if (isKnown === this.#isKnown) return
    this.#isKnown = isKnown
    this.#options.onKnown?.(isKnown)
  }
}
