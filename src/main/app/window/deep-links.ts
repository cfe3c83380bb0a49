import { app } from 'electron'
import { DEEP_LINK_SCHEME, type DeepLink, deepLinkIn, parseDeepLink } from './deep-link'
import { Emitter } from '../../lib/emitter'
import type { Logger } from '../../lib/logger'
import { thisCopysFolder } from '../profile'

/**
 * `jim:` links from outside, however they come:
 *
 * ```
 * cold start    Windows, Linux: among our arguments        macOS: open-url, before the app is ready
 * warm start    Windows, Linux: second-instance            macOS: open-url
 * ```
 *
 * Make it before the app is ready, or macOS's first link is lost. The latest link waits until somebody takes it: on a
 * cold start nobody is signed in yet.
 */
export class DeepLinks extends Emitter<{ link: DeepLink }> {
  readonly #logger: Logger
  readonly #stop: () => void
  #waiting: DeepLink | undefined

  constructor(logger: Logger) {
    super()
    this.#logger = logger.scoped('links')
    const onOpenUrl = (event: { preventDefault(): void }, url: string): void => {
      event.preventDefault()
      this.#receive(url)
    }
    const onSecondInstance = (_: unknown, argv: readonly string[]): void => this.#receive(deepLinkIn(argv))
    app.on('open-url', onOpenUrl)
    app.on('second-instance', onSecondInstance)
    this.#stop = () => {
      app.off('open-url', onOpenUrl)
      app.off('second-instance', onSecondInstance)
    }
    this.#receive(deepLinkIn(process.argv))
  }

  /** The link that waits, once. */
  take(): DeepLink | undefined {
    const link = this.#waiting
    this.#waiting = undefined
    return link
  }

  close(): void {
    this.#stop()
  }

  #receive(url: string | undefined): void {
    if (url === undefined) return
    const link = parseDeepLink(url)
    if (link === undefined) {
      this.#logger.warn('a link was refused', { characters: url.length })
      return
    }
    this.#waiting = link
    this.emit('link', link)
  }
}

/**
 * Makes this app the one that opens `jim:` links. Linux learns it from the package's desktop file; a checkout and a copy that
 * is carried about never do, since they would leave their path behind.
 */
export function registerDeepLinks(): void {
  if (app.isPackaged && process.platform !== 'linux' && thisCopysFolder() === undefined) app.setAsDefaultProtocolClient(DEEP_LINK_SCHEME)
}
