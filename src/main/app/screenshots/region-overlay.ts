import { join } from 'node:path'
import { BaseWindow, type NativeImage, screen, session, WebContentsView } from 'electron'
import { liesOn, readRegionChoice, type RegionChoice, type RegionOffer } from '@shared/region'
import { MEDIA_SCHEME } from '../../lib/media-address'
import { serveExtraPage } from '../../media/extra-page'
import { bmpOf } from './bitmap'
import type { CapturedDisplay, OpenWindow } from './capture'

/** A session of its own, in memory, and no way anywhere. */
const PARTITION = 'screenshots'
const PAGE = `${MEDIA_SCHEME}://screenshots/`

const IS_X11 = process.platform === 'linux'

/** It runs its own script and style, and shows the pictures that it is given. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

export type RegionAnswer = { readonly choice: Exclude<RegionChoice, { take: 'nothing' }>; readonly of: CapturedDisplay }

/** What is chosen from, where the build put the page, and its words. */
export type RegionQuestion = {
  readonly displays: readonly CapturedDisplay[]
  readonly windows: readonly OpenWindow[]
  readonly outDir: string
  readonly language: string
  readonly words: RegionOffer['words']
}

/**
 * Lays what each display showed over it, and resolves to what is chosen on one of them; all go together. `undefined`: nothing,
 * or one of them was closed, or crashed.
 */
export async function chooseRegion(question: RegionQuestion): Promise<RegionAnswer | undefined> {
  const pictures = new Map<string, NativeImage>()
  const addressed = (image: NativeImage): string => {
    const url = `${PAGE}picture/${pictures.size + 1}`
    pictures.set(url, image)
    return url
  }
  const windows = question.windows.map(({ id, title, image }) => ({ id, title, pictureUrl: addressed(image) }))
  const own = openSession(join(question.outDir, 'region-overlay'), pictures)
  const overlays: Overlay[] = []
  const first = question.displays.find(isUnderPointer) ?? question.displays[0]
  try {
    return await new Promise((resolve, reject) => {
      for (const of of question.displays) {
        const offer = (): RegionOffer => ({
          pictureUrl: addressed(of.image),
          picture: of.image.getSize(),
          windows,
          hasOtherScreens: question.displays.length > 1,
          language: question.language,
          words: question.words,
        })
        const overlay = openOverlay(of, join(question.outDir, 'preload', 'region.cjs'), own)
        overlays.push(overlay)
        answerOverlay(overlay, of, offer, resolve, () => focusNext(overlays, overlay))
        overlay.view.webContents.loadURL(PAGE).then(() => {
          if (overlay.window.isDestroyed()) return
          // The keyboard is where the pointer is, whichever page is there last.
          if (of !== first) return overlay.window.showInactive()
          overlay.window.show()
          focus(overlay)
        }, reject)
      }
    })
  } finally {
    for (const { window, view } of overlays) {
      if (!view.webContents.isDestroyed()) view.webContents.close()
      if (!window.isDestroyed()) window.destroy()
    }
    own.protocol.unhandle(MEDIA_SCHEME)
  }
}

type Overlay = { readonly window: BaseWindow; readonly view: WebContentsView }

function openSession(pageDir: string, pictures: ReadonlyMap<string, NativeImage>): Electron.Session {
  const own = session.fromPartition(PARTITION)
  own.setPermissionRequestHandler((_contents, _permission, decide) => decide(false))
  own.setPermissionCheckHandler(() => false)
  own.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !url.startsWith(PAGE) }))
  own.protocol.handle(MEDIA_SCHEME, ({ url }) => {
    const image = pictures.get(url)
    if (image === undefined)
      return serveExtraPage({ dir: pageDir, policy: POLICY }, url.startsWith(PAGE) ? url.slice(PAGE.length) : undefined)
    const { width, height } = image.getSize()
    return new Response(bmpOf(image.toBitmap(), width, height), { headers: { 'content-type': 'image/bmp', 'cache-control': 'no-store' } })
  })
  return own
}

/** No `BrowserWindow`: what is done to each of those is for our own. */
function openOverlay({ display: { bounds } }: CapturedDisplay, preload: string, own: Electron.Session): Overlay {
  const window = new BaseWindow({
    ...bounds,
    // X11: panels lie over what is only as large as the display, and Chromium makes that a px smaller.
    ...(IS_X11 ? { height: bounds.height + 1, fullscreen: true } : {}),
    show: false,
    frame: false,
    resizable: false,
    movable: false,
    minimizable: false,
    maximizable: false,
    skipTaskbar: true,
    hasShadow: false,
    roundedCorners: false,
    enableLargerThanScreen: true,
    backgroundColor: '#07090c',
  })
  const view = new WebContentsView({
    webPreferences: { preload, session: own, sandbox: true, contextIsolation: true, nodeIntegration: false },
  })
  window.contentView.addChildView(view)
  const fill = (): void => {
    const [width = 0, height = 0] = window.getContentSize()
    view.setBounds({ x: 0, y: 0, width: Math.min(width, bounds.width), height: Math.min(height, bounds.height) })
  }
  fill()
  window.on('resize', fill)
  // Above the bars of the system, wherever one is.
  window.setAlwaysOnTop(true, 'screen-saver')
  if (process.platform === 'darwin') window.setVisibleOnAllWorkspaces(true, { visibleOnFullScreen: true, skipTransformProcessType: true })
  return { window, view }
}

function answerOverlay(
  { window, view: { webContents } }: Overlay,
  of: CapturedDisplay,
  offer: () => RegionOffer,
  settle: (answer: RegionAnswer | undefined) => void,
  next: () => void,
): void {
  webContents.ipc.handle('jim:region-offer', offer)
  webContents.ipc.on('jim:region-next', next)
  webContents.ipc.on('jim:region', (_event, given: unknown) => {
    const choice = readRegionChoice(given)
    if (choice === undefined || (choice.take === 'area' && !liesOn(choice.area, of.image.getSize()))) return
    settle(choice.take === 'nothing' ? undefined : { choice, of })
  })
  webContents.on('render-process-gone', () => settle(undefined))
  window.on('closed', () => settle(undefined))
}

function isUnderPointer({ display }: CapturedDisplay): boolean {
  return screen.getDisplayNearestPoint(screen.getCursorScreenPoint()).id === display.id
}

function focus({ window, view }: Overlay): void {
  window.focus()
  view.webContents.focus()
}

function focusNext(overlays: readonly Overlay[], current: Overlay): void {
  const next = overlays[(overlays.indexOf(current) + 1) % overlays.length]
  if (next !== undefined && !next.window.isDestroyed()) focus(next)
}
