import { chmod, copyFile, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { AppUpdater, BaseUpdater, MacUpdater, NsisUpdater, ResolvedUpdateFileInfo } from 'electron-updater'
import type { ProviderRuntimeOptions } from 'electron-updater/out/providers/Provider'
import { ok } from '@shared/result'
import type { Logger } from '../../lib/logger'
import { verifyPackage } from './package-file'
import { type Judged, refusedUpdate } from './update-failure'
import type { Found } from './found'

type AppAdapter = NonNullable<ConstructorParameters<typeof NsisUpdater>[1]>
/** Of the program that is replaced. */
export type HostApp = Pick<AppAdapter, 'version' | 'name' | 'quit' | 'onQuit'> & {
  /** Has a program start once this one has ended. */
  readonly startAfterwards: (path: string) => void
}

export type NativeInstall = {
  readonly found: Found
  /** The package that was verified. */
  readonly path: string
  /** `now`: it ends the program and starts the new one; `end`: once the program ends by itself. */
  readonly when: 'now' | 'end'
  readonly system: 'win32' | 'darwin'
  readonly app: HostApp
  readonly logger: Logger
}

/**
 * Has electron-updater install a package that was fetched and verified already, as Windows and macOS want it done. It is
 * given the file by a provider and an executor of ours and asks no network; what it keeps, it keeps beside the package.
 */
export async function installNatively(work: NativeInstall): Promise<Judged<void>> {
  try {
    const updater = await openUpdater(work)
    let failure: Error | undefined
    updater.on('error', (error) => (failure = error))
    const found = await updater.checkForUpdates()
    if (found?.isUpdateAvailable !== true) return refusedUpdate('install_failed', 'the updater sees no update')
    await updater.downloadUpdate()
    if (work.when === 'end') return ok()
    if (isBase(updater)) {
      if (!updater.install(true, true)) return refusedUpdate('install_failed', failure?.message ?? 'the installer was not started')
      work.app.quit()
    } else {
      updater.quitAndInstall()
    }
    return ok()
  } catch (error) {
    return refusedUpdate('install_failed', error instanceof Error ? error.message : String(error))
  }
}

async function openUpdater(work: NativeInstall): Promise<AppUpdater> {
  const { NsisUpdater, MacUpdater, Provider } = await import('electron-updater')
  const { release, pack } = work.found
  const info = {
    version: release.version,
    files: [{ url: pack.file, sha512: pack.sha512, size: pack.bytes }],
    path: pack.file,
    sha512: pack.sha512,
    releaseDate: new Date(release.released).toISOString(),
  }
  class Verified extends Provider<typeof info> {
    constructor(_options: unknown, _updater: unknown, runtime: ProviderRuntimeOptions) {
      super(runtime)
    }
    override getLatestVersion(): Promise<typeof info> {
      return Promise.resolve(info)
    }
    /** Nobody asks this address: the executor has the file. */
    override resolveFiles(): ResolvedUpdateFileInfo[] {
      return [{ url: new URL(encodeURIComponent(pack.file), 'https://verified.invalid/'), info: info.files[0]! }]
    }
  }
  const app = await adapterFor(work)
  const updater: NsisUpdater | MacUpdater = work.system === 'darwin' ? new MacUpdater(undefined, app) : new NsisUpdater(undefined, app)
  updater.logger = { info: () => undefined, warn: (text) => work.logger.warn('updater', { text: String(text) }), error: () => undefined }
  updater.autoDownload = false
  updater.autoInstallOnAppQuit = work.when === 'end'
  updater.disableDifferentialDownload = true
  updater.disableWebInstaller = true
  updater.setFeedURL({ provider: 'custom', updateProvider: Verified })
  Object.assign(updater, { httpExecutor: { download: (_url: URL, to: string) => copyVerified(work, to) } })
  return updater
}

/** What is installed is this copy, so it is what is verified last. */
async function copyVerified({ path, found }: NativeInstall, to: string): Promise<string> {
  await mkdir(dirname(to), { recursive: true })
  await copyFile(path, to)
  await chmod(to, 0o700)
  const verified = await verifyPackage(to, found.pack, new AbortController().signal)
  if (!verified.ok) throw new Error(`the copy is not what was verified: ${verified.error.message}`)
  return to
}

async function adapterFor({ app, path }: NativeInstall): Promise<AppAdapter> {
  const folder = dirname(path)
  const appUpdateConfigPath = join(folder, 'app-update.yml')
  await writeFile(appUpdateConfigPath, 'provider: custom\nupdaterCacheDirName: installing\n')
  return {
    version: app.version,
    name: app.name,
    isPackaged: true,
    appUpdateConfigPath,
    userDataPath: folder,
    baseCachePath: folder,
    whenReady: () => Promise.resolve(),
    relaunch: () => undefined,
    quit: () => app.quit(),
    onQuit: (handler) => app.onQuit(handler),
  }
}

function isBase(updater: AppUpdater): updater is BaseUpdater {
  return 'install' in updater
}
