import { type BrowserWindow, dialog, session, shell } from 'electron'
import { ok } from '@shared/result'
import type { ChosenFiles } from '../ipc/chosen-files'
import type { NetworkControl } from '../ipc/session'
import { systemClock } from '../lib/clock'
import type { Logger } from '../lib/logger'
import { describeCa } from './ca-file'
import { Network } from './network'
import { testNetwork } from './network-test'
import type { Profile } from './profile'
import { Storage } from './storage'
import type { Texts } from './texts'
import { tokenVault } from './token-vault'

/** The network of this profile: its secrets in the system's keychain, the system's proxies as Chromium knows them. */
export function openNetwork(profile: Profile, logger: Logger): Network {
  return new Network({
    profileDir: profile.dir,
    vault: tokenVault,
    resolveSystemProxy: (url) => session.defaultSession.resolveProxy(url),
    clock: systemClock,
    logger: logger.scoped('network'),
  })
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
export function profileStorage(profile: Profile, database: () => string | undefined, logger: Logger): Storage {
  return new Storage({
    profileDir: profile.dir,
    accountsDir: profile.accountsDir,
    database,
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
