import { join } from 'node:path'
import { app, BrowserWindow, nativeTheme, type Rectangle, screen } from 'electron'
import { z } from 'zod'
import { systemClock } from '../../lib/clock'
import { JsonFile } from '../../lib/json-file'
import type { Logger } from '../../lib/logger'
import { keepOwnPage } from './page-recovery'
import { APP_ORIGIN, devServerUrl, isOwnPage } from './security'
import { type KeptPlace, placeToKeep, placeToOpen } from './window-place'
import { isDrawnByWayland } from './window-system'

const DEFAULT_SIZE = { width: 1240, height: 760 }
const MIN_SIZE = { minWidth: 720, minHeight: 480 }

const boundsSchema = z.object({
  x: z.int().optional(),
  y: z.int().optional(),
  width: z.int().min(MIN_SIZE.minWidth),
  height: z.int().min(MIN_SIZE.minHeight),
})
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

export type OpenedWindow = {
  readonly window: BrowserWindow
  /** Keeps its place now: whoever ends the program may not close it first. */
  readonly keepPlace: () => void
}

/** Opens the main window with our page in it, at the place where it was last, hidden until there is something to see. */
export function openWindow(options: WindowOptions): OpenedWindow {
  const file = new JsonFile(join(options.profileDir, 'window.json'), windowStateSchema)
  const remembered = file.load()
  const workAreas = screen.getAllDisplays().map(({ workArea }) => workArea)
  const hasSay = !isDrawnByWayland(windowSystem())
  const kept: KeptPlace | undefined = remembered && placeToOpen(workAreas, remembered.bounds, hasSay)
  const window = new BrowserWindow({
    ...(options.bounds ?? given(kept ?? DEFAULT_SIZE)),
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
  const keepPlace = (): void => {
    const bounds = placeToKeep(window.getNormalBounds(), remembered?.bounds, hasSay)
    const saved = file.save({ bounds, isMaximized: window.isMaximized() })
    if (!saved.ok) options.logger.warn('the place of the window could not be kept', { code: saved.error.code })
  }
  window.on('close', keepPlace)
  // The page's zoom is lost when it is loaded anew.
  window.webContents.on('did-finish-load', () => window.webContents.setZoomFactor(options.zoom() / 100))
  const load = (): void => void window.loadURL(devServerUrl() ?? `${APP_ORIGIN}/index.html`)
  keepOwnPage(window.webContents, { isOwnPage, load, clock: systemClock, logger: options.logger })
  load()
  return { window, keepPlace }
}

/** Electron takes no `undefined` for a place. */
function given({ x, y, width, height }: KeptPlace): Partial<Rectangle> {
  return { width, height, ...(x === undefined || y === undefined ? {} : { x, y }) }
}

function windowSystem(): Parameters<typeof isDrawnByWayland>[0] {
  return {
    platform: process.platform,
    env: process.env,
    ozone: app.commandLine.getSwitchValue('ozone-platform'),
    ozoneHint: app.commandLine.getSwitchValue('ozone-platform-hint'),
    electronMajor: Number.parseInt(process.versions.electron ?? '', 10),
  }
}
