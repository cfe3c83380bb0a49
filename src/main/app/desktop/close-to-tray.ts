import { join } from 'node:path'
import { z } from 'zod'
import { JsonFile } from '../../lib/json-file'
import type { Logger } from '../../lib/logger'

/** What of Electron's window this needs. */
type ClosingWindow = {
  on(event: 'close', listener: (event: { preventDefault(): void }) => void): unknown
  once(event: 'leave-full-screen', listener: () => void): unknown
  isFullScreen(): boolean
  setFullScreen(isFull: boolean): void
  hide(): void
}

export type CloseToTrayOptions = {
  readonly profileDir: string
  /** Now: it is set so, there is a tray to come back from, and nobody is quitting. */
  readonly isWanted: () => boolean
  /** Tells that the app goes on, and where; once in the life of a profile. */
  readonly explain: () => void
  readonly logger: Logger
}

const hintsSchema = z.object({ closeToTray: z.boolean() })

/** X puts the window away, and the app goes on in the tray. */
export class CloseToTray {
  readonly #options: CloseToTrayOptions
  readonly #file: JsonFile<z.infer<typeof hintsSchema>>
  #isExplained: boolean

  constructor(options: CloseToTrayOptions) {
    this.#options = options
    this.#file = new JsonFile(join(options.profileDir, 'hints.json'), hintsSchema)
    this.#isExplained = this.#file.load()?.closeToTray ?? false
  }

  attach(window: ClosingWindow): void {
    window.on('close', (event) => {
      if (!this.#options.isWanted()) return
      event.preventDefault()
      hide(window)
      this.#explainOnce()
    })
  }

  #explainOnce(): void {
    if (this.#isExplained) return
    this.#isExplained = true
    this.#options.explain()
    const saved = this.#file.save({ closeToTray: true })
    if (!saved.ok) this.#options.logger.warn('that the tray was explained could not be kept', { code: saved.error.code })
  }
}

/** A full-screen window of macOS that is hidden leaves its black space behind. */
function hide(window: ClosingWindow): void {
  if (!window.isFullScreen()) return window.hide()
  window.once('leave-full-screen', () => window.hide())
  window.setFullScreen(false)
}
