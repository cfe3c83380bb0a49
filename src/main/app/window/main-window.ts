import { join } from 'node:path'
import type { BrowserWindow } from 'electron'
import { Emitter } from '../../lib/emitter'
import type { Logger } from '../../lib/logger'
import { isStartedAtLogin } from '../desktop/login-item'
import { scriptHooks } from '../scripted/script-hooks'
import type { SettingsStore } from '../settings-store'
import { openWindow } from './window'

export type MainWindowOptions = {
  readonly profileDir: string
  /** Where the build put the preload. */
  readonly outDir: string
  readonly settings: SettingsStore
  readonly logger: Logger
}

/** The one window of the app, which may be closed and opened again. */
export class MainWindow extends Emitter<{ opened: BrowserWindow }> {
  readonly #options: MainWindowOptions
  #window: BrowserWindow | undefined
  #keepPlace: () => void = () => undefined
  #isFirst = true

  constructor(options: MainWindowOptions) {
    super()
    this.#options = options
  }

  get current(): BrowserWindow | undefined {
    return this.#window
  }

  /** For a program that ends without closing it. Without a window there is nothing to keep. */
  keepPlace(): void {
    this.#keepPlace()
  }

  /** Brings it to the front, opening it if there is none. */
  show(): BrowserWindow {
    if (this.#window !== undefined) {
      if (this.#window.isMinimized()) this.#window.restore()
      this.#window.show()
      this.#window.focus()
      return this.#window
    }
    const { profileDir, outDir, settings, logger } = this.#options
    const { window, keepPlace } = openWindow({
      profileDir,
      preload: join(outDir, 'preload', 'index.cjs'),
      zoom: () => settings.value.zoom,
      bounds: scriptHooks.windowBounds,
      isStartedAtLogin: this.#isFirst && isStartedAtLogin(),
      logger,
    })
    this.#window = window
    this.#keepPlace = keepPlace
    this.#isFirst = false
    window.on('closed', () => {
      this.#window = undefined
      this.#keepPlace = () => undefined
    })
    scriptHooks.takeScreenshots(window, logger)
    this.emit('opened', window)
    return window
  }
}
