import { bridge } from '../bridge'
import { useSettingsStore } from '../stores/settings'
import { useReport } from './use-report'

/** The folder that files are saved in: only the system's own dialog can name one. */
export function useSaveFolder() {
  const store = useSettingsStore()
  const { report } = useReport()

  /** Nothing changes when the person changes their mind. */
  async function choose(): Promise<void> {
    const result = await bridge.call('settings:choose-save-folder')
    if (report(result)) store.setSettings(result.value)
  }

  return { choose }
}
