import { join } from 'node:path'
import { app, nativeTheme } from 'electron'
import type { Logger } from '../lib/logger'
import { DeepLinks } from './window/deep-links'
import { hardenApp, keepNoCache } from './window/hardening'
import { openLog } from './log'
import { setApplicationMenu } from './desktop/menu'
import { openProfile, type Profile } from './profile'
import { registerAppScheme, serveApp } from './window/security'
import { SettingsStore } from './settings-store'
import { keepSpellingLocal } from './window/spelling'
import { shownLanguage } from './texts'
import { MainWindow } from './window/main-window'
import { pageHasScript } from './window/page-start'

/** Where the build put what belongs together: `out/{main,preload,renderer,dictionaries}`. */
const OUT_DIR = join(import.meta.dirname, '..')

/**
 * Starts the app: the one place that knows every part. Parts are built in order with plain constructors and closed in
 * reverse when the app quits.
 * @param how whether V8 had the code compiled from the build (`compiled-modules`)
 */
export function startApp({ isCompiled }: { readonly isCompiled: boolean }): void {
  registerAppScheme()
  const profile = openProfile()
  const logger = openLog(profile.dir)
  if (!app.requestSingleInstanceLock()) {
    app.quit()
    return
  }
  logger.info('app starts', { isCompiled })
  const links = new DeepLinks(logger)
  keepSpellingLocal()
  keepNoCache()
  process.on('uncaughtException', (error) => logger.error('uncaught exception', { error: error.stack ?? error.message }))
  process.on('unhandledRejection', (reason) => logger.error('unhandled rejection', { error: String(reason) }))
  hardenWhenReady(logger)
  app
    .whenReady()
    .then(() => open(profile, logger, links))
    .catch((error: unknown) => {
      logger.error('start failed', { error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
      app.exit(1)
    })
}

function hardenWhenReady(logger: Logger): void {
  // As root our scripts switch Chromium's sandbox off; asked for both, its child processes refuse to start.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
  void app.whenReady().then(() => hardenApp(logger))
}

/** The window first, then everything else, which is read while the window's page compiles. */
async function open(profile: Profile, logger: Logger, links: DeepLinks): Promise<void> {
  const settings = new SettingsStore(profile.dir, process.platform)
  nativeTheme.themeSource = settings.value.theme
  setApplicationMenu()
  serveApp(join(OUT_DIR, 'renderer'), () => ({
    theme: nativeTheme.shouldUseDarkColors ? 'dark' : 'light',
    language: shownLanguage(settings.value.language, app.getLocale()) === 'zh' ? 'zh-CN' : 'en',
  }))
  const window = new MainWindow({ profileDir: profile.dir, outDir: OUT_DIR, settings, logger })
  await pageHasScript(window.show().webContents)
  const { DesktopApp } = await import('./desktop-app')
  await new DesktopApp({ profile, settings, window, links, logger, outDir: OUT_DIR }).start()
}
