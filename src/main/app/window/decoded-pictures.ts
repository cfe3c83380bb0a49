import type { Debugger } from 'electron'
import type { Cancel, Clock } from '../../lib/clock'
import type { Logger } from '../../lib/logger'

/** What it asks of a page: Chromium's own protocol, for one word. */
export type ProtocolDoor = Pick<Debugger, 'isAttached' | 'attach' | 'detach' | 'sendCommand'>

/** Until a page that was told to draw something else has let go of what it drew, ms. */
const UNDRAWN_MS = 2_000

/**
 * Gives back what Chromium keeps of pictures that were decoded and are drawn no more: up to half a gigabyte, for as long as the
 * system does not lack memory. A page cannot let go of it, the browser process can, and does when memory is short; nothing in
 * Electron says that to it but the protocol of its developer tools (adr/036).
 */
export class DecodedPictures {
  readonly #clock: Clock
  readonly #door: () => ProtocolDoor | undefined
  readonly #logger: Logger
  #cancel: Cancel | undefined

  /** @param door of the window that is there now */
  constructor({ clock, door, logger }: { readonly clock: Clock; readonly door: () => ProtocolDoor | undefined; readonly logger: Logger }) {
    this.#clock = clock
    this.#door = door
    this.#logger = logger
  }

  /** Large pictures are looked at no more. Whoever looks at the next ones meanwhile is waited for. */
  letGo(): void {
    this.#cancel?.()
    this.#cancel = this.#clock.after(UNDRAWN_MS, () => void this.#purge())
  }

  /** Twice is harmless. */
  close(): void {
    this.#cancel?.()
  }

  async #purge(): Promise<void> {
    const door = this.#door()
    // Somebody else uses it.
    if (door === undefined || door.isAttached()) return
    try {
      door.attach()
      await door.sendCommand('Memory.simulatePressureNotification', { level: 'critical' })
    } catch (error) {
      this.#logger.info('decoded pictures were not given back', { error: String(error) })
    } finally {
      if (door.isAttached()) door.detach()
    }
  }
}
