import { join } from 'node:path'
import { app, type BrowserWindow, nativeTheme, powerMonitor } from 'electron'
import type { CallDoor } from '../ipc/call-door'
import { ChosenFiles } from '../ipc/chosen-files'
import { EventForwarder } from '../ipc/event-forwarder'
import { OnScreen } from '../ipc/on-screen'
import { emitTo } from '../ipc/typed-ipc'
import { Cable } from '../lib/cable'
import { systemClock } from '../lib/clock'
import type { Logger } from '../lib/logger'
import type { Decoder } from '../media/decoder'
import type { MediaDoor } from '../media/media-scheme'
import { measureMedia } from '../media/measuring'
import { renderPicture } from '../media/picture-renditions'
import { Thumbnails } from '../media/thumbnails'
import { answerCalls } from './answer-calls'
import { Account } from './account/account'
import { caFileOf } from './account/account-state'
import type { AccountSession } from './account/account-session'
import type { DeepLinks } from './window/deep-links'
import type { GivenFiles } from './window/given-files'
import { DesktopShell } from './desktop/desktop-shell'
import { fileMachine } from './desktop/file-desk'
import { watchIdle } from './desktop/idle-watch'
import { openNetwork } from './machine-controls'
import type { Network } from './network/network'
import { watchPower } from './desktop/power'
import { DecodedPictures } from './window/decoded-pictures'
import { openDecoder } from './window/open-decoder'
import { OpenRequests } from './window/open-requests'
import { SessionEnd } from './window/session-end'
import type { Profile } from './profile'
import { scriptHooks } from './scripted/script-hooks'
import { runScriptHooks } from './scripted/scripted-start'
import { accountLimits, accountVault } from './policy/limits'
import type { Policy } from './policy/policy-values'
import type { SettingsStore } from './settings-store'
import { shownLanguage, type Texts, textsFor } from './texts'
import { openScreenshots, type ScreenshotDesk } from './screenshots/open-screenshots'
import { storeUpdater } from './account/store-updater'
import { tokenVault } from './account/token-vault'
import { pictureRules } from './picture-rules'
import { Trial } from './account/trial'
import { TrialServer } from './account/trial-server'
import type { MainWindow } from './window/main-window'
import type { Microphone } from './window/microphone'
import { openUpdates, type UpdateDesk } from './updates/open-updates'

export type DesktopAppOptions = {
  readonly profile: Profile
  readonly policy: Policy
  readonly settings: SettingsStore
  readonly window: MainWindow
  readonly door: CallDoor
  readonly media: MediaDoor
  readonly links: DeepLinks
  readonly given: GivenFiles
  readonly microphone: Microphone
  readonly logger: Logger
  /** Where the build put what belongs together: `out/{main,preload,renderer,dictionaries}`. */
  readonly outDir: string
}

