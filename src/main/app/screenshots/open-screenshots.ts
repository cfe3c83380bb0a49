import { app, type BrowserWindow, globalShortcut } from 'electron'
import { failed } from '@shared/result'
import type { ScreenshotControl } from '../../ipc/screenshot-handlers'
import { systemClock } from '../../lib/clock'
import type { Logger } from '../../lib/logger'
import type { AccountSession } from '../account/account-session'
import type { SettingsStore } from '../settings-store'
import { shownLanguage, textsFor } from '../texts'
import { isWayland, systemState } from './capture'
import { Screenshots, type ShotWindow } from './screenshots'
import { ScreenshotShortcut } from './shortcut'
import { takeRegion } from './take-region'

export type OpenScreenshotsOptions = {
  readonly settings: SettingsStore
  readonly window: () => BrowserWindow | undefined
  /** Brings it to the front. */
  readonly showWindow: () => void
  readonly session: () => AccountSession | undefined
  /** Tells the page that somebody wants one; there is a window. */
  readonly tellPage: () => void
  /** Where the build put what belongs together. */
  readonly outDir: string
  readonly logger: Logger
}

export interface ScreenshotDesk extends ScreenshotControl {
  /** Somebody wants one from outside the window: its page says where to, without one it goes to the clipboard. */
  want(): void
  /** The keys are ours as long as somebody is signed in, and the setting wants them. */
  useKeys(): void
  /** Twice is harmless. */
  close(): void
}

/** Screenshots as this machine takes them. */
export function openScreenshots({
  settings,
  window,
  showWindow,
  session,
  tellPage,
  outDir,
  logger,
}: OpenScreenshotsOptions): ScreenshotDesk {
  const screenshots = new Screenshots({
    settings: () => settings.value,
    window: () => shownWindow(window(), showWindow),
    take: () => {
      const { language } = settings.value
      return takeRegion({
        outDir,
        language: shownLanguage(language, app.getLocale()) === 'zh' ? 'zh-CN' : 'en',
        words: textsFor(language, app.getLocale()).region,
      })
    },
    keep: async (bytes) => (await session()?.files.sendable.paste({ bytes, mime: 'image/png' }, 'screenshot')) ?? failed('not_signed_in'),
    clock: systemClock,
  })
  const toClipboard = async (): Promise<void> => {
    const result = await screenshots.to('clipboard')
    if (!result.ok) logger.warn('no screenshot', { code: result.error.code, error: result.error.message })
  }
  const want = (): void => {
    if (window() === undefined) void toClipboard()
    else tellPage()
  }
  const shortcut = new ScreenshotShortcut({ keys: globalShortcut, isUnsure: isWayland(), pressed: want })
  const useKeys = (): void => {
    const { screenshots: isOn, screenshotKeys } = settings.value
    if (isOn && session() !== undefined) shortcut.use(screenshotKeys)
    else shortcut.close()
  }
  const stop = settings.on('changed', useKeys)
  return {
    to: (target) => screenshots.to(target),
    want,
    useKeys,
    get state() {
      useKeys()
      return { shortcut: shortcut.state, system: systemState() }
    },
    close() {
      stop()
      shortcut.close()
    },
  }
}

/** What is not seen is in nobody's way. */
function shownWindow(window: BrowserWindow | undefined, show: () => void): ShotWindow | undefined {
  if (window === undefined) return undefined
  const wasSeen = window.isVisible() && !window.isMinimized()
  return {
    hide: () => (wasSeen ? window.hide() : undefined),
    showAgain: () => (wasSeen && !window.isDestroyed() ? window.showInactive() : undefined),
    show,
  }
}
