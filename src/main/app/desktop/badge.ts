import { app, type BrowserWindow } from 'electron'
import { drawCount } from './icon-art'
import { nativeArt } from './native-art'
import type { Texts } from '../texts'
import type { IconProgress } from './transfer-watch'

/** Logical pixels of a task bar overlay on Windows. */
const OVERLAY_EDGE = 16

/** Shows the unread count at the app's icon: in the dock, in a Linux launcher that knows counts, over a task bar button. */
export function showBadge(window: BrowserWindow | undefined, unread: number, texts: Texts): void {
  if (process.platform !== 'win32') {
    app.setBadgeCount(unread)
    return
  }
  if (window === undefined || window.isDestroyed()) return
  const overlay = unread === 0 ? null : nativeArt(OVERLAY_EDGE, (size) => drawCount(size, unread))
  window.setOverlayIcon(overlay, unread === 0 ? '' : texts.unread(unread))
}

/** Shows how far files on their way are: on the task bar's button, in the dock, in a Linux launcher that knows it. */
export function showProgress(window: BrowserWindow | undefined, progress: IconProgress | undefined): void {
  if (window === undefined || window.isDestroyed()) return
  if (progress === undefined) window.setProgressBar(-1)
  else window.setProgressBar(progress.share, { mode: progress.isPaused ? 'paused' : 'normal' })
}