/** All of the app but its window, which is open already: its page compiles while this is read and opens the account. */
export class DesktopApp {
  readonly #settings: SettingsStore
  readonly #network: Network
  readonly #account: Account
  readonly #trial: Trial
  readonly #decoder: Decoder
  readonly #decoded: DecodedPictures
  readonly #events: EventForwarder
  readonly #desktop: DesktopShell
  readonly #screenshots: ScreenshotDesk
  readonly #updates: UpdateDesk
  readonly #files = new ChosenFiles()
  readonly #openRequests = new OpenRequests((target) => emitTo(this.#window?.webContents, 'open', target))
  readonly #screen = new OnScreen({
    onFocus: (conversationId) => {
      this.#events.focus(conversationId)
      this.#desktop.focus(conversationId)
    },
  })
  readonly #windows: MainWindow
  readonly #sessionEnd = new SessionEnd({
    monitor: powerMonitor,
    tellPage: () => emitTo(this.#window?.webContents, 'session-ends', undefined),
    keep: () => this.#windows.keepPlace(),
  })
  #stopSession: () => void = () => undefined
  #isQuitting = false

  constructor({ profile, policy, settings, window, door, media, links, given, microphone, logger, outDir }: DesktopAppOptions) {
    this.#settings = settings
    this.#windows = window
    this.#network = openNetwork(profile, policy.values.proxy, logger)
    this.#decoder = openDecoder(outDir, logger)
    const serverScript = join(outDir, 'main', 'server.cjs')
    const trialServer = new TrialServer({ script: serverScript, profileDir: profile.dir, logger: logger.scoped('account') })
    const cable = new Cable(this.#network.dial)
    this.#account = new Account({
      profile,
      trialServer,
      appVersion: app.getVersion(),
      rules: policy.inForce,
      dial: cable.dial,
      orders: this.#network.orders,
      limits: accountLimits(policy.values),
      vault: accountVault(policy.values, tokenVault),
      cacheBytes: () => settings.value.cacheMiB * 2 ** 20,
      machine: fileMachine(settings, () => this.#window),
      autoDownload: () => settings.value.autoDownload,
      pictureRules: () => pictureRules(settings.inForce),
      previews: new Thumbnails(this.#decoder),
      render: (picture, size) => renderPicture(this.#decoder, picture, size),
      measure: ({ of, ...file }) => measureMedia(this.#decoder, file, of),
      updateStore: storeUpdater(join(outDir, 'main', 'store-update.cjs'), logger.scoped('store')),
      logger,
    })
    this.#trial = new Trial({
      server: trialServer,
      account: this.#account,
      cable,
      clock: systemClock,
      language: () => this.#language,
    })
    this.#events = new EventForwarder({ clock: systemClock, emit: (event, value) => emitTo(this.#window?.webContents, event, value) })
    this.#screenshots = openScreenshots({
      settings,
      window: () => this.#window,
      showWindow: () => void window.show(),
      session: () => this.#account.session,
      tellPage: () => emitTo(this.#window?.webContents, 'screenshot-wanted', undefined),
      outDir,
      logger: logger.scoped('screenshots'),
    })
    this.#decoded = new DecodedPictures({ clock: systemClock, door: () => this.#window?.webContents.debugger, logger })
    this.#updates = openUpdates({
      profileDir: profile.dir,
      policy: policy.values.updates,
      settings,
      dial: this.#network.dial,
      window: () => this.#window,
      title: () => this.#texts.chooseUpdateFolder,
      tell: (state) => emitTo(this.#window?.webContents, 'updates', state),
      logger: logger.scoped('updates'),
    })
    this.#desktop = new DesktopShell({
      getWindow: () => this.#window,
      showWindow: () => void this.#windows.show(),
      profileDir: profile.dir,
      settings: this.#settings,
      links,
      given,
      logger,
      open: (target) => this.#openRequests.open(target),
      dictionariesDir: join(outDir, 'dictionaries'),
      takeScreenshot: () => this.#screenshots.want(),
      onLimits: (limits) => emitTo(this.#window?.webContents, 'notification-limits', limits),
    })
    media.findWith((address) => this.#account.session?.media(address))
    answerCalls(
      {
        account: this.#account,
        settings,
        network: this.#network,
        profile,
        policy: policy.inForce,
        trial: this.#trial,
        files: this.#files,
        screen: this.#screen,
        openRequests: this.#openRequests,
        events: this.#events,
        screenshots: this.#screenshots,
        updates: this.#updates,
        decoded: this.#decoded,
        desktop: this.#desktop,
        microphone,
        window: () => this.#window,
        texts: () => this.#texts,
        logger,
      },
      door,
    )
  }

  async start(): Promise<void> {
    this.#listen()
    await this.#account.resume()
    await runScriptHooks(this.#account, (target) => this.#openRequests.open(target))
  }

  #listen(): void {
    this.#windows.on('opened', (window) => this.#watch(window))
    if (this.#window !== undefined) this.#watch(this.#window)
    this.#account.on('state', (state) => {
      if (state.state !== 'signed_in') {
        this.#openRequests.reset()
        this.#screen.clear()
      }
      this.#files.add(caFileOf(state))
      emitTo(this.#window?.webContents, 'account', state)
    })
    this.#account.on('step', (step) => emitTo(this.#window?.webContents, 'sign-in-progress', { step }))
    this.#account.on('session', (session) => this.#useSession(session))
    this.#trial.on('state', (state) => emitTo(this.#window?.webContents, 'trial', state))
    this.#settings.on('changed', (settings) => {
      nativeTheme.themeSource = settings.theme
      this.#window?.webContents.setZoomFactor(settings.zoom / 100)
      this.#account.session?.files.fit()
      emitTo(this.#window?.webContents, 'settings', this.#settings.inForce)
    })
    this.#network.on('changed', () => this.#account.session?.redial())
    app.on('second-instance', () => void this.#windows.show())
    app.on('activate', () => void this.#windows.show())
    app.on('window-all-closed', () => {
      if (process.platform !== 'darwin') app.quit()
    })
    // Not before the windows are closed: the page hands over the draft that is being written as it goes.
    app.on('will-quit', (event) => {
      if (this.#isQuitting) return
      this.#isQuitting = true
      event.preventDefault()
      // The trial server is told to stop and waited for; everything else closes at once.
      this.#sessionEnd.close()
      this.#desktop.close()
      this.#screenshots.close()
      this.#updates.close()
      this.#decoder.close()
      this.#decoded.close()
      // Electron hears of another quit only once it is done with this one.
      void this.#account.close().finally(() => setImmediate(() => app.quit()))
    })
  }

  /** Wires the account that is signed in from now on to the window and the machine; lets go of the one before. */
  #useSession(session: AccountSession | undefined): void {
    this.#stopSession()
    this.#stopSession = () => undefined
    this.#screenshots.useKeys()
    if (session === undefined) {
      for (const part of [this.#events, this.#desktop, this.#screen]) part.detach()
      return
    }
    const { loop } = session
    this.#events.attach(session)
    this.#desktop.attach(session)
    this.#screen.attach(session)
    const stops = [
      watchPower(loop, session.host),
      watchIdle({
        clock: systemClock,
        monitor: powerMonitor,
        awayAfterMinutes: () => this.#settings.value.awayAfterMinutes,
        onChange: (isIdle) => session.engine.ownPresence.setIdle(isIdle),
      }),
      loop.on('status', (status) => emitTo(this.#window?.webContents, 'connection', status)),
      scriptHooks.torture(session),
      session.engine.on('seq-reset', (conversationId) => {
        const texts = this.#texts
        const title = session.store.conversations.get(conversationId)?.title ?? conversationId
        const text = texts.restoredConversation(title)
        emitTo(this.#window?.webContents, 'notice', { level: 'warning', title: texts.restoredServer, text })
      }),
    ]
    loop.setFocused(this.#window?.isFocused() ?? false)
    this.#stopSession = () => {
      for (const stop of stops) stop()
    }
  }

  get #window(): BrowserWindow | undefined {
    return this.#windows.current
  }

  #watch(window: BrowserWindow): void {
    this.#sessionEnd.watch(window)
    // A page that was loaded anew, by hand or by `page-recovery`, has nothing open and no list yet.
    window.webContents.on('did-navigate', () => {
      this.#openRequests.reset()
      this.#screen.clear()
    })
    for (const [event, isFocused] of [
      ['focus', true],
      ['blur', false],
    ] as const) {
      window.on(event as 'focus', () => this.#account.session?.loop.setFocused(isFocused))
    }
  }

  get #language(): 'zh' | 'en' {
    return shownLanguage(this.#settings.value.language, app.getLocale())
  }

  get #texts(): Texts {
    return textsFor(this.#settings.value.language, app.getLocale())
  }
}
