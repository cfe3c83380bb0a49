import { execFile } from 'node:child_process'
import type { RunCommand } from './tray-host'

const LOGIND = 'org.freedesktop.login1'
/** The session that we belong to, or the one that our user sees. */
const SESSION = '/org/freedesktop/login1/session/auto'
const INTERFACE = 'org.freedesktop.login1.Session'
const PROPERTY = 'LockedHint'

/** The same question to the system bus in the words of three programs, of which most systems have one. */
const QUESTIONS: readonly (readonly [file: string, args: readonly string[]])[] = [
  [
    'gdbus',
    [
      ...['call', '--system', '--timeout', '1', '--dest', LOGIND, '--object-path', SESSION],
      ...['--method', 'org.freedesktop.DBus.Properties.Get', INTERFACE, PROPERTY],
    ],
  ],
  ['busctl', ['--system', '--timeout=1', 'get-property', LOGIND, SESSION, INTERFACE, PROPERTY]],
  [
    'dbus-send',
    [
      ...['--system', '--print-reply', '--reply-timeout=1000', `--dest=${LOGIND}`, SESSION],
      ...['org.freedesktop.DBus.Properties.Get', `string:${INTERFACE}`, `string:${PROPERTY}`],
    ],
  ],
]

/** Milliseconds that a question may take; a notification waits for it. */
const ANSWER_LIMIT_MS = 1500
/** Questions without an answer after which nobody is asked any more. */
const MAX_UNANSWERED = 3

export const runOnSystemBus: RunCommand = (file, args) =>
  new Promise((resolve, reject) => {
    execFile(file, [...args], { timeout: ANSWER_LIMIT_MS }, (error, stdout) => (error === null ? resolve(stdout) : reject(error)))
  })

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
    const hint = await this.#lockedHint()
    this.#unanswered = hint === undefined ? this.#unanswered + 1 : 0
    this.#setKnown(hint !== undefined)
    return hint === true
  }

  close(): void {
    this.#options.monitor.off('lock-screen', this.#onLock)
    this.#options.monitor.off('unlock-screen', this.#onUnlock)
  }

  async #lockedHint(): Promise<boolean | undefined> {
    for (const [file, args] of QUESTIONS) {
      try {
        const answer = /\b(true|false)\b/.exec(await this.#options.run(file, args))?.[1]
        if (answer !== undefined) return answer === 'true'
      } catch {
        // Not installed, or no logind: the next one may know better.
      }
    }
    return undefined
  }

  #setKnown(isKnown: boolean): void {
    if (isKnown === this.#isKnown) return
    this.#isKnown = isKnown
    this.#options.onKnown?.(isKnown)
  }
}
