import { app, type BrowserWindow, systemPreferences } from 'electron'
import type { TrayIcon } from './tray'

/** Asks for a look without words: the task bar's button or the dock's icon, and the tray. It ends when the window is looked at. */
export class Attention {
  readonly #getWindow: () => BrowserWindow | undefined
  readonly #tray: TrayIcon

  constructor(getWindow: () => BrowserWindow | undefined, tray: TrayIcon) {
    this.#getWindow = getWindow
    this.#tray = tray
  }

  call(): void {
    const window = this.#getWindow()
    if (window?.isFocused() === true) return
    if (process.platform === 'darwin') app.dock?.bounce('informational')
    else window?.flashFrame(true)
    if (!systemPreferences.getAnimationSettings().prefersReducedMotion) this.#tray.flash()
  }

  stop(): void {
    const window = this.#getWindow()
    if (process.platform !== 'darwin' && window?.isDestroyed() === false) window.flashFrame(false)
    this.#tray.stopFlash()
  }
}
