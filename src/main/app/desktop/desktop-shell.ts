import { app, type BrowserWindow, powerMonitor, session as electronSession } from 'electron'
import type { ConversationId } from '@shared/ids'
import type { OpenRequest } from '@shared/ipc'
import type { NotificationLimits, Settings } from '@shared/settings'
import { type Clock, systemClock } from '../../lib/clock'
import type { Logger } from '../../lib/logger'
import type { AccountSession } from '../account/account-session'
import { Attention } from './attention'
import { showBadge, showProgress } from './badge'
import { CloseToTray } from './close-to-tray'
import { attachContextMenu } from '../window/context-menu'
import { type DeepLinks, registerDeepLinks } from '../window/deep-links'
import type { GivenFiles } from '../window/given-files'
import { targetOf } from '../window/link-target'
import { setStartAtLogin } from './login-item'
import { showApplicationMenu } from './menu'
import { MessageAlerts } from './message-alerts'
import { openNotices } from './open-notices'
import type { SettingsStore } from '../settings-store'
import { Spelling } from '../window/spelling'
import { type Texts, textsFor } from '../texts'
import { TrayIcon } from './tray'
import { hasTrayHost, runOnSessionBus } from './tray-host'
import { TransferWatch } from './transfer-watch'
import { UnreadWatch } from './unread-watch'

/** What Windows files notifications and task bar buttons under; the installer's shortcut carries the same. */
const APP_USER_MODEL_ID = 'org.jim.desktop'

/** Milliseconds between looks at what time does to the tray: a pause that ends, another time zone. */
const TRAY_LOOK_MS = 30_000

export type DesktopShellOptions = {
  readonly getWindow: () => BrowserWindow | undefined
  /** Brings the window to the front, opening it if there is none. */
  readonly showWindow: () => void
  readonly profileDir: string
  readonly settings: SettingsStore
  readonly links: DeepLinks
  readonly given: GivenFiles
  readonly logger: Logger
  /** Tells the page what to show; it is loaded and listens. */
  readonly open: (request: OpenRequest) => void
  /** Where the build put the dictionaries; it need not be there. */
  readonly dictionariesDir: string
  readonly takeScreenshot: () => void
  readonly onLimits: (limits: NotificationLimits) => void
  readonly clock?: Clock
}

/**
 * The app's place on the desktop: notifications, tray, badge, links from outside, native menus, spelling, start at
 * login. It takes the window that is open already, and every later one.
 */
export class DesktopShell {
  readonly #options: DesktopShellOptions
  readonly #clock: Clock
  readonly #told: ReturnType<typeof openNotices>
  readonly #alerts: MessageAlerts
  readonly #unread: UnreadWatch
  readonly #transfers = new TransferWatch((progress) => showProgress(this.#options.getWindow(), progress))
  readonly #tray: TrayIcon
  readonly #closing: CloseToTray
  readonly #attention: Attention
  readonly #spelling: Spelling
  readonly #stops: (() => void)[] = []
  #session: AccountSession | undefined
  #stopSession: () => void = () => undefined
  #texts: Texts
  #total = 0
  #isQuitting = false

