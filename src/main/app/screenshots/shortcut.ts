import { acceleratorOf, type KeyCombination, type ScreenshotState } from '@shared/screenshot'

/** What takes keys from all programs. */
export interface GlobalKeys {
  /** @returns false: another program has them */
  register(accelerator: string, pressed: () => void): boolean
  unregister(accelerator: string): void
}

export type ShortcutOptions = {
  readonly keys: GlobalKeys
  /** The system lets keys through only while a window of ours has the keyboard. */
  readonly isUnsure: boolean
  readonly pressed: () => void
}

/** The keys that take a screenshot, whatever program is in front. */
export class ScreenshotShortcut {
  readonly #options: ShortcutOptions
  #wanted: KeyCombination = ''
  #held: string | undefined

  constructor(options: ShortcutOptions) {
    this.#options = options
  }

  get state(): ScreenshotState['shortcut'] {
    if (this.#wanted === '') return 'none'
    if (this.#held === undefined) return 'taken'
    return this.#options.isUnsure ? 'unsure' : 'set'
  }

  /** These, and no others any more; '' for none. What another program had before may be free now: it is tried again. */
  use(wanted: KeyCombination): void {
    if (wanted === this.#wanted && this.#held !== undefined) return
    this.#letGo()
    this.#wanted = wanted
    if (wanted === '') return
    const accelerator = acceleratorOf(wanted)
    if (this.#options.keys.register(accelerator, this.#options.pressed)) this.#held = accelerator
  }

  /** Twice is harmless. */
  close(): void {
    this.#letGo()
    this.#wanted = ''
  }

  #letGo(): void {
    if (this.#held !== undefined) this.#options.keys.unregister(this.#held)
    this.#held = undefined
  }
}
