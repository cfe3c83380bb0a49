import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { app, dialog, nativeTheme, protocol } from 'electron'
import { openCallDoor } from '../ipc/call-door'
import type { Logger } from '../lib/logger'
import { openMediaDoor } from '../media/media-scheme'
import { DeepLinks } from './window/deep-links'
import { GivenFiles } from './window/given-files'
import { fewerArguments } from './window/handed-arguments'
import { hardenApp, keepNoCache } from './window/hardening'
import { openLog, writeLog } from './log'
import { showApplicationMenu } from './desktop/menu'
import { policySettings } from './policy/policy-settings'
import { readPolicy } from './policy/read-policy'
import { openProfile, type ProfileFolder } from './profile'
import { ProfileError } from './profile-folder'
import { registerSchemes, serveApp } from './window/security'
import { SettingsStore } from './settings-store'
import { keepSpellingLocal } from './window/spelling'
import { isRefused } from './sandbox-rule'
import { shownLanguage, type Texts, textsFor } from './texts'
import { MainWindow } from './window/main-window'
import { Microphone } from './window/microphone'
import { pageHasScript } from './window/page-start'

/** Where the build put what belongs together: `out/{main,preload,renderer,dictionaries}`. */
const OUT_DIR = join(import.meta.dirname, '..')

/** Whether V8 had all code so far from the build (`compiled-modules`). */
type How = { readonly isCompiled: boolean }

/** What is there before the app is ready. */
type Opened = { readonly logger: Logger; readonly links: DeepLinks; readonly given: GivenFiles; readonly microphone: Microphone }

/**
 * Starts the app: the one place that knows every part. Parts are built in order with plain constructors and closed in
 * reverse when the app quits.
 */
export function startApp(how: How): void {
  registerSchemes()
  if (isRefused({ isPackaged: app.isPackaged, isSwitchedOff: app.commandLine.hasSwitch('no-sandbox'), uid: process.getuid?.() })) {
    endWith((texts) => texts.noSandbox, 'the sandbox is switched off')
    return
  }
  const logger = openLog()
  const profile = openProfileOrTell()
  if (profile === undefined) return
  const fewer = fewerArguments(process.argv, process.platform)
  if (fewer !== undefined) {
    startAnew(fewer)
    return
  }
  if (!app.requestSingleInstanceLock()) {
    app.quit()
    return
  }
  const links = new DeepLinks(logger)
  const given = new GivenFiles(logger)
  keepSpellingLocal()
  keepNoCache()
  process.on('uncaughtException', (error) => logger.error('uncaught exception', { error: error.stack ?? error.message }))
  process.on('unhandledRejection', (reason) => logger.error('unhandled rejection', { error: String(reason) }))
  const microphone = new Microphone()
  hardenWhenReady(microphone, logger)
  app
    .whenReady()
    .then(() => open(profile, how, { logger, links, given, microphone }))
    .catch(async (error: unknown) => {
      logger.error('start failed', { error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
      await writeLog(profile.dir)
      app.exit(1)
    })
}

/** Arguments are what Chromium was started with: others need another start. */
function startAnew([, ...args]: readonly string[]): void {
  spawn(process.env['APPIMAGE'] ?? process.execPath, args, { detached: true, stdio: 'ignore' }).unref()
  app.exit(0)
}

/** Where nothing can be kept, no window opens; nothing can be logged either. */
function openProfileOrTell(): ProfileFolder | undefined {
  try {
    return openProfile()
  } catch (error) {
    if (!(error instanceof ProfileError)) throw error
    endWith(
      (texts) => ({ no_home: texts.noHome, unusable: texts.folderUnusable(error.folder), bad_name: texts.badProfileName })[error.code],
      error.message,
    )
    return undefined
  }
}

/** Tells the person, then ends: there is no window yet, and will be none. */
function endWith(said: (texts: Texts) => string, forLog: string): void {
  console.error(`jim: ${forLog}`)
  void app.whenReady().then(() => {
    const texts = textsFor('system', app.getLocale())
    dialog.showErrorBox(texts.appName, said(texts))
    app.exit(1)
  })
}

function hardenWhenReady(microphone: Microphone, logger: Logger): void {
  // As root our scripts switch Chromium's sandbox off; asked for both, its child processes refuse to start.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
  void app.whenReady().then(() => hardenApp(microphone, logger))
}

/** The window first, then everything else, which is read while the window's page compiles. */
async function open(folder: ProfileFolder, how: How, { logger, links, given, microphone }: Opened): Promise<void> {
  const found = await readPolicy({ platform: process.platform, isPackaged: app.isPackaged, env: process.env })
  const settings = new SettingsStore(folder.dir, process.platform, policySettings(found).settings)
  nativeTheme.themeSource = settings.value.theme
  showApplicationMenu(textsFor(settings.value.language, app.getLocale()))
  serveApp(join(OUT_DIR, 'renderer'), () => ({
    theme: nativeTheme.shouldUseDarkColors ? 'dark' : 'light',
    language: shownLanguage(settings.value.language, app.getLocale()) === 'zh' ? 'zh-CN' : 'en',
  }))
  const door = openCallDoor()
  const media = openMediaDoor(protocol)
  const window = new MainWindow({ profileDir: folder.dir, outDir: OUT_DIR, settings, logger })
  window.on('opened', ({ webContents }) => microphone.watch(webContents))
  await pageHasScript(window.show().webContents)
  await writeLog(folder.dir)
  const { DesktopApp } = await import('./desktop-app')
  const { openDevice } = await import('./device')
  const { applyPolicy } = await import('./policy/apply-policy')
  const policy = await applyPolicy(found, logger)
  logger.info('app starts', { isCompiled: how.isCompiled })
  const profile = { ...folder, ...openDevice(folder.dir) }
  await new DesktopApp({ profile, policy, settings, window, door, media, links, given, microphone, logger, outDir: OUT_DIR }).start()
}
