import { join } from 'node:path'
import { app, type BrowserWindow, dialog } from 'electron'
import { failed, ok } from '@shared/result'
import { isFolderSource, type Updates as Shown } from '@shared/updates'
import type { UpdateControl } from '../../ipc/update-handlers'
import { systemClock } from '../../lib/clock'
import type { Dial } from '../../lib/dial'
import type { Logger } from '../../lib/logger'
import type { PolicyValues } from '../policy/policy-schema'
import type { SettingsStore } from '../settings-store'
import { createInstaller } from './installer'
import { openReleaseSource } from './open-source'
import { releaseKeys } from './release-keys'
import { Updates } from './updates'

export type UpdateDeskOptions = {
  readonly profileDir: string
  readonly policy: PolicyValues['updates']
  readonly settings: SettingsStore
  readonly dial: Dial
  readonly window: () => BrowserWindow | undefined
  /** Of the dialog in which a folder is chosen. */
  readonly title: () => string
  readonly tell: (state: Shown) => void
  readonly logger: Logger
}

export interface UpdateDesk extends UpdateControl {
  close(): void
}

/** Updates of this program, in its profile, by its network. */
export function openUpdates({ profileDir, policy, settings, dial, window, title, tell, logger }: UpdateDeskOptions): UpdateDesk {
  const { isPackaged } = app
  const machine = { platform: process.platform, arch: process.arch, isPackaged, env: process.env, execPath: process.execPath }
  const host = {
    version: app.getVersion(),
    name: app.getName(),
    quit: () => app.quit(),
    onQuit: (run: (code: number) => void) => void app.once('quit', (_event, code) => run(code)),
    startAfterwards: (execPath: string) => app.relaunch({ execPath, args: [] }),
  }
  const updates = new Updates({
    version: app.getVersion(),
    keys: releaseKeys({ isPackaged, env: process.env }),
    installer: createInstaller({ ...machine, resourcesPath: process.resourcesPath }, host, logger),
    dir: join(profileDir, 'updates'),
    isOff: policy === 'off',
    unasked: policy === 'download' || policy === 'install' ? policy : 'nothing',
    source: () => settings.value.updateSource,
    checksDaily: () => settings.value.checksForUpdates,
    openSource: (text) => openReleaseSource(text, dial, systemClock),
    clock: systemClock,
    logger,
  })
  updates.on('changed', tell)
  const stop = settings.on('changed', () => updates.useSource())
  void updates.start().catch((error: unknown) => logger.warn('left-overs of updates stay', { error: String(error) }))
  return {
    get shown() {
      return updates.shown
    },
    check: () => updates.check(),
    download: () => updates.download(),
    cancel: () => updates.cancel(),
    verify: () => updates.verify(),
    install: () => updates.install(),
    async chooseFolder() {
      const { updateSource } = settings.inForce
      if (updateSource.isLocked) return failed('setting_locked')
      const before = isFolderSource(updateSource.value) ? { defaultPath: updateSource.value } : {}
      const options = { title: title(), properties: ['openDirectory' as const], ...before }
      const parent = window()
      const { filePaths } = await (parent === undefined ? dialog.showOpenDialog(options) : dialog.showOpenDialog(parent, options))
      const [path] = filePaths
      return path === undefined ? ok(settings.inForce) : settings.set({ updateSource: path })
    },
    close() {
      stop()
      updates.close()
    },
  }
}