  constructor(options: DesktopShellOptions) {
    const { getWindow, settings, links, logger } = options
    this.#options = options
    this.#clock = options.clock ?? systemClock
    this.#texts = textsFor(settings.value.language, app.getLocale())
    this.#told = openNotices({
      settings: () => settings.value,
      texts: () => this.#texts,
      open: (target) => this.#open(target),
      onEarlier: () => this.#followEarlier(),
      onLimits: options.onLimits,
      logger,
    })
    this.#tray = new TrayIcon({
      clock: this.#clock,
      texts: this.#texts,
      actions: {
        open: () => this.#openFromTray(),
        quit: () => app.quit(),
        takeScreenshot: () => options.takeScreenshot(),
        doNotDisturb: (until) => this.#setDoNotDisturb(until),
      },
    })
    this.#closing = new CloseToTray({
      profileDir: options.profileDir,
      isWanted: () => settings.value.closeToTray && this.#tray.isShown && !this.#isQuitting,
      explain: () => this.#explainTray(),
      logger,
    })
    this.#attention = new Attention(getWindow, this.#tray)
    this.#alerts = new MessageAlerts({
      clock: this.#clock,
      settings: () => settings.value,
      isWindowFocused: () => this.#isFocused(),
      notify: (group) => this.#told.notices.notify(group),
      flash: () => this.#attention.call(),
      withdraw: (conversationId) => this.#told.notices.withdraw(conversationId),
    })
    this.#unread = new UnreadWatch({
      clock: this.#clock,
      onTotal: (total) => this.#showTotal(total),
      onRead: (conversationId) => this.#seen(conversationId),
    })
    this.#spelling = new Spelling(electronSession.defaultSession, options.dictionariesDir, logger)
    this.#spelling.use(settings.value.spellcheck)
    if (process.platform === 'win32') app.setAppUserModelId(APP_USER_MODEL_ID)
    this.#showMenu()
    registerDeepLinks()
    if (settings.value.startAtLogin) setStartAtLogin(true, logger)
    this.#listen(settings, links)
    void this.#findTray()
  }

  /** Watches the account that is signed in from now on, and follows the link that waited for it. */
  attach(session: AccountSession): void {
    this.detach()
    this.#session = session
    this.#told.notices.attach(session)
    this.#alerts.attach(session)
    this.#unread.attach(session)
    this.#transfers.attach(session)
    this.#stopSession = session.loop.on('status', () => this.#updateTray())
    this.#updateTray()
    this.#showMenu()
    this.#followLink()
    this.#followEarlier()
    this.#options.given.attach((paths) => void this.#offer(paths, session))
    // So that the settings say what is not known before it matters.
    void this.#told.lock.isLocked()
  }

  get notificationLimits(): NotificationLimits {
    return this.#told.limits()
  }

  /** Forgets the account, and takes away what it showed. Twice is harmless. */
  detach(): void {
    this.#options.given.detach()
    this.#stopSession()
    this.#stopSession = () => undefined
    this.#session = undefined
    this.#alerts.detach()
    this.#told.notices.detach()
    this.#unread.detach()
    this.#transfers.detach()
    this.#told.notifications.close()
    this.#attention.stop()
    this.#updateTray()
    this.#showMenu()
  }

  /** Which conversation is on screen. */
  focus(conversationId: ConversationId | undefined): void {
    this.#alerts.focus(conversationId)
    if (conversationId !== undefined && this.#isFocused()) this.#seen(conversationId)
  }

  /** Twice is harmless. */
  close(): void {
    this.detach()
    for (const stop of this.#stops.splice(0)) stop()
    this.#told.lock.close()
    this.#tray.close()
  }

  #listen(settings: SettingsStore, links: DeepLinks): void {
    const onWindow = (_: unknown, window: BrowserWindow): void => this.#adopt(window)
    const onQuit = (): void => void (this.#isQuitting = true)
    app.on('browser-window-created', onWindow)
    const opened = this.#options.getWindow()
    if (opened !== undefined) this.#adopt(opened)
    app.on('before-quit', onQuit)
    // The session of the desktop ends: a window that only hides would hold it up.
    powerMonitor.on('shutdown', onQuit)
    let before = settings.value
    this.#stops.push(
      () => app.off('browser-window-created', onWindow),
      () => app.off('before-quit', onQuit),
      () => powerMonitor.off('shutdown', onQuit),
      links.on('link', () => this.#followLink()),
      this.#clock.every(TRAY_LOOK_MS, () => this.#updateTray()),
      settings.on('changed', (now) => {
        this.#applySettings(before, now)
        before = now
      }),
    )
  }

  #applySettings(before: Settings, now: Settings): void {
    this.#texts = textsFor(now.language, app.getLocale())
    if (now.language !== before.language) this.#showMenu()
    if (now.spellcheck !== before.spellcheck) this.#spelling.use(now.spellcheck)
    if (now.startAtLogin !== before.startAtLogin) setStartAtLogin(now.startAtLogin, this.#options.logger)
    if (now.doNotDisturbUntil > this.#clock.now()) this.#attention.stop()
    if (now.closeToTray && !before.closeToTray) void this.#findTray()
    this.#updateTray()
  }

  #showMenu(): void {
    const hasSettings = this.#session !== undefined
    showApplicationMenu(this.#texts, hasSettings ? () => this.#open({ dialog: 'settings' }) : undefined)
  }

  #adopt(window: BrowserWindow): void {
    attachContextMenu(window, () => this.#texts)
    window.on('focus', () => {
      this.#attention.stop()
      const open = this.#alerts.openConversation
      if (open !== undefined) this.#seen(open)
      void this.#findTray()
    })
    // On Windows the end of the session is told to windows.
    window.on('session-end', () => (this.#isQuitting = true))
    this.#closing.attach(window)
    window.once('ready-to-show', () => {
      showBadge(window, this.#total, this.#texts)
      showProgress(window, this.#transfers.progress)
    })
  }

  /** A desktop may get its tray after us, or never: then nothing is ever hidden in it. */
  async #findTray(): Promise<void> {
    if (this.#tray.isShown || this.#isQuitting) return
    if (!(await hasTrayHost(process.platform, runOnSessionBus)) || this.#isQuitting) return
    this.#tray.show()
    this.#updateTray()
  }

  /** Asked for in the tray, where a failure has no other place to be told. */
  #setDoNotDisturb(until: number): void {
    const saved = this.#options.settings.set({ doNotDisturbUntil: until })
    if (saved.ok) return
    this.#options.logger.warn('do not disturb could not be kept', { code: saved.error.code })
    this.#told.notifications.tell({ title: this.#texts.doNotDisturb, body: this.#texts.notKept })
  }

  #explainTray(): void {
    const { stillRunning, stillRunningHint } = this.#texts
    this.#told.notifications.tell({ title: stillRunning, body: stillRunningHint }, this.#options.showWindow)
  }

  #followLink(): void {
    const session = this.#session
    if (session === undefined) return
    const link = this.#options.links.take()
    if (link === undefined) return
    const target = targetOf(link, session)
    if (target !== undefined) return this.#open(target)
    this.#options.logger.warn('a link leads nowhere in this account', { kind: link.kind })
    this.#options.showWindow()
  }

  /** A notification that the last run left was clicked: it leads to where reading stopped. */
  #followEarlier(): void {
    if (this.#session === undefined) return
    const id = this.#told.earlier.take()
    const conversationId = id === undefined ? undefined : this.#told.notices.conversationOf(id)
    if (conversationId !== undefined) this.#open({ conversationId })
    else if (id !== undefined) this.#options.showWindow()
  }

  /** Files that another program gave: the page asks to whom they go. */
  async #offer(paths: readonly string[], session: AccountSession): Promise<void> {
    const given = await session.files.sendable.choose(paths)
    if (this.#session === session) this.#open({ given })
  }

  /** A click on an icon that flashes goes to what it flashes for. */
  #openFromTray(): void {
    const target = this.#tray.isFlashing ? this.#alerts.latest : undefined
    if (target === undefined) this.#options.showWindow()
    else this.#open(target)
  }

  #open(request: OpenRequest): void {
    if ('conversationId' in request) this.#seen(request.conversationId)
    this.#options.showWindow()
    const page = this.#options.getWindow()?.webContents
    if (page === undefined) return
    // A page that is not there yet would not hear it.
    if (page.getURL() !== '' && !page.isLoadingMainFrame()) return this.#options.open(request)
    page.once('did-finish-load', () => this.#options.open(request))
  }

  #seen(conversationId: ConversationId): void {
    this.#alerts.seen(conversationId)
    this.#told.notices.withdraw(conversationId)
  }

  #showTotal(total: number): void {
    this.#total = total
    showBadge(this.#options.getWindow(), total, this.#texts)
    if (total === 0) this.#attention.stop()
    this.#updateTray()
  }

  #updateTray(): void {
    const isConnected = this.#session?.loop.status.state === 'online'
    const { doNotDisturbUntil, screenshots } = this.#options.settings.value
    const hasScreenshots = screenshots && this.#session !== undefined
    this.#tray.update({ unread: this.#total, isConnected, doNotDisturbUntil, hasScreenshots }, this.#texts)
  }

  #isFocused(): boolean {
    const window = this.#options.getWindow()
    return window !== undefined && !window.isDestroyed() && window.isVisible() && window.isFocused()
  }
}
