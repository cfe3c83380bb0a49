import type { ScreenshotState } from '@shared/screenshot'
import { shallowRef, watch } from 'vue'
import { bridge } from '../bridge'
import { useSettingsStore } from '../stores/settings'
import { useReport } from './use-report'

/** What stands between the person and a screenshot, as the system says it now. */
export function useScreenshotState() {
  const store = useSettingsStore()
  const { report } = useReport()
  const state = shallowRef<ScreenshotState>()

  async function load(): Promise<void> {
    const result = await bridge.call('screenshots:state')
    if (report(result)) state.value = result.value
  }

  watch(() => [store.settings.screenshots, store.settings.screenshotKeys], load, { immediate: true })
  return { state }
}
