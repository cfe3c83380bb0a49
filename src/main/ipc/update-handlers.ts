import { ok, type Result } from '@shared/result'
import type { SettingsInForce } from '@shared/settings'
import type { Updates } from '@shared/updates'
import type { IpcHandlers } from './typed-ipc'

/** Whoever looks for updates; each of these ends when its work does. */
export interface UpdateControl {
  readonly shown: Updates
  check(): Promise<void>
  download(): Promise<void>
  cancel(): void
  verify(): Promise<void>
  install(): Promise<void>
  chooseFolder(): Promise<Result<SettingsInForce>>
}

type UpdateChannel = Extract<keyof IpcHandlers, `updates:${string}`>

/** What takes long tells by events how it goes, and is not waited for. */
export function updateHandlers(control: UpdateControl): Pick<IpcHandlers, UpdateChannel> {
  const begun = (_work: Promise<void>): Result<Updates> => ok(control.shown)
  return {
    'updates:state': () => ok(control.shown),
    'updates:check': () => begun(control.check()),
    'updates:download': () => begun(control.download()),
    'updates:install': () => begun(control.install()),
    'updates:cancel': () => {
      control.cancel()
      return ok(control.shown)
    },
    'updates:verify': async () => {
      await control.verify()
      return ok(control.shown)
    },
    'updates:choose-folder': () => control.chooseFolder(),
  }
}
