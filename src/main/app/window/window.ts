import { join } from 'node:path'
import { BrowserWindow, nativeTheme, type Rectangle, screen } from 'electron'
import { z } from 'zod'
import { systemClock } from '../../lib/clock'
import { JsonFile } from '../../lib/json-file'
import type { Logger } from '../../lib/logger'
import { keepOwnPage } from './page-recovery'
import { APP_ORIGIN, devServerUrl, isOwnPage } from './security'
import { placeOn } from './window-place'

const DEFAULT_SIZE = { width: 1240, height: 760 }
const MIN_SIZE = { minWidth: 720, minHeight: 480 }

const boundsSchema = z.object({ x: z.int(), y: z.int(), width: z.int().min(MIN_SIZE.minWidth), height: z.int().min(MIN_SIZE.minHeight) })
const windowStateSchema = z.object({ bounds: boundsSchema, isMaximized: z.boolean() })

export type WindowOptions = {
  readonly profileDir: string
  readonly preload: string
  /** Percent, as it is now. */
  readonly zoom: () => number
  /** For scripts that lay windows side by side; else the remembered place. */
  readonly bounds?: Rectangle
  /** The system started us with the session: the window waits in the task bar. */
  readonly isStartedAtLogin?: boolean
  readonly logger: Logger
}

/** Opens the main window with our page in it, at the place where it was last, hidden until there is something to see. */
export function openWindow(options: WindowOptions): BrowserWindow {
  const file = new JsonFile(join(options.profileDir, 'window.json'), windowStateSchema)
  const remembered = file.load()
  const workAreas = screen.getAllDisplays().map(({ workArea }) => workArea)
  const bounds = options.bounds ?? (remembered && placeOn(workAreas, remembered.bounds)) ?? DEFAULT_SIZE
  const window = new BrowserWindow({
    ...bounds,
    ...MIN_SIZE,
    show: false,
    title: 'Jim Desktop',
    autoHideMenuBar: true,
    // The tokens --window of the two themes: no white flash before the first paint.
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#0d1217' : '#eef1f4',
    webPreferences: {
      preload: options.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      // The session decides whether there is a dictionary (spelling.ts).
      spellcheck: true,
      zoomFactor: options.zoom() / 100,
      // The page's scripts are the same at every start: V8 need not see them three times before it keeps what it made of them.
      v8CacheOptions: 'bypassHeatCheck',
    },
  })
  if (remembered?.isMaximized === true && options.bounds === undefined) window.maximize()
  window.once('ready-to-show', () => (options.isStartedAtLogin === true ? window.minimize() : window.show()))
  window.on('close', () => {
    const saved = file.save({ bounds: window.getNormalBounds(), isMaximized: window.isMaximized() })
    if (!saved.ok) options.logger.warn('the place of the window could not be kept', { code: saved.error.code })
  })
  // The page's zoom is lost when it is loaded anew.
  window.webContents.on('did-finish-load', () => window.webContents.setZoomFactor(options.zoom() / 100))
  const load = (): void => void window.loadURL(devServerUrl() ?? `${APP_ORIGIN}/index.html`)
  keepOwnPage(window.webContents, { isOwnPage, load, clock: systemClock, logger: options.logger })
  load()
  return window
}
