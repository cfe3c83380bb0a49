import { app, type BrowserWindow, dialog, session, shell } from 'electron'
import { ok } from '@shared/result'
import type { PolicyInForce } from '@shared/policy'
import type { AppInfo, NotificationLimits } from '@shared/settings'
import type { ChosenFiles } from '../ipc/chosen-files'
import type { NetworkControl } from '../ipc/session'
import { systemClock } from '../lib/clock'
import type { Logger } from '../lib/logger'
import { sqliteVersion } from '../store/sqlite-version'
import type { AccountSession } from './account/account-session'
import { describeCa } from './network/ca-file'
import { Network, type NetworkOptions } from './network/network'
import { testNetwork } from './network/network-test'
import { pageProxy } from './window/page-session'
import type { Profile } from './profile'
import { devServerUrl } from './window/security'
import { Storage } from './storage'
import type { Texts } from './texts'
import { tokenVault } from './account/token-vault'

/** A session without a page and in memory only: what the system says of proxies, whatever the page's own session uses. */
const SYSTEM_PARTITION = 'system-proxies'

/**
 * The network of this profile: its secrets in the system's keychain, the system's proxies as Chromium knows them. The
 * page's session goes by the same proxy.
 */
export function openNetwork(profile: Profile, given: NetworkOptions['given'], logger: Logger): Network {
  const network = new Network({
    profileDir: profile.dir,
    vault: tokenVault,
    resolveSystemProxy: (url) => session.fromPartition(SYSTEM_PARTITION).resolveProxy(url),
    ...(given === undefined ? {} : { given }),
    clock: systemClock,
    logger: logger.scoped('network'),
  })
  const lead = (): void => void session.defaultSession.setProxy(pageProxy(network.proxy, devServerUrl()))
  lead()
  network.on('changed', lead)
  return network
}

/** What the window may do with it. */
export function networkControl(
  network: Network,
  getWindow: () => BrowserWindow | undefined,
  texts: () => Texts,
  files: ChosenFiles,
): NetworkControl {
  return {
    get proxy() {
      return network.proxy
    },
    setProxy: (change) => network.setProxy(change),
    describeCa,
    async chooseCa() {
      const { chooseCa, certificates, allFiles } = texts()
      const options = {
        title: chooseCa,
        properties: ['openFile' as const],
        filters: [
          { name: certificates, extensions: ['pem', 'crt', 'cer', 'der', 'p7b', 'p7c'] },
          { name: allFiles, extensions: ['*'] },
        ],
      }
      const window = getWindow()
      const { filePaths } = await (window === undefined ? dialog.showOpenDialog(options) : dialog.showOpenDialog(window, options))
      const [path] = filePaths
      if (path === undefined) return ok(undefined)
      files.add(path)
      return describeCa(path)
    },
    test: ({ server, proxy }) => testNetwork(server, network.dialWith(proxy), systemClock),
  }
}

/** The profile's disk space. */
export function profileStorage(profile: Profile, current: () => AccountSession | undefined, logger: Logger): Storage {
  return new Storage({
    profileDir: profile.dir,
    accountsDir: profile.accountsDir,
    database: () => current()?.databaseFile,
    files: () => current()?.files,
    async clearWindowCache() {
      await session.defaultSession.clearCache()
      await session.defaultSession.clearCodeCaches({ urls: [] })
    },
    async openPath(path) {
      const problem = await shell.openPath(path)
      if (problem !== '') throw new Error(problem)
    },
    logger: logger.scoped('storage'),
  })
}

/** What runs here, for whoever reports a fault. */
export function appInfo(profileDir: string, policy: PolicyInForce, notificationLimits: NotificationLimits): AppInfo {
  return {
    policy,
    version: app.getVersion(),
    electron: process.versions.electron ?? '',
    chrome: process.versions.chrome ?? '',
    node: process.versions.node,
    sqlite: sqliteVersion(),
    platform: `${process.platform} ${process.arch}`,
    isPackaged: app.isPackaged,
    profileDir,
    systemLocale: app.getLocale(),
    notificationLimits,
  }
}
