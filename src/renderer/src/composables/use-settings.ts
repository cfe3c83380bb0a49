import type { Settings } from '@shared/settings'
import { bridge } from '../bridge'
import { useSettingsStore } from '../stores/settings'
import { useReport } from './use-report'

/** Changing settings: shown once main has kept them. */
export function useSettings() {
  const store = useSettingsStore()
  const { report } = useReport()

  async function change(wanted: Partial<Settings>): Promise<void> {
    const result = await bridge.call('settings:set', wanted)
    if (report(result)) store.setSettings(result.value)
  }

  return { change }
}
