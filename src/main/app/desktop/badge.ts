import { app, type BrowserWindow } from 'electron'
import { drawCount } from './icon-art'
import { nativeArt } from './native-art'
import type { Texts } from '../texts'

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
