import { app, type Session, session, type WebContents } from 'electron'
import type { Logger } from '../../lib/logger'
import { pageProxy, sealSession } from './page-session'
import type { Microphone } from './microphone'
import { isPermitted, type PermissionQuestion } from './microphone-rule'
import { devServerUrl, isOwnPage } from './security'

const NO_PROXY = { kind: 'none', host: '', port: 0 } as const

/**
 * No page of ours gets a download, a new window, a webview, a frame or a way out of its address; of permissions what
 * `microphone-rule` lets it have.
 */
export function hardenApp(microphone: Microphone, logger: Logger): void {
  hardenSession(session.defaultSession, microphone, logger)
  app.on('web-contents-created', (_, contents) => hardenContents(contents, logger))
}

/** Call before the app is ready: Chromium's own cache would keep what others answered. */
export function keepNoCache(): void {
  app.commandLine.appendSwitch('disable-http-cache')
}

function hardenSession(target: Session, microphone: Microphone, logger: Logger): void {
  sealSession(target, devServerUrl()).catch((error: unknown) => logger.warn('the session could not be emptied', { error: String(error) }))
  // The proxy that was entered is not read yet: until then there is no way out.
  void target.setProxy(pageProxy(NO_PROXY, devServerUrl()))
  const permits = (question: PermissionQuestion): boolean => isPermitted(question, { isRecording: microphone.isOpen, isOwnPage })
  target.setPermissionRequestHandler((_contents, permission, decide, { isMainFrame, requestingUrl, ...details }) => {
    const mediaTypes = 'mediaTypes' in details ? (details.mediaTypes ?? []) : []
    decide(permits({ permission, mediaTypes, isMainFrame, url: requestingUrl }))
  })
  target.setPermissionCheckHandler((_contents, permission, _origin, { isMainFrame, requestingUrl, mediaType }) =>
    permits({ permission, mediaTypes: mediaType === undefined ? [] : [mediaType], isMainFrame, url: requestingUrl ?? '' }),
  )
  target.setDevicePermissionHandler(() => false)
  target.on('will-download', (event) => {
    event.preventDefault()
    logger.warn('download refused')
  })
}

function hardenContents(contents: WebContents, logger: Logger): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  contents.on('will-attach-webview', (event) => event.preventDefault())
  // No policy of the page reaches WebRTC: left alone, it asks any server by UDP for our addresses.
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
  const stay = (details: { readonly url: string; readonly isMainFrame: boolean; preventDefault(): void }): void => {
    if (details.isMainFrame && isOwnPage(details.url)) return
    details.preventDefault()
    logger.warn('navigation refused')
  }
  contents.on('will-frame-navigate', stay)
  contents.on('will-redirect', stay)
}
