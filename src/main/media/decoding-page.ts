import { session, WebContentsView } from 'electron'
import type { PictureEdits } from '@shared/picture-edits'
import type { Square } from '@shared/square'
import { MEDIA_SCHEME } from '../lib/media-address'
import { answerMedia, type MediaFile } from './media-answer'

/** A session of its own, in memory: nothing of the window's, and no way anywhere. */
const PARTITION = 'decoding'
const PAGE = `${MEDIA_SCHEME}://decoding/`
const POLICY = "default-src 'none'; img-src blob:; media-src 'self'; connect-src 'self'"

/** Electron closes the page of a view that nobody refers to, at any time and without a word. */
const held = new Set<WebContentsView>()

/** The face of a person or a group: a square of a picture, without one its middle, at most `edge` px. */
export type FaceAsk = { readonly square?: Square | undefined; readonly edge: number }

/** How a picture is drawn anew: its longest side in px at most, as what, and how it was edited. */
export type DrawRequest = { readonly maxSide?: number; readonly mime: string; readonly edits?: PictureEdits }

/** What is made of a file: its preview, the picture drawn anew, as it is asked for, or a face. */
export type DecodingAsk = { readonly isVideo: boolean; readonly draw?: DrawRequest; readonly face?: FaceAsk }

export type MadeListener = (id: number, made: unknown, problem: unknown) => void

/** A page that nobody sees, where strange files are decoded; one file at a time, by a number. */
export interface DecodingPage {
  make(id: number, file: MediaFile, ask: DecodingAsk): Promise<void>
  close(): void
}

/**
 * @param onGone its process crashed, or was killed for the memory that it took
 */
export function openDecodingPage(preload: string, onMade: MadeListener, onGone: () => void): DecodingPage {
  let current: { readonly id: number; readonly file: MediaFile } | undefined
  const own = session.fromPartition(PARTITION)
  own.setPermissionRequestHandler((_contents, _permission, decide) => decide(false))
  own.setPermissionCheckHandler(() => false)
  own.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !url.startsWith(PAGE) && !url.startsWith('blob:') }))
  if (own.protocol.isProtocolHandled(MEDIA_SCHEME)) own.protocol.unhandle(MEDIA_SCHEME)
  own.protocol.handle(MEDIA_SCHEME, (request) => {
    if (request.url === PAGE) {
      return new Response('<!doctype html>', { headers: { 'content-type': 'text/html', 'content-security-policy': POLICY } })
    }
    return answerMedia(request, current !== undefined && request.url === `${PAGE}${current.id}` ? current.file : undefined)
  })
  const view = new WebContentsView({
    webPreferences: { preload, session: own, sandbox: true, contextIsolation: true, nodeIntegration: false, backgroundThrottling: false },
  })
  held.add(view)
  const contents = view.webContents
  contents.setAudioMuted(true)
  contents.on('render-process-gone', onGone)
  contents.ipc.on('jim:made', (_event, id: unknown, made: unknown, problem: unknown) => {
    if (typeof id === 'number') onMade(id, made, problem)
  })
  const loaded = contents.loadURL(PAGE)
  return {
    async make(id, file, ask) {
      current = { id, file }
      await loaded
      if (contents.isDestroyed()) throw new Error('the page is gone')
      contents.send('jim:make', { id, url: `${PAGE}${id}`, ...ask })
    },
    close() {
      loaded.catch(() => undefined)
      held.delete(view)
      if (!contents.isDestroyed()) contents.close()
    },
  }
}
