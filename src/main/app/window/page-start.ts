import type { Session, WebContents } from 'electron'
import { APP_ORIGIN, devServerUrl } from './security'

/**
 * Resolves once the window's page has its script: from then on its process works by itself for a while, and whatever
 * main does holds up nothing of it. Also when that will never be; at once while developing, where the page takes its time.
 */
export function pageHasScript(contents: WebContents): Promise<void> {
  if (devServerUrl() !== undefined) return Promise.resolve()
  return new Promise((resolve) => {
    const stops: (() => void)[] = []
    const settle = (): void => {
      for (const stop of stops.splice(0)) stop()
      resolve()
    }
    stops.push(onScript(contents.session, settle))
    for (const event of ['did-finish-load', 'did-fail-load', 'render-process-gone', 'destroyed'] as const) {
      contents.once(event as 'did-finish-load', settle)
      stops.push(() => contents.off(event as 'did-finish-load', settle))
    }
  })
}

function onScript({ webRequest }: Session, listener: () => void): () => void {
  webRequest.onCompleted({ urls: [`${APP_ORIGIN}/*`] }, ({ resourceType }) => {
    if (resourceType === 'script') listener()
  })
  return () => webRequest.onCompleted(null)
}
