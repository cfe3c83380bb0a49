import type { Logger } from '../../lib/logger'
import { clickedId } from './notification-id'

type Activation = { readonly type: string; readonly arguments: string }
type Delivered = { readonly id: string; on(event: 'click', listener: () => void): unknown }

/** What only newer versions of Electron have, each on one system. */
export type NotificationMemory = {
  handleActivation?(callback: (activation: Activation) => void): void
  getHistory?(): Promise<readonly Delivered[]>
}

/**
 * Clicks on notifications that an earlier run has shown, and that still stand in the system's list:
 *
 * ```
 *   Windows  starts us for it, and says which it was (`handleActivation`)
 *   macOS    starts us for it; what it still shows hears its clicks once it is asked for (`getHistory`)
 *   Linux    forgets them with the program that has shown them
 * ```
 *
 * The latest click waits until somebody takes it: on a cold start nobody is signed in yet.
 */
export class EarlierNotifications {
  readonly #onClick: () => void
  /** Held, or they would hear nothing. */
  #delivered: readonly Delivered[] = []
  #clicked: string | undefined

  constructor(onClick: () => void) {
    this.#onClick = onClick
  }

  /** `isOurs`: this run has shown it, and it hears its click itself. */
  listen(memory: NotificationMemory, platform: NodeJS.Platform, isOurs: (id: string) => boolean, logger: Logger): void {
    const clicked = (id: string | undefined): void => {
      if (id === undefined || isOurs(id)) return
      this.#clicked = id
      this.#onClick()
    }
    if (platform === 'win32') memory.handleActivation?.((activation) => clicked(clickedId(activation)))
    if (platform !== 'darwin' || memory.getHistory === undefined) return
    memory
      .getHistory()
      .then((delivered) => {
        this.#delivered = delivered
        for (const one of delivered) one.on('click', () => clicked(one.id))
      })
      .catch((error: unknown) => logger.warn('earlier notifications are not known', { error: String(error) }))
  }

  /** The id that was clicked last, once. */
  take(): string | undefined {
    const id = this.#clicked
    this.#clicked = undefined
    return id
  }

  get held(): number {
    return this.#delivered.length
  }
}
