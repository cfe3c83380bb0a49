import { onMounted, ref } from 'vue'
import { bridge } from '../bridge'
import { useSettingsStore } from '../stores/settings'
import { useUpdatesStore } from '../stores/updates'
import { useReport } from './use-report'

type Act = 'updates:state' | 'updates:check' | 'updates:download' | 'updates:cancel' | 'updates:install' | 'updates:verify'

/** Looking for updates, and what is done with one. */
export function useUpdates() {
  const store = useUpdatesStore()
  const settings = useSettingsStore()
  const { report } = useReport()
  /** The command is on the clipboard. */
  const isCopied = ref(false)

  async function act(channel: Act): Promise<boolean> {
    isCopied.value = false
    const before = store.state
    const result = await bridge.call(channel)
    if (!report(result)) return false
    // Whatever was told meanwhile is newer than an answer that was made when the work began.
    if (store.state === before) store.setState(result.value)
    return true
  }

  /** The package is looked at once more before somebody types its command as an administrator. */
  async function copyCommand(): Promise<void> {
    if (!(await act('updates:verify'))) return
    const { state } = store
    if (state.state !== 'ready' || state.install.way !== 'command') return
    isCopied.value = await navigator.clipboard.writeText(state.install.command).then(
      () => true,
      () => false,
    )
  }

  async function chooseFolder(): Promise<void> {
    const result = await bridge.call('updates:choose-folder')
    if (report(result)) settings.setSettings(result.value)
  }

  onMounted(() => act('updates:state'))
  return {
    isCopied,
    check: () => act('updates:check'),
    download: () => act('updates:download'),
    cancel: () => act('updates:cancel'),
    install: () => act('updates:install'),
    copyCommand,
    chooseFolder,
  }
}
