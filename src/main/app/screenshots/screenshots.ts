import type { Choice } from '@shared/file'
import { failed, ok, type Result } from '@shared/result'
import type { Screenshot, ScreenshotTarget } from '@shared/screenshot'
import type { Settings } from '@shared/settings'
import type { Clock } from '../../lib/clock'

/** What was taken, before anything is made of it. */
export interface Shot {
  png(): Uint8Array
  /** Onto the clipboard. */
  copy(): Promise<void>
}

/** What of it the person chose; none: they changed their mind. `isCopy`: there they asked for the clipboard. */
export type Taken = { readonly shot: Shot; readonly isCopy: boolean } | undefined

export interface ShotWindow {
  hide(): void
  /** As it was before, in front of nothing. */
  showAgain(): void
  /** In front of all. */
  show(): void
}

export type ScreenshotsOptions = {
  readonly settings: () => Pick<Settings, 'screenshots' | 'screenshotHides'>
  /** Ours, if there is one. */
  readonly window: () => ShotWindow | undefined
  /** Captures what is seen, and has the person choose of it. Codes: `screen_permission`, `no_screen`, `no_portal`, `window_gone`. */
  readonly take: () => Promise<Result<Taken>>
  /** Keeps it where a pasted picture waits to be sent. */
  readonly keep: (png: Uint8Array) => Promise<Result<Choice>>
  readonly clock: Clock
}

/** Until a desktop has drawn what lay beneath a window that was hidden, ms; nothing tells. */
const HIDDEN_MS = 250

/** Takes a screenshot as the person wants it; nothing is captured into a page that they did not choose. */
export class Screenshots {
  readonly #options: ScreenshotsOptions
  #isBusy = false

  constructor(options: ScreenshotsOptions) {
    this.#options = options
  }

  /** Codes besides those of `take` and `keep`: `screenshots_off`. One at a time: while one is taken, another is none. */
  async to(target: ScreenshotTarget): Promise<Result<Screenshot>> {
    const { settings } = this.#options
    if (!settings().screenshots) return failed('screenshots_off')
    if (this.#isBusy) return ok({ outcome: 'none' })
    this.#isBusy = true
    try {
      return await this.#behind(settings().screenshotHides ? this.#options.window() : undefined, target)
    } finally {
      this.#isBusy = false
    }
  }

  async #behind(hidden: ShotWindow | undefined, target: ScreenshotTarget): Promise<Result<Screenshot>> {
    let isBack = false
    try {
      if (hidden !== undefined) await this.#hide(hidden)
      const taken = await this.#options.take()
      if (!taken.ok) return taken
      if (taken.value === undefined) return ok({ outcome: 'none' })
      const { shot, isCopy } = taken.value
      if (isCopy || target === 'clipboard') {
        await shot.copy()
        return ok({ outcome: 'copied' })
      }
      const choice = await this.#options.keep(shot.png())
      if (!choice.ok) return choice
      // It goes on in our window, wherever that is.
      const shown = hidden ?? this.#options.window()
      shown?.show()
      isBack = true
      return ok({ outcome: 'chosen', choice: choice.value })
    } finally {
      if (!isBack) hidden?.showAgain()
    }
  }

  #hide(window: ShotWindow): Promise<void> {
    window.hide()
    return new Promise((resolve) => this.#options.clock.after(HIDDEN_MS, resolve))
  }
}
