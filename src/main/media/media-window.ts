import { join } from 'node:path'
import { app, session, WebContentsView } from 'electron'
import type { DecodeJob, DecodeTask } from '@shared/decoding'
import { MEDIA_SCHEME } from '../lib/media-address'
import { answerMedia, type ShownMedia } from './media-answer'
import { serveExtraPage } from './extra-page'
import { MEDIA_WINDOW_POLICY } from './media-window-policy'

/** A session of its own, in memory: nothing of the window's, and no way anywhere. */
const PARTITION = 'decoding'
const PAGE = `${MEDIA_SCHEME}://decoding/`

/** Electron closes the page of a view that nobody refers to, at any time and without a word. */
const held = new Set<WebContentsView>()

/** @param made what came from the page, which a file may have taken over */
export type MadeListener = (id: number, made: unknown, problem: unknown) => void

/** A page that nobody sees, in a process of its own, where strange files are decoded; one file at a time, by a number. */
export interface MediaWindow {
  run(id: number, file: ShownMedia, task: DecodeTask): Promise<void>
  /** Bytes that its process holds now; 0 where the system does not tell. */
  memoryBytes(): number
  close(): void
}

/** Where the build put its preload and its page. */
export type MediaWindowPlace = { readonly preload: string; readonly pageDir: string }

export const mediaWindowPlace = (outDir: string): MediaWindowPlace => ({
  preload: join(outDir, 'preload', 'media.cjs'),
  pageDir: join(outDir, 'media-window'),
})

/**
 * @param onGone its process crashed, or was killed for the memory that it took
 */
export function openMediaWindow({ preload, pageDir }: MediaWindowPlace, onMade: MadeListener, onGone: () => void): MediaWindow {
  let current: { readonly url: string; readonly file: ShownMedia } | undefined
  const own = session.fromPartition(PARTITION)
  own.setPermissionRequestHandler((_contents, _permission, decide) => decide(false))
  own.setPermissionCheckHandler(() => false)
  own.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !url.startsWith(PAGE) && !url.startsWith('blob:') }))
  if (own.protocol.isProtocolHandled(MEDIA_SCHEME)) own.protocol.unhandle(MEDIA_SCHEME)
  own.protocol.handle(MEDIA_SCHEME, async (request) => {
    if (request.url === current?.url) return answerMedia(request, current.file)
    return serveExtraPage(
      { dir: pageDir, policy: MEDIA_WINDOW_POLICY },
      request.url.startsWith(PAGE) ? request.url.slice(PAGE.length) : undefined,
    )
  })
  const view = new WebContentsView({
    webPreferences: { preload, session: own, sandbox: true, contextIsolation: true, nodeIntegration: false, backgroundThrottling: false },
  })
  held.add(view)
  const contents = view.webContents
  contents.setAudioMuted(true)
  contents.on('render-process-gone', onGone)
  contents.ipc.on('jim:decoded', (_event, id: unknown, made: unknown, problem: unknown) => {
    if (typeof id === 'number') onMade(id, made, problem)
  })
  const loaded = contents.loadURL(PAGE)
  return {
    async run(id, file, task) {
      const url = `${PAGE}file/${id}`
      current = { url, file }
      await loaded
      if (contents.isDestroyed()) throw new Error('the page is gone')
      const job: DecodeJob = { ...task, id, url, mime: file.mime }
      contents.send('jim:decode', job)
    },
    memoryBytes() {
      if (contents.isDestroyed()) return 0
      const pid = contents.getOSProcessId()
      const kiB = app.getAppMetrics().find((each) => each.pid === pid)?.memory.workingSetSize ?? 0
      return kiB * 1024
    },
    close() {
      loaded.catch(() => undefined)
      held.delete(view)
      if (!contents.isDestroyed()) contents.close()
    },
  }
}
